package org.drawbridge.sharepoint.internal.entra;

import java.time.Duration;
import java.time.Instant;
import org.drawbridge.core.auth.Secret;

/** A bearer token for one resource. */
public record AccessToken(Secret value, Instant obtained, Instant expires) {

    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** Whether it is time for a new one: less than five minutes left, or half of a life that is shorter than ten. */
    boolean due(Instant now) {
        Duration half = Duration.between(obtained, expires).dividedBy(2);
        Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
        return !now.isBefore(expires.minus(margin));
    }
}
