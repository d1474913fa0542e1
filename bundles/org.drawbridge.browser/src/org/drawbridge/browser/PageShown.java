package org.drawbridge.browser;

import java.net.URI;
import java.util.Optional;
import org.drawbridge.core.http.Response;

/**
 * What the main tab shows: the user's view, not to be trusted for more than a hint.
 *
 * @param address where the tab is
 * @param document status and headers of the page, its body being the first 64 KiB of the document as it is now; empty if
 *     the browser has loaded none yet
 * @param error why the page could not be loaded, in the browser's words ({@code net::ERR_…}); empty if it was
 */
public record PageShown(URI address, Optional<Response> document, Optional<String> error) {}
