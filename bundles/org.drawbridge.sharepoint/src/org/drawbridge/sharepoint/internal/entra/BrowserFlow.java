package org.drawbridge.sharepoint.internal.entra;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.LoopbackListener.Arrival;

/**
 * The authorization code flow with PKCE in a browser, over a listener on this computer (RFC 8252). The browser waits for
 * its last page until the code has been redeemed, so that the page tells the truth.
 */
final class BrowserFlow implements UserFlow {

    static final String REDIRECT_PORT = "redirectPort";
    static final String BROWSER = "browser";
    static final String PROMPT = "prompt";
    static final String TIMEOUT = "timeoutMinutes";

    private static final Texts TEXTS = Texts.of(BrowserFlow.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._~-]{20,4000}");
    private static final Pattern QUERY = Pattern.compile("[?#&]?((?:code|error|state|session_state)=\\S+)");

    private final Duration patience;

    /** @param patience how long the user has; empty for what the connection says */
    BrowserFlow(Optional<Duration> patience) {
        this.patience = patience.orElse(null);
    }

    @Override
    public Grant signIn(Wanted wanted) throws AuthFailure {
        return new Attempt(wanted).run();
    }

    private static Duration patience(Connection connection) {
        String minutes = connection.setting(TIMEOUT, "").strip();
        return minutes.matches("\\d{1,4}")
                ? Duration.ofMinutes(Math.clamp(Integer.parseInt(minutes), 1, 24 * 60))
                : Ask.DEFAULT_PATIENCE;
    }

    static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** One sign-in in the browser. */
    private final class Attempt {
        private final Wanted wanted;
        private final TokenEndpoint endpoint;
        private final String state = random(24);
        private final String nonce = random(24);
        private final Secret verifier = Secret.of(random(48));
        private final PendingSignIn pending;
        private final AtomicReference<Arrival> arrival = new AtomicReference<>();

        /** What the browser brought, or the user pasted. */
        private final AtomicReference<Map<String, String>> answer = new AtomicReference<>();

        Attempt(Wanted wanted) {
            this.wanted = wanted;
            endpoint = wanted.endpoint();
            pending = new PendingSignIn(
                    patience == null ? patience(wanted.signIn().connection()) : patience);
        }

        Grant run() throws AuthFailure {
            try (LoopbackListener listener = listen();
                    Progress.Registration ignored = wanted.progress().onCancel(listener::close)) {
                URI redirect = listener.redirect();
                ask(redirect);
                try {
                    Grant grant = redeemed(redirect);
                    show(ReturnPage.success(grant.who().name()));
                    return grant;
                } catch (AuthFailure e) {
                    show(ReturnPage.failure(e.problem()));
                    throw e;
                }
            } finally {
                verifier.close();
            }
        }

        private LoopbackListener listen() throws AuthFailure {
            String port =
                    wanted.signIn().connection().setting(REDIRECT_PORT, "0").strip();
            try {
                return LoopbackListener.open(Integer.parseInt(port), state, this::arrived);
            } catch (BindException e) {
                throw endpoint.problem("entra.port-taken")
                        .with("port", port)
                        .evidence("port", port)
                        .because(e)
                        .failure();
            } catch (IOException | IllegalArgumentException e) {
                throw endpoint.problem("entra.no-listener")
                        .with("port", port)
                        .with("reason", e.getMessage())
                        .because(e)
                        .failure();
            }
        }

        private void arrived(Arrival arrived) {
            arrival.set(arrived);
            answered(arrived.values());
        }

        private boolean answered(Map<String, String> values) {
            Optional.ofNullable(values.get("code")).ifPresent(Redactor::remember);
            boolean first = answer.compareAndSet(null, Map.copyOf(values));
            pending.end();
            return first;
        }

        private void show(ReturnPage page) {
            Optional.ofNullable(arrival.get()).ifPresent(arrived -> arrived.show(page));
        }

        private void ask(URI redirect) throws AuthFailure {
            // What a browser would show on a page of Entra's, without a word to us, is asked for first.
            endpoint.checkRegistration(wanted.progress());
            wanted.progress().step(TEXTS.get("browser.waiting"));
            Ask.WebSignIn question = new Ask.WebSignIn(
                    wanted.signIn().connection(), address(redirect), how(), wanted.why(), pending, this::pasted);
            long began = System.nanoTime();
            PendingSignIn.End end = wanted.signIn().interaction().ask(question, wanted.progress());
            wanted.progress().check();
            if (end == PendingSignIn.End.TIMED_OUT && answer.get() == null) {
                // The user may have been given less time than the connection says, or more.
                Duration waited = Duration.ofNanos(System.nanoTime() - began);
                throw endpoint.problem("entra.browser-silent")
                        .with("waited", waited.toMinutes() > 0 ? waited.toMinutes() + " min" : waited.toSeconds() + " s")
                        .evidence("redirect", redirect.toString())
                        .evidence("waitedSeconds", waited.toSeconds())
                        .failure();
            }
        }

        private Ask.WebSignIn.How how() {
            return switch (wanted.signIn().connection().setting(BROWSER, "regular")) {
                case "fresh" -> Ask.WebSignIn.How.FRESH;
                case "embedded" -> Ask.WebSignIn.How.EMBEDDED;
                default -> Ask.WebSignIn.How.REGULAR;
            };
        }

        private URI address(URI redirect) {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("client_id", endpoint.clientId());
            query.put("response_type", "code");
            query.put("redirect_uri", redirect.toString());
            // Not by form: should the listener be out of the browser's reach, the address still shows the code.
            query.put("response_mode", "query");
            query.put("scope", TokenEndpoint.ALWAYS + " " + wanted.scope());
            query.put("state", state);
            query.put("nonce", nonce);
            query.put("code_challenge", challenge());
            query.put("code_challenge_method", "S256");
            query.put("client_info", "1");
            if (!wanted.other()) {
                wanted.account().ifPresent(account -> query.put("login_hint", account));
            }
            prompt().ifPresent(prompt -> query.put("prompt", prompt));
            wanted.claims().ifPresent(claims -> query.put("claims", TokenEndpoint.claims(Optional.of(claims))));
            return URI.create(endpoint.address("authorize") + "?"
                    + query.entrySet().stream()
                            .map(each -> each.getKey() + "="
                                    + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                                            .replace("+", "%20"))
                            .collect(Collectors.joining("&")));
        }

        /** Where no account is named, the user chooses: the browser may be signed in with any. */
        private Optional<String> prompt() {
            if (wanted.other()) {
                return Optional.of("select_account");
            }
            return switch (wanted.signIn().connection().setting(PROMPT, "auto")) {
                case "auto" -> wanted.account().isPresent() ? Optional.empty() : Optional.of("select_account");
                case "none" -> Optional.empty();
                case String chosen -> Optional.of(chosen);
            };
        }

        private String challenge() {
            try {
                return Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256")
                                .digest(verifier.reveal().getBytes(StandardCharsets.US_ASCII)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** What the user copied from the browser: an address, a code, or the text of an error. */
        private Optional<String> pasted(String given) {
            String text = given.strip();
            Matcher query = QUERY.matcher(text);
            Optional<EntraRefusal> shown = SeenText.of(text).refusal();
            if (shown.isEmpty() && query.find()) {
                Optional<Map<String, String>> values =
                        LoopbackListener.fields(query.group(1).replaceAll("#.*", ""));
                if (values.isPresent()
                        && (values.get().containsKey("code") || values.get().containsKey("error"))) {
                    if (!state.equals(values.get().get("state"))) {
                        return Optional.of(TEXTS.get("paste.other"));
                    }
                    answered(values.get());
                    return Optional.empty();
                }
            }
            if (shown.isPresent()) {
                answered(shown.get().parameters("shown_in_browser"));
                return Optional.empty();
            }
            if (CODE.matcher(text).matches()) {
                // Without the state; that it is ours, PKCE proves.
                answered(Map.of("code", text));
                return Optional.empty();
            }
            return Optional.of(TEXTS.get("paste.unknown"));
        }

        private Grant redeemed(URI redirect) throws AuthFailure {
            Map<String, String> values = answer.get();
            if (values.containsKey("error")) {
                throw refused(values);
            }
            wanted.progress().step(TEXTS.get("browser.redeeming"));
            Grant grant = endpoint.grant(
                    Map.of(
                            "grant_type", "authorization_code",
                            "code", values.get("code"),
                            "redirect_uri", redirect.toString(),
                            "code_verifier", verifier.reveal()),
                    wanted.scope(),
                    wanted.claims(),
                    wanted.progress());
            if (grant.nonce().filter(given -> !given.equals(nonce)).isPresent()) {
                grant.wipe();
                throw endpoint.problem("entra.nonce-wrong").failure();
            }
            return grant;
        }

        /** By Entra's own words, as they came back with the browser. */
        private AuthFailure refused(Map<String, String> values) {
            URI login = URI.create(endpoint.address("authorize"));
            return EntraRefusal.of(values)
                    .explain(endpoint.values())
                    .with("loginHost", login.getHost())
                    .evidence("url", login.toString())
                    .evidence("seenIn", "browser")
                    .failure();
        }
    }
}
