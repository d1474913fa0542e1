package org.drawbridge.browser.internal;

import java.net.URI;

/**
 * A browser and how to reach its DevTools. Its processes belong to its {@link ProfileFolder}.
 *
 * @param endpoint {@code ws://127.0.0.1:port/devtools/browser/…}
 * @param driven how it was started, as a text key's suffix: {@code driver} or {@code devtools}
 * @param end lets go of what else was needed to start it, after its processes have ended
 */
record StartedBrowser(URI endpoint, String driven, Runnable end) {}
