package org.drawbridge.core.check;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.drawbridge.core.Redactor;

/**
 * What a finding rests on.
 *
 * @param what the call, such as {@code GET /rest/api/user/current}, or another fact
 * @param status the HTTP status, if it was a call
 * @param note what the answer said, in a few words; never a secret
 * @param headers of the answer, redacted; empty where nobody kept them
 */
public record Evidence(String what, Optional<Integer> status, Instant when, String note, Map<String, String> headers) {

    private static final int LONGEST = 300;
    private static final int MOST = 40;
    /** Headers that carry credentials whatever their values look like. */
    private static final Set<String> CREDENTIALS =
            Set.of("set-cookie", "cookie", "authorization", "proxy-authorization", "authentication-info");

    public Evidence {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    public Evidence(String what, Optional<Integer> status, Instant when, String note) {
        this(what, status, when, note, Map.of());
    }

    public static Evidence call(String what, int status, String note) {
        return new Evidence(what, Optional.of(status), Instant.now(), note);
    }

    public static Evidence fact(String what, String note) {
        return new Evidence(what, Optional.empty(), Instant.now(), note);
    }

    /** With the answer's headers, each redacted and cut to a readable length. */
    public Evidence withHeaders(Map<String, List<String>> answered) {
        Map<String, String> kept = new TreeMap<>();
        answered.forEach((name, values) -> {
            String low = name.toLowerCase(Locale.ROOT);
            if (kept.size() < MOST) {
                String value = CREDENTIALS.contains(low) ? Redactor.MASK : Redactor.mask(String.join(", ", values));
                kept.put(low, value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value);
            }
        });
        return new Evidence(what, status, when, note, kept);
    }

    /** Without headers, for places that hold thousands of these. */
    public Evidence brief() {
        return headers.isEmpty() ? this : new Evidence(what, status, when, note);
    }

    /** Whether it is a call that was answered with success. */
    public boolean succeeded() {
        return status.filter(code -> code / 100 == 2).isPresent();
    }
}
