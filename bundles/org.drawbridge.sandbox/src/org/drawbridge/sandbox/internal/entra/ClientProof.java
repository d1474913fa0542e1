package org.drawbridge.sandbox.internal.entra;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.sandbox.internal.entra.Tokens.Proof;

/** Checks how an app proves who it is: by secret or by a signed assertion. The same for every grant. */
final class ClientProof {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Clock clock;

    ClientProof(Clock clock) {
        this.clock = clock;
    }

    /** The app id of the request: the parameter, or the one the assertion names. */
    static String clientId(Map<String, String> form) throws Refused {
        String given = form.getOrDefault("client_id", "");
        if (given.isEmpty()) {
            given = Jwt.parse(form.getOrDefault("client_assertion", ""))
                    .map(jwt -> jwt.claim("sub"))
                    .orElse("");
        }
        if (given.isEmpty()) {
            throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", "client_id");
        }
        return given;
    }

    /**
     * Checks the credentials of an app that signs in as itself.
     *
     * @param loginHost the host that was asked, one of the tenant's cloud
     */
    Proof check(App app, Map<String, String> form, String loginHost) throws Refused {
        if (credentialMissing(form)) {
            throw new Refused(EntraError.CREDENTIAL_MISSING);
        }
        return check(app, form, loginHost, app.publicClient());
    }

    /**
     * Checks the credentials of an app that acts for somebody.
     *
     * @param publicClient whether it is to have none
     */
    Proof check(App app, Map<String, String> form, String loginHost, boolean publicClient) throws Refused {
        if (credentialMissing(form)) {
            if (publicClient) {
                return Proof.NONE;
            }
            throw new Refused(EntraError.CREDENTIAL_MISSING);
        }
        if (publicClient) {
            throw new Refused(EntraError.APP_PUBLIC);
        }
        String secret = form.getOrDefault("client_secret", "");
        String assertion = form.getOrDefault("client_assertion", "");
        if (!assertion.isEmpty()) {
            if (!JWT_BEARER.equals(form.get("client_assertion_type"))) {
                throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", "client_assertion_type");
            }
            checkAssertion(app, assertion, loginHost);
            return Proof.CERTIFICATE;
        }
        checkSecret(app, secret);
        return Proof.SECRET;
    }

    private static boolean credentialMissing(Map<String, String> form) {
        return form.getOrDefault("client_secret", "").isEmpty()
                && form.getOrDefault("client_assertion", "").isEmpty();
    }

    private void checkSecret(App app, String given) throws Refused {
        Instant now = clock.instant();
        boolean expired = false;
        for (App.ClientSecret secret : app.secrets()) {
            if (MessageDigest.isEqual(
                    secret.value().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
                if (now.isBefore(secret.expires())) {
                    return;
                }
                expired = true;
            }
        }
        throw new Refused(expired ? EntraError.SECRET_EXPIRED : EntraError.SECRET_WRONG);
    }

    private void checkAssertion(App app, String assertion, String loginHost) throws Refused {
        Jwt jwt = Jwt.parse(assertion).orElseThrow(() -> new Refused(EntraError.ASSERTION_MALFORMED));
        String thumbprint = thumbprint(jwt);
        X509Certificate certificate = app.certificates().stream()
                .filter(uploaded ->
                        thumbprint.equals(digest("SHA-1", uploaded)) || thumbprint.equals(digest("SHA-256", uploaded)))
                .findFirst()
                .orElseThrow(() -> unregistered("The key was not found.", thumbprint));
        if (!jwt.signedBy(certificate.getPublicKey())) {
            throw unregistered("The provided signature value did not match the expected signature value.", thumbprint);
        }
        if (clock.instant().isAfter(certificate.getNotAfter().toInstant())) {
            throw unregistered("The key used is expired.", thumbprint);
        }
        if (!app.clientId().equalsIgnoreCase(jwt.claim("sub"))
                || !app.clientId().equalsIgnoreCase(jwt.claim("iss"))) {
            throw new Refused(EntraError.ASSERTION_CLIENT);
        }
        if (!audiences(app.tenant(), loginHost).contains(jwt.claim("aud"))) {
            throw new Refused(EntraError.ASSERTION_AUDIENCE);
        }
        checkTime(jwt);
    }

    private void checkTime(Jwt jwt) throws Refused {
        Instant now = clock.instant();
        Optional<Instant> until = jwt.time("exp");
        Optional<Instant> from = jwt.time("nbf");
        if (until.isEmpty()
                || now.isAfter(until.get().plus(SKEW))
                || from.filter(start -> now.isBefore(start.minus(SKEW))).isPresent()) {
            throw new Refused(EntraError.ASSERTION_TIME)
                    .with("now", now.toString())
                    .with("from", from.map(Instant::toString).orElse("01/01/0001 00:00:00"))
                    .with("until", until.map(Instant::toString).orElse("01/01/0001 00:00:00"));
        }
    }

    /** The thumbprint in hex: {@code x5t#S256} and {@code x5t} in either Base64 alphabet, or {@code kid} as hex. */
    private static String thumbprint(Jwt jwt) throws Refused {
        for (String name : List.of("x5t#S256", "x5t")) {
            String given = jwt.parameter(name);
            if (!given.isEmpty()) {
                try {
                    // MSAL4J sends x5t#S256 in standard Base64 (reference: entra-sharepoint §A).
                    return HexFormat.of()
                            .withUpperCase()
                            .formatHex(Base64.getUrlDecoder()
                                    .decode(given.replace('+', '-').replace('/', '_')));
                } catch (IllegalArgumentException e) {
                    throw new Refused(EntraError.ASSERTION_MALFORMED);
                }
            }
        }
        String keyId = jwt.parameter("kid");
        if (keyId.isEmpty()) {
            throw new Refused(EntraError.ASSERTION_UNSIGNED);
        }
        return keyId.toUpperCase(Locale.ROOT);
    }

    private static String digest(String algorithm, X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refused unregistered(String reason, String thumbprint) {
        return new Refused(EntraError.CERTIFICATE_NOT_REGISTERED)
                .with("reason", reason)
                .with("thumbprint", thumbprint);
    }

    /** What an assertion may be addressed to: the token endpoint or the issuer, by id or domain, on any alias. */
    private static List<String> audiences(Tenant tenant, String loginHost) {
        List<String> names = new ArrayList<>(tenant.domains());
        names.add(tenant.id());
        List<String> hosts = new ArrayList<>(tenant.cloud().logins());
        hosts.add(loginHost);
        return hosts.stream()
                .flatMap(host -> names.stream().map(name -> "https://" + host + '/' + name))
                .flatMap(base -> List.of("/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "/", "").stream()
                        .map(base::concat))
                .toList();
    }
}
