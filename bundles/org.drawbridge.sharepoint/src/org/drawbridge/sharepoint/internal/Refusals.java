package org.drawbridge.sharepoint.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/**
 * Explains what SharePoint and Graph refuse (reference: entra-sharepoint §C "Errors").
 *
 * @param values the user's own values for the remedies
 * @param claims of the token that was refused
 */
record Refusals(Map<String, String> values, TokenClaims claims) {

    private static final Texts TEXTS = Texts.of(Refusals.class);

    /** Answers of a service that is overloaded or down are pages, its own or a proxy's. */
    private static final Set<Integer> BUSY = Set.of(429, 503, 504);

    Refusals {
        // Whoever signed in counts, not whom the connection expects.
        Map<String, String> actual = new LinkedHashMap<>(values);
        claims.text("upn").or(() -> claims.text("unique_name")).ifPresent(name -> actual.put("account", name));
        values = Collections.unmodifiableMap(actual);
    }

    AuthFailure sharePoint(Reply reply) {
        ServiceError error = ServiceError.of(reply.body());
        if (reply.page() && error.isEmpty() && !BUSY.contains(reply.status())) {
            try {
                reply.json();
            } catch (AuthFailure e) {
                return e;
            }
        }
        String diagnostics = reply.header("x-ms-diagnostics").orElse("") + " "
                + reply.header("X-MSDAVEXT_Error").orElse("").replace('+', ' ');
        String said = (error.code() + " " + error.message() + " " + diagnostics).toLowerCase(Locale.ROOT);
        return problem(cause(reply, said), reply, error).failure();
    }

    private String cause(Reply reply, String said) {
        boolean denied = said.contains("-2147024891")
                || said.contains("unauthorizedaccess")
                || said.contains("unauthorized operation")
                || said.contains("access denied")
                || said.contains("accessdenied");
        return switch (reply.status()) {
            case 401, 403 -> {
                if (said.contains("unsupported app only token")) {
                    yield "sharepoint.app-only-secret";
                }
                if (said.contains("invalid issuer or signature") || said.contains("invalid audience")) {
                    yield "sharepoint.wrong-audience";
                }
                if (said.contains("3001003") || said.contains("not allowed to call spo")) {
                    yield "sharepoint.first-party-client";
                }
                if (said.contains("site has been blocked")) {
                    yield "sharepoint.site-locked";
                }
                if (said.contains("before opening files in this location") || said.contains("conditional access")) {
                    yield "sharepoint.device-policy";
                }
                if (said.contains("spo license")) {
                    yield "sharepoint.no-license";
                }
                if (claims.readable() && claims.appOnly() && claims.roles().isEmpty()) {
                    yield "sharepoint.permission-missing";
                }
                if (reply.status() == 401 && !denied) {
                    yield "sharepoint.token-refused";
                }
                yield Rights.selectedOnly(claims) ? "sharepoint.site-grant-missing" : "sharepoint.access-denied";
            }
            case 404 -> "sharepoint.site-not-found";
            case 423 -> "sharepoint.site-locked";
            case 429 -> "sharepoint.throttled";
            case 503, 504 -> "sharepoint.unavailable";
            default -> "sharepoint.unexpected";
        };
    }

    /** A site that an administrator made read-only lets nobody write, whatever the roles say. @param site its properties */
    Optional<AuthFailure> readOnly(Reply site) throws AuthFailure {
        return site.ok() && site.json().getBoolean("ReadOnly", false)
                ? Optional.of(problem("sharepoint.site-locked", site, ServiceError.of(""))
                        .with("words", TEXTS.get("web.read-only"))
                        .evidence("readOnly", true)
                        .failure())
                : Optional.empty();
    }

    AuthFailure graph(Reply reply) {
        ServiceError error = ServiceError.of(reply.body());
        if (reply.page() && error.isEmpty() && !BUSY.contains(reply.status())) {
            try {
                reply.json();
            } catch (AuthFailure e) {
                return e;
            }
        }
        String cause = switch (reply.status()) {
            case 401, 403 -> {
                if (error.message().toLowerCase(Locale.ROOT).contains("conditional access")) {
                    yield "sharepoint.device-policy";
                }
                yield Rights.selectedOnly(claims) ? "sharepoint.site-grant-missing" : "sharepoint.graph-refused";
            }
            case 400 ->
                error.message().toLowerCase(Locale.ROOT).contains("spo license")
                        ? "sharepoint.no-license"
                        : "sharepoint.unexpected";
            case 404 -> "sharepoint.graph-site-not-found";
            case 423 -> "sharepoint.site-locked";
            case 429 -> "sharepoint.throttled";
            case 503, 504 -> "sharepoint.unavailable";
            default -> "sharepoint.unexpected";
        };
        return problem(cause, reply, error).failure();
    }

    private FailureCatalogue.Builder problem(String cause, Reply reply, ServiceError error) {
        FailureCatalogue.Builder builder = SharePointFailures.problem(cause);
        values.forEach(builder::with);
        String words = error.message().isEmpty() ? error.code() : error.message();
        String correlationId = reply.correlationId().orElse(error.requestId().isEmpty() ? null : error.requestId());
        builder.with("host", reply.uri().getHost())
                .with("status", reply.status())
                .with(
                        "words",
                        words.isEmpty() ? reply.header("x-ms-diagnostics").orElse("-") : words)
                .with("granted", granted())
                .with("reference", correlationId == null ? "-" : TEXTS.get("reference.correlation-id", correlationId))
                .evidence("url", reply.uri().toString().replaceAll("\\?.*", ""))
                .evidence(reply.evidence())
                .evidence("correlationId", correlationId);
        if (!error.code().isEmpty()) {
            builder.evidence("code", error.code());
        }
        if (!error.message().isEmpty()) {
            builder.evidence("message", error.message());
        }
        return builder;
    }

    private String granted() {
        String granted = String.join(", ", claims.appOnly() ? claims.roles() : claims.scopes());
        return granted.isEmpty() ? "-" : granted;
    }
}
