/** The readiness bundle's interface to the others. */
package org.drawbridge.readiness;
