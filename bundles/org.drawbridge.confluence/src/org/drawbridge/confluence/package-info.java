/** The confluence bundle's interface to the others. */
package org.drawbridge.confluence;
