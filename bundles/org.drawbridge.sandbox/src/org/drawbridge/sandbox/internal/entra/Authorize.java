package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.entra.EntraError.Stage;

/**
 * The authorization endpoint (reference: entra-sharepoint §B, authorize). Errors from before the redirect address is
 * trusted stay in the browser, the others go to that address.
 */
final class Authorize {

    private static final Set<String> PROMPTS = Set.of("", "login", "select_account", "consent", "none", "create");

    private final SignIns signIns;
    private final Codes codes;
    private final Clock clock;

    Authorize(SignIns signIns, Codes codes, Clock clock) {
        this.signIns = signIns;
        this.codes = codes;
        this.clock = clock;
    }

    /** Answers a request of a known app. */
    void handle(Call call, Incident incident, App app, Map<String, String> request) throws IOException, Refused {
        Return back = Return.of(app, request);
        try {
            String type = request.getOrDefault("response_type", "");
            if (type.isEmpty()) {
                throw missing("response_type");
            }
            if (!type.equals("code")) {
                throw new Refused(EntraError.RESPONSE_TYPE).with("responseType", type);
            }
            String prompt = request.getOrDefault("prompt", "");
            if (!PROMPTS.contains(prompt)) {
                throw new Refused(EntraError.PROMPT).with("prompt", prompt);
            }
            if (request.getOrDefault("scope", "").isBlank()) {
                throw missing("scope");
            }
            Scopes scopes = Scopes.parse(app.tenant(), app, request.get("scope"));
            signIns.begin(
                    call,
                    incident,
                    new Code(app, scopes, request, back),
                    new SignIns.Wish(
                            prompt, request.getOrDefault("login_hint", ""), request.getOrDefault("domain_hint", "")));
        } catch (Refused refused) {
            back.error(call, incident, refused);
        }
    }

    private static Refused missing(String parameter) {
        return new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", parameter);
    }

    /** The way back to the app, once it is trusted. */
    record Return(String address, App.Reply reply, String mode, String state) {

        /** The trusted redirect address; a request may leave it out if the registration has just one. */
        static Return of(App app, Map<String, String> request) throws Refused {
            String asked = request.getOrDefault("redirect_uri", "");
            if (app.replies().isEmpty()) {
                throw new Refused(EntraError.NO_REPLY_ADDRESS);
            }
            Optional<App.Reply> reply = asked.isEmpty() && app.replies().size() == 1
                    ? Optional.of(app.replies().getFirst())
                    : app.reply(asked);
            if (reply.isEmpty()) {
                throw new Refused(EntraError.REPLY_ADDRESS).with("redirect", asked);
            }
            return new Return(
                    asked.isEmpty() ? reply.get().address() : asked,
                    reply.get(),
                    request.getOrDefault("response_mode", "query"),
                    request.getOrDefault("state", ""));
        }

        void error(Call call, Incident incident, Refused why) throws IOException {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("error", word(why.error()));
            if (why.error() == EntraError.CONSENT_DECLINED) {
                answer.put("error_subcode", "cancel");
            }
            answer.put("error_description", incident.description(why));
            answer.put("error_uri", Incident.address(why.error()));
            send(call, answer);
        }

        // invalid_grant is no error of this endpoint (RFC 6749, 4.1.2.1); the words are inferred from those that are.
        private static String word(EntraError error) {
            if (!error.error().equals("invalid_grant")) {
                return error.error();
            }
            return switch (error) {
                case CONSENT_REQUIRED -> "consent_required";
                case MFA_REQUIRED, MFA_ENROLMENT, EXTERNAL_CHALLENGE -> "interaction_required";
                default -> "access_denied";
            };
        }

        /** Sends the browser to the app, with the state that it gave. */
        void send(Call call, Map<String, String> answer) throws IOException {
            if (!state.isEmpty()) {
                answer.put("state", state);
            }
            if (mode.equals("form_post")) {
                call.html(200, form(answer));
                return;
            }
            String encoded = answer.entrySet().stream()
                    .map(each -> each.getKey() + '=' + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            String joint = mode.equals("fragment") ? "#" : address.contains("?") ? "&" : "?";
            call.redirect(302, address + joint + encoded);
        }

        private String form(Map<String, String> answer) {
            String fields = answer.entrySet().stream()
                    .map(each -> "<input type=\"hidden\" name=\"" + Html.escape(each.getKey()) + "\" value=\""
                            + Html.escape(each.getValue()) + "\">")
                    .collect(Collectors.joining());
            return """
                    <!DOCTYPE html><html><head><title>Working...</title></head><body>
                    <form method="POST" name="hiddenform" action="%s">%s<noscript><p>Script is disabled. Click Submit to\
                     continue.</p><input type="submit" value="Submit"></noscript></form>
                    <script>document.forms[0].submit();</script></body></html>
                    """.formatted(Html.escape(address), fields);
        }
    }

    /** Signing in for a code. */
    private final class Code implements Goal {
        private final App app;
        private final Scopes scopes;
        private final Map<String, String> request;
        private final Return back;

        Code(App app, Scopes scopes, Map<String, String> request, Return back) {
            this.app = app;
            this.scopes = scopes;
            this.request = request;
            this.back = back;
        }

        @Override
        public App app() {
            return app;
        }

        @Override
        public Stage stage() {
            return Stage.AUTHORIZE;
        }

        @Override
        public Map<Api, Set<String>> toConsent(Person person) {
            Map<Api, Set<String>> missing = Rules.missing(scopes, app, person);
            return missing.isEmpty() && "consent".equals(request.get("prompt")) ? Rules.asked(scopes, app) : missing;
        }

        @Override
        public void reached(Call call, SignedIn who) throws IOException {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put(
                    "code",
                    codes.issue(new Codes.Code(
                            who,
                            app,
                            scopes,
                            back.address(),
                            back.reply(),
                            request.getOrDefault("code_challenge", ""),
                            !"S256".equals(request.get("code_challenge_method")),
                            request.getOrDefault("nonce", ""),
                            clock.instant(),
                            new AtomicBoolean())));
            if ("1".equals(request.get("client_info"))) {
                answer.put("client_info", UserTokens.clientInfo(who.account()));
            }
            answer.put("session_state", who.sessionId());
            back.send(call, answer);
        }

        @Override
        public void refused(Call call, Incident incident, Refused why) throws IOException {
            back.error(call, incident, why);
        }
    }
}
