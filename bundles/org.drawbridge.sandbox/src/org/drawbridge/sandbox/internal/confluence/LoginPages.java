package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.confluence.Sessions.Session;
import org.drawbridge.sandbox.internal.entra.Totp;

/**
 * Signing in, out and again as administrator by web page, in both generations: {@code reference: confluence §1, login
 * pages, WebSudo}. How Confluence's own one-time code call answers is not known; that of the sandbox is an assumption.
 */
final class LoginPages {

    private final Site site;
    private final Seraph seraph;
    private final Map<String, String> captchas = new ConcurrentHashMap<>();
    /** By session: who has given the password and owes the one-time code. */
    private final Map<String, Person> half = new ConcurrentHashMap<>();

    LoginPages(Site site, Seraph seraph) {
        this.site = site;
        this.seraph = seraph;
    }

    void routes(Router router) {
        router.get("/login.action", this::page)
                .get("/logout.action", this::logout)
                .get("/jcaptcha", this::captchaPicture)
                .get(
                        "/authenticate.action",
                        visit -> HtmlPages.webSudo(
                                visit, visit.query("destination").orElse("")))
                .post("/doauthenticate.action", this::confirm)
                .get("/admin/console.action", this::console);
        if (!site.profile().twoStepLogin()) {
            router.get("/dologin.action", this::page).post("/dologin.action", this::login);
        }
    }

    /** The sign-in call of the later generation. */
    void restRoutes(Router router) {
        if (site.profile().twoStepLogin()) {
            router.post("/rest/tsv/1.0/authenticate", this::authenticate)
                    .post("/rest/tsv/1.0/authenticate/totp-code", this::secondStep);
        }
    }

    private void page(Visit visit) throws IOException {
        if (visit.who().isPresent()) {
            if (visit.query("permissionViolation").isPresent()) {
                HtmlPages.show(
                        visit,
                        403,
                        "Not Permitted",
                        "",
                        "<h1>Not Permitted</h1><p>You are not permitted to perform this operation.</p>");
            } else {
                visit.call()
                        .redirect(
                                302,
                                site.at(HtmlPages.safeDestination(
                                        visit.query("os_destination").orElse(null))));
            }
            return;
        }
        show(visit, "", "");
    }

    private void show(Visit visit, String user, String error) throws IOException {
        String destination =
                HtmlPages.safeDestination(visit.query("os_destination").orElse(null));
        String message =
                error.isEmpty() ? "" : "<div class=\"aui-message aui-message-error error\">" + error + "</div>";
        if (site.profile().twoStepLogin()) {
            HtmlPages.show(visit, "Log In", "", twoStep(destination, message));
        } else {
            HtmlPages.show(visit, "Log In", "", legacy(user, destination, message));
        }
    }

    private String legacy(String user, String destination, String message) {
        String captcha = "";
        if (!user.isEmpty() && seraph.wantsCaptcha(user)) {
            String id = Workspace.random(12);
            captchas.put(id, Workspace.random(5).toLowerCase(Locale.ROOT));
            captcha = """
                    <p>Please enter the word that you see.</p>
                    <img class="captcha-image" src="%s/jcaptcha?id=%s" alt="CAPTCHA"/>
                    <input type="hidden" name="captchaId" value="%s"/>
                    <input type="text" name="captchaResponse" id="captcha-response"/>
                    """.formatted(site.profile().context(), id, id);
        }
        return """
                <h1>Log in</h1>%s
                <form name="loginform" method="POST" action="%s/dologin.action" class="aui login-form-container">
                <label for="os_username">Username</label> <input type="text" name="os_username" id="os_username" value="%s"/>
                <label for="os_password">Password</label> <input type="password" name="os_password" id="os_password"/>
                <input type="checkbox" name="os_cookie" id="os_cookie" value="true" checked/> Remember me
                %s<input id="loginButton" class="aui-button" name="login" type="submit" value="Log in"/>
                <input type="hidden" name="os_destination" value="%s"/></form>
                """.formatted(message, site.profile().context(), Html.escape(user), captcha, Html.escape(destination));
    }

    private String twoStep(String destination, String message) {
        return """
                <h1>Log in</h1>%s<div id="login-error" role="alert"></div>
                <form id="login-form" class="aui">
                <label for="username-field">Username</label> <input type="text" id="username-field" autocomplete="username"/>
                <label for="password-field">Password</label> <input type="password" id="password-field"/>
                <input type="checkbox" id="rememberme-field" checked/> Remember me
                <button id="login-button" type="submit">Log in</button></form>
                <form id="totp-form" class="aui" hidden>
                <label for="totp-code-field">Code of your authenticator app</label>
                <input type="text" id="totp-code-field" inputmode="numeric" autocomplete="one-time-code"/>
                <button id="totp-button" type="submit">Verify</button><p id="sandbox-hint"></p></form>
                <script>
                const element = id => document.getElementById(id);
                const send = (path, body) => fetch('%s/rest/tsv/1.0/' + path + '?os_authType=none', {
                  method: 'POST', headers: {'Content-Type': 'application/json'},
                  body: JSON.stringify({...body, rememberMe: element('rememberme-field').checked, targetUrl: '%s'})});
                const go = async (answer, wrong) => {
                  if (!answer.ok) { element('login-error').textContent = wrong; return; }
                  const result = await answer.json();
                  if (!result.totpRequired) { location.href = result.targetUrl; return; }
                  element('login-form').hidden = true;
                  element('totp-form').hidden = false;
                  element('sandbox-hint').textContent = 'Sandbox: the app would show ' + result.sandboxCode + ' now.';
                };
                element('login-form').addEventListener('submit', async event => {
                  event.preventDefault();
                  go(await send('authenticate', {username: element('username-field').value,
                    password: element('password-field').value, captchaId: ''}),
                    'Sorry, your username and password are incorrect. Please try again.');
                });
                element('totp-form').addEventListener('submit', async event => {
                  event.preventDefault();
                  go(await send('authenticate/totp-code', {totpCode: element('totp-code-field').value}),
                    'Sorry, this code is not right. Please try again.');
                });
                </script>
                """.formatted(message, site.profile().context(), destination.replaceAll("[^A-Za-z0-9/._~?&=%-]", ""));
    }

    private void login(Visit visit) throws IOException {
        Map<String, String> form = visit.call().form();
        String user = form.getOrDefault("os_username", "");
        String word = captchas.remove(form.getOrDefault("captchaId", ""));
        if (word != null
                && word.equalsIgnoreCase(
                        form.getOrDefault("captchaResponse", "").strip())) {
            seraph.clearFailures(user);
        }
        Seraph.Reason reason = seraph.attempt(user, form.getOrDefault("os_password", ""));
        if (reason != Seraph.Reason.OK) {
            visit.call().with("X-Seraph-LoginReason", reason.name());
            show(
                    visit,
                    user,
                    reason == Seraph.Reason.AUTHENTICATION_DENIED
                            ? "Sorry, your userid is required to answer a CAPTCHA question correctly."
                            : "Sorry, your username and password are incorrect. Please try again.");
            return;
        }
        Person person = site.people().find(user).orElseThrow();
        enter(visit, person, "true".equals(form.get("os_cookie")));
        visit.call().redirect(302, site.at(HtmlPages.safeDestination(form.get("os_destination"))));
    }

    private void authenticate(Visit visit) throws IOException {
        JsonObject body = About.body(visit);
        String user = body.getString("username", "");
        Seraph.Reason reason = seraph.attempt(user, body.getString("password", ""));
        if (reason != Seraph.Reason.OK) {
            visit.call()
                    .with("X-Seraph-LoginReason", reason.name())
                    .json(
                            401,
                            Visit.object()
                                    .add("message", "Authentication failed")
                                    .add("captchaRequired", reason == Seraph.Reason.AUTHENTICATION_DENIED)
                                    .build());
            return;
        }
        Person person = site.people().find(user).orElseThrow();
        if (site.switches().secondStep()) {
            visit.session().ifPresent(session -> half.put(session.id(), person));
            visit.answer(Visit.object()
                    .add("success", false)
                    .add("totpRequired", true)
                    .add("sandboxCode", Totp.code(site.people().totpSecret(person), Instant.now()))
                    .build());
            return;
        }
        entered(visit, body, person);
    }

    private void secondStep(Visit visit) throws IOException {
        JsonObject body = About.body(visit);
        Person person = visit.session().map(session -> half.get(session.id())).orElse(null);
        String code = body.getString("totpCode", "");
        if (person == null || !Totp.matches(site.people().totpSecret(person), code, Instant.now())) {
            visit.call().json(401, "{\"message\":\"Authentication failed\"}");
            return;
        }
        visit.session().ifPresent(session -> half.remove(session.id()));
        entered(visit, body, person);
    }

    private void entered(Visit visit, JsonObject body, Person person) throws IOException {
        enter(visit, person, body.getBoolean("rememberMe", false));
        visit.answer(Visit.object()
                .add("success", true)
                .add("targetUrl", site.at(HtmlPages.safeDestination(body.getString("targetUrl", ""))))
                .build());
    }

    /** A new session, since the old id may be known to others. */
    private void enter(Visit visit, Person person, boolean remember) {
        visit.session().ifPresent(site.sessions()::end);
        Call call = visit.call().with("X-Seraph-LoginReason", "OK");
        seraph.begin(call, Optional.of(person));
        if (remember) {
            call.with(
                    "Set-Cookie",
                    "seraph.confluence=" + site.sessions().remember(person) + "; Max-Age=1209600; Path="
                            + seraph.cookiePath() + "; Secure; HttpOnly");
        }
    }

    private void logout(Visit visit) throws IOException {
        visit.session().ifPresent(site.sessions()::end);
        site.sessions().forget(visit.call().cookies().get("seraph.confluence"));
        visit.call()
                .with("X-Seraph-LoginReason", "OUT")
                .with(
                        "Set-Cookie",
                        "seraph.confluence=; Max-Age=0; Path=" + seraph.cookiePath() + "; Secure; HttpOnly");
        seraph.begin(visit.call(), Optional.empty());
        visit.call().redirect(302, site.at("/login.action?logout=true"));
    }

    private void captchaPicture(Visit visit) throws IOException {
        String word = captchas.getOrDefault(visit.query("id").orElse(""), "?");
        visit.call()
                .send(
                        200,
                        "image/svg+xml",
                        ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120\" height=\"40\">"
                                        + "<text x=\"10\" y=\"28\" font-size=\"24\" transform=\"rotate(-4 60 20)\">"
                                        + word + "</text></svg>")
                                .getBytes(StandardCharsets.UTF_8));
    }

    /** The administration console: for administrators who have confirmed their password a short while ago. */
    private void console(Visit visit) throws IOException {
        if (!visit.administrator()) {
            HtmlPages.toLogin(visit, visit.path());
        } else if (visit.session().map(Session::secureAdministrator).orElse(false)) {
            HtmlPages.show(visit, "Confluence administration", "", "<h1>Confluence administration</h1>");
        } else {
            visit.call().redirect(302, site.at("/authenticate.action?destination=" + Paged.encoded(visit.path())));
        }
    }

    private void confirm(Visit visit) throws IOException {
        Map<String, String> form = visit.call().form();
        Session session = visit.session().orElseThrow();
        boolean ownForm = session.xsrfToken().equals(form.get("atl_token"))
                || visit.call().header("X-Atlassian-Token").orElse("").equals("no-check");
        if (!ownForm) {
            HtmlPages.show(visit, 403, "XSRF Security Token Missing", "", "<h1>XSRF Security Token Missing</h1>");
            return;
        }
        String destination = HtmlPages.safeDestination(form.get("destination"));
        Optional<Person> who = visit.who();
        if (who.isPresent()
                && seraph.attempt(who.get().name(), form.getOrDefault("password", "")) == Seraph.Reason.OK) {
            session.confirmAdministrator();
            visit.call().redirect(302, site.at(destination));
        } else {
            HtmlPages.webSudo(visit, destination);
        }
    }
}
