package org.drawbridge.browser;

import java.time.Instant;
import java.util.Optional;
import org.drawbridge.core.Redactor;

/**
 * A cookie as the browser has it.
 *
 * @param domain with a leading dot if it holds for sub-domains too, else the host alone
 * @param expires empty for a session cookie
 * @param partition the top-level site of a partitioned cookie (CHIPS), empty for an ordinary one
 */
public record BrowserCookie(
        String name,
        String value,
        String domain,
        String path,
        Optional<Instant> expires,
        boolean secure,
        boolean httpOnly,
        Optional<String> partition) {

    /** Without the value. */
    @Override
    public String toString() {
        return name + "=" + Redactor.MASK + "; domain=" + domain + "; path=" + path;
    }
}
