package org.drawbridge.core.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;

/** Whether something that a user pasted can be an address at all; the connectors make sense of it. */
final class SiteAddress {

    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://.*");

    private SiteAddress() {}

    /** Fails with {@code settings.invalid-address}. The scheme may be missing. */
    static void check(String address) throws AuthFailure {
        String text = address.strip();
        if (text.isEmpty()) {
            throw invalid(text, CoreFailures.words("reason.empty"));
        }
        // Blanks inside are pasted with page titles; connectors cut the path anyway.
        String candidate = (SCHEME.matcher(text).matches() ? text : "https://" + text)
                .replace(" ", "%20")
                .replace("|", "%7C")
                .replace("{", "%7B")
                .replace("}", "%7D");
        try {
            URI uri = new URI(candidate);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("https") && !scheme.equals("http")) {
                throw invalid(text, CoreFailures.words("reason.scheme-of", scheme));
            }
            String authority = uri.getRawAuthority();
            if (authority == null || authority.isEmpty() || authority.contains("%") || authority.startsWith(":")) {
                throw invalid(text, CoreFailures.words("reason.no-host"));
            }
            if (authority.indexOf('@') >= 0) {
                throw invalid(authority.substring(authority.indexOf('@') + 1), CoreFailures.words("reason.user-info"));
            }
            if (!authority.matches(".*[^:]|\\[.*\\]") || authority.matches(".*[^\\]]:\\d{6,}")) {
                throw invalid(text, CoreFailures.words("reason.port"));
            }
        } catch (URISyntaxException e) {
            throw invalid(text, e.getReason());
        }
    }

    private static AuthFailure invalid(String address, String reason) {
        return CoreFailures.problem("settings.invalid-address")
                .with("address", address)
                .with("reason", reason)
                .failure();
    }
}
