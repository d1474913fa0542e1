package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;

/** How fast the account may ask, and how long its sign-in lasts. */
public final class LimitsCheck implements Check {

    private static final Texts TEXTS = Texts.of(LimitsCheck.class);

    @Override
    public String id() {
        return "confluence.limits";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.CONFLUENCE;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(Capability.THROTTLING, Capability.SESSION_EXPIRY);
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        ConfluenceApi api = ConfluenceApi.of(run);
        run.report(throttling(api));
        run.report(expiry(run, api));
    }

    /** The headers of reference: confluence §6. Data Center announces a token bucket, Cloud a window. */
    private static Finding throttling(ConfluenceApi api) throws AuthFailure {
        Answer answer = api.get(SignInAnswer.CALL);
        Optional<Long> limit = number(answer, "X-RateLimit-Limit");
        Optional<Long> left = number(answer, "X-RateLimit-Remaining");
        if (answer.status() == 429) {
            return new Finding(
                    Capability.THROTTLING,
                    Outcome.BLOCKED,
                    TEXTS.get("limits.throttled"),
                    List.of(answer.evidence()),
                    List.of(TEXTS.get("limits.remedy", api.site().base())),
                    Optional.of(Owner.CONFLUENCE_ADMIN));
        }
        if (limit.isEmpty()) {
            return Finding.works(
                    Capability.THROTTLING, TEXTS.get("limits.none"), answer.evidence(TEXTS.get("limits.no-headers")));
        }
        String rate = answer.header("X-RateLimit-FillRate")
                .map(fill -> TEXTS.get(
                        "limits.rate",
                        fill,
                        answer.header("X-RateLimit-Interval-Seconds").orElse("?")))
                .orElse("");
        Evidence evidence = answer.evidence(TEXTS.get(
                        "limits.headers", limit.get(), left.map(String::valueOf).orElse("?"), rate)
                .strip());
        boolean near = answer.header("X-RateLimit-NearLimit").orElse("").equalsIgnoreCase("true")
                || left.isPresent() && left.get() * 10 < limit.get();
        String summary = TEXTS.get(
                near ? "limits.near" : "limits.some",
                limit.get(),
                left.map(String::valueOf).orElse("?"),
                rate);
        return near
                ? new Finding(
                        Capability.THROTTLING,
                        Outcome.LIMITED,
                        summary.strip(),
                        List.of(evidence),
                        List.of(TEXTS.get("limits.remedy", api.site().base())),
                        Optional.of(Owner.CONFLUENCE_ADMIN))
                : Finding.works(Capability.THROTTLING, summary.strip(), evidence);
    }

    private static Optional<Long> number(Answer answer, String header) {
        return answer.header(header)
                .filter(value -> value.strip().matches("\\d{1,18}"))
                .map(value -> Long.parseLong(value.strip()));
    }

    private static Finding expiry(CheckRun run, ConfluenceApi api) throws AuthFailure {
        if (api.session().account().anonymous()) {
            return Finding.works(Capability.SESSION_EXPIRY, TEXTS.get("expiry.anonymous"));
        }
        Instant now = run.signIn().clock().instant();
        Optional<Instant> end = api.session().expires();
        List<Evidence> evidence = new ArrayList<>();
        if (end.isEmpty() && run.signIn().connection().method().equals("confluence.token")) {
            if (api.site().cloud()) {
                return Finding.notChecked(Capability.SESSION_EXPIRY, TEXTS.get("expiry.cloud"));
            }
            end = tokenEnd(api, now, evidence);
        }
        if (end.isEmpty()) {
            return Finding.notChecked(Capability.SESSION_EXPIRY, TEXTS.get("expiry.unknown"));
        }
        if (end.get().equals(Instant.MAX)) {
            return Finding.works(
                    Capability.SESSION_EXPIRY, TEXTS.get("expiry.never"), evidence.toArray(Evidence[]::new));
        }
        String day = end.get().toString().substring(0, 10);
        return end.get().isBefore(now.plus(run.settings().expected()))
                ? Finding.limited(
                        Capability.SESSION_EXPIRY,
                        TEXTS.get("expiry.soon", day),
                        Owner.YOU,
                        List.of(TEXTS.get("expiry.remedy", api.site().base())),
                        evidence.toArray(Evidence[]::new))
                : Finding.works(
                        Capability.SESSION_EXPIRY, TEXTS.get("expiry.at", day), evidence.toArray(Evidence[]::new));
    }

    /**
     * The end of the personal access token in use. The list doesn't say which of them that is, so with several it is
     * the one that ends first: no later than it should be. {@link Instant#MAX} if none of them ends.
     */
    private static Optional<Instant> tokenEnd(ConfluenceApi api, Instant now, List<Evidence> evidence)
            throws AuthFailure {
        Answer answer = api.get("/rest/pat/latest/tokens");
        evidence.add(answer.evidence());
        if (!answer.ok() || answer.array().isEmpty()) {
            return Optional.empty();
        }
        Instant first = Instant.MAX;
        int live = 0;
        for (JsonObject token : Answer.objects(answer.array().get()).toList()) {
            Instant end = instant(Answer.string(token, "expiringAt"));
            if (end.isAfter(now)) {
                live++;
                first = end.isBefore(first) ? end : first;
            }
        }
        return live == 0 ? Optional.empty() : Optional.of(first);
    }

    private static Instant instant(String text) {
        if (text.isEmpty()) {
            return Instant.MAX;
        }
        try {
            // Confluence writes the zone without a colon.
            return OffsetDateTime.parse(text.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2"))
                    .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }
}
