/**
 * A small finder and clicker of widgets with SWTBot's names. SWTBot itself is published on p2 sites only; should it
 * come to a Maven repository, the tests move by changing imports. Each look-up waits until the widget is there, at most
 * {@link org.drawbridge.ui.tests.swtbot.SWTBot#TIMEOUT}.
 */
package org.drawbridge.ui.tests.swtbot;
