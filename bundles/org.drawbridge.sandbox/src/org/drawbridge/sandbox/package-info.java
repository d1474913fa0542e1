/**
 * A local Confluence, Entra, SharePoint Online and Graph to try and to test everything without an account: start it with
 * {@link org.drawbridge.sandbox.Sandbox}. Nothing else in the product needs this bundle.
 */
package org.drawbridge.sandbox;
