package org.drawbridge.browser.internal;

import java.net.URI;

/**
 * A browser process and how to reach its DevTools.
 *
 * @param endpoint {@code ws://127.0.0.1:port/devtools/browser/…}
 * @param driven how it was started, as a text key's suffix: {@code driver} or {@code devtools}
 * @param end ends the process and waits until it is gone
 */
record StartedBrowser(URI endpoint, String driven, Runnable end) {}
