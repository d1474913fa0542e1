package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;

/**
 * The pages that people see while signing in, with Entra's field names and ids and without need of scripts. Everything
 * that comes from a request is escaped.
 */
final class SignInPages {

    private static final String STYLE = """
            body{font:15px/1.4 "Segoe UI",system-ui,sans-serif;background:#f2f2f2;color:#1b1b1b;margin:0}
            main{max-width:440px;margin:10vh auto;background:#fff;padding:44px;box-shadow:0 2px 6px #0003}
            h1{font-size:24px;font-weight:600;margin:16px 0}
            input[type=text],input[type=email],input[type=password]{width:100%;box-sizing:border-box;font:inherit;
              padding:6px 0;border:0;border-bottom:1px solid #666;margin:8px 0 20px}
            button{font:inherit;padding:6px 20px;border:0;background:#0067b8;color:#fff;min-width:108px}
            button.second{background:#ddd;color:#000} button.tile{display:block;width:100%;text-align:left;
              background:#fff;color:#000;border-bottom:1px solid #ddd;padding:12px 0}
            .error{color:#c00;overflow-wrap:anywhere} .small{font-size:13px;color:#555;overflow-wrap:anywhere}
            .buttons{display:flex;gap:8px;justify-content:flex-end;margin-top:20px}
            """;

    private final String sign;

    /** For one visit, whose forms carry this mark. */
    SignInPages(String sign) {
        this.sign = sign;
    }

    /** "Sign in": who? */
    void userName(Call call, Incident incident, String prefilled, EntraError error) throws IOException {
        form(
                call,
                "Sign in",
                error,
                incident,
                "<label for=\"i0116\">Email, phone, or Skype</label>"
                        + "<input type=\"email\" id=\"i0116\" name=\"loginfmt\" autocomplete=\"username\" autofocus value=\""
                        + Html.escape(prefilled) + "\">",
                button("idSIButton9", "", "", "Next", false));
    }

    /** "Pick an account". */
    void accounts(Call call, Incident incident, List<Account> accounts) throws IOException {
        String tiles = accounts.stream()
                .map(account -> "<button class=\"tile\" name=\"account\" value=\"" + Html.escape(account.signInName())
                        + "\">" + Html.escape(account.home().displayName()) + "<br><span class=\"small\">"
                        + Html.escape(account.signInName()) + " – Signed in</span></button>")
                .collect(Collectors.joining());
        form(
                call,
                "Pick an account",
                null,
                incident,
                tiles + "<button class=\"tile\" id=\"otherTile\" name=\"account\" value=\"other\">Use another"
                        + " account</button>",
                "");
    }

    /** "Enter password". */
    void password(Call call, Incident incident, Account account, EntraError error) throws IOException {
        form(
                call,
                "Enter password",
                error,
                incident,
                identity(account)
                        + "<input type=\"hidden\" name=\"loginfmt\" value=\"" + Html.escape(account.signInName())
                        + "\">"
                        + "<label for=\"i0118\">Password</label><input type=\"password\" id=\"i0118\" name=\"passwd\""
                        + " autocomplete=\"current-password\" autofocus>"
                        + secretFile("The password", account, "password"),
                button("idSIButton9", "", "", "Sign in", false));
    }

    /** "Enter code": the second factor. */
    void code(Call call, Incident incident, Account account, EntraError error) throws IOException {
        form(
                call,
                "Enter code",
                error,
                incident,
                identity(account) + "<p>Enter the code displayed in the authenticator app on your mobile device</p>"
                        + codeField() + secretFile("The app's secret key", account, "totp"),
                button("idSubmit_SAOTCC_Continue", "", "", "Verify", false));
    }

    /** "More information required": the second factor is to be set up. */
    void enrol(Call call, Incident incident, Account account, EntraError error) throws IOException {
        form(
                call,
                "More information required",
                error,
                incident,
                identity(account) + "<p>Your organization needs more information to keep your account secure</p>"
                        + "<p>Set up your account in an authenticator app with this secret key:</p>"
                        + "<p><code id=\"secretKey\">" + account.totpSecret() + "</code></p>"
                        + "<p>Then enter the code that the app shows.</p>" + codeField(),
                button("idSubmit_SAOTCC_Continue", "", "", "Next", false));
    }

    /** Where those who try the sandbox find what they have to enter. */
    private static String secretFile(String what, Account account, String kind) {
        String alias = account.signInName().substring(0, account.signInName().indexOf('@'));
        return "<p class=\"small\">" + what + " is in the sandbox folder, file secrets/" + Html.escape(alias) + '.'
                + kind + "</p>";
    }

    private static String codeField() {
        return "<label for=\"idTxtBx_SAOTCC_OTC\">Code</label><input type=\"text\" id=\"idTxtBx_SAOTCC_OTC\""
                + " name=\"otc\" inputmode=\"numeric\" autocomplete=\"one-time-code\" autofocus>";
    }

    /** "Are you trying to sign in to …?" */
    void confirm(Call call, Incident incident, Account account, App app) throws IOException {
        form(
                call,
                "Are you trying to sign in to " + app.name() + "?",
                null,
                incident,
                identity(account)
                        + "<p>Only continue if you downloaded the app from a store or website that you trust.</p>",
                button("idBtn_Back", "confirm", "cancel", "Cancel", true)
                        + button("idSIButton9", "confirm", "continue", "Continue", false));
    }

    /** "Permissions requested". */
    void consent(Call call, Incident incident, Account account, App app, Map<Api, Set<String>> scopes, boolean forAll)
            throws IOException {
        String forEverybody = forAll
                ? "<p>If you accept, this app will get access to the specified resources for all users in your"
                        + " organization.</p>"
                : account.admin()
                        ? "<p><label><input type=\"checkbox\" name=\"everybody\" value=\"true\"> Consent on behalf of"
                                + " your organization</label></p>"
                        : "";
        form(
                call,
                forAll ? "Permissions requested: Review for your organization" : "Permissions requested",
                null,
                incident,
                identity(account) + "<p><b>" + Html.escape(app.name()) + "</b><br>unverified</p>"
                        + "<p>This application is not published by Microsoft.</p><p>This app would like to:</p>"
                        + list(scopes) + forEverybody
                        + "<p class=\"small\">Accepting these permissions means that you allow this app to use your data"
                        + " as specified in their terms of service and privacy statement.</p>",
                button("idBtn_Back", "consent", "decline", "Cancel", true)
                        + button("idSIButton9", "consent", "accept", "Accept", false));
    }

    /** "Need admin approval". */
    void needAdmin(Call call, Incident incident, Account account, App app, Refused why) throws IOException {
        form(
                call,
                "Need admin approval",
                null,
                incident,
                identity(account) + "<p><b>" + Html.escape(app.name()) + "</b><br>unverified</p><p>"
                        + Html.escape(app.name())
                        + " needs permission to access resources in your organization that only an admin can grant."
                        + " Please ask an admin to grant permission to this app before you can use it.</p>"
                        + "<p class=\"small\">" + Html.escape(incident.text(why)) + "</p>",
                button("", "account", "other", "Have an admin account? Sign in with that account", true)
                        + button("", "consent", "return", "Return to the application without granting consent", true));
    }

    /** Where somebody types the code of a device. */
    void deviceCode(Call call, Incident incident, EntraError error) throws IOException {
        page(
                call,
                200,
                "Enter code to allow access",
                error(error, incident)
                        + "<form method=\"post\" action=\"/common/oauth2/deviceauth\"><p>Enter the code displayed on your"
                        + " app or device.</p><input type=\"text\" id=\"otc\" name=\"otc\" autofocus"
                        + " aria-label=\"Code\"><div class=\"buttons\">"
                        + button("idSIButton9", "", "", "Next", false) + "</div></form>");
    }

    /** The end of something, with nothing more to do. */
    static void message(Call call, String title, String text) throws IOException {
        page(call, 200, title, "<p>" + Html.escape(text) + "</p>");
    }

    /** An error that no app hears of, with what people copy for their administrator. */
    void trouble(Call call, Incident incident, Refused why) throws IOException {
        String again = sign.isEmpty()
                ? ""
                : "<form method=\"post\" action=\"/common/login\">" + mark()
                        + button("", "account", "other", "Sign out and sign in with a different account", true)
                        + "</form>";
        page(
                call,
                sign.isEmpty() ? 400 : 200,
                "Sign in",
                "<p>Sorry, but we’re having trouble signing you in.</p>"
                        + "<p class=\"error\" id=\"exceptionMessageContainer\">" + Html.escape(incident.text(why))
                        + "</p>"
                        + details(incident, why.error().code()) + again);
    }

    private static String details(Incident incident, int code) {
        return "<div class=\"small\" id=\"troubleshooting\"><p><b>Troubleshooting details</b><br>If you contact your"
                + " administrator, send this info to them.</p><p>"
                + "Error Code: " + code + "<br>Request Id: " + incident.traceId() + "<br>Correlation Id: "
                + incident.correlationId()
                + "<br>Timestamp: " + incident.timestamp() + "</p></div>";
    }

    private void form(Call call, String title, EntraError error, Incident incident, String fields, String buttons)
            throws IOException {
        page(
                call,
                200,
                title,
                error(error, incident) + "<form method=\"post\" action=\"/common/login\">" + mark() + fields
                        + "<div class=\"buttons\">" + buttons + "</div></form>");
    }

    private String mark() {
        return "<input type=\"hidden\" name=\"ctx\" value=\"" + sign + "\">";
    }

    private static String error(EntraError error, Incident incident) {
        return error == null
                ? ""
                : "<p class=\"error\" role=\"alert\">" + Html.escape(inWords(error)) + "</p>"
                        + details(incident, error.code());
    }

    /** What the pages say; the numbers stand in the details only. */
    private static String inWords(EntraError error) {
        return switch (error) {
            case ACCOUNT_UNKNOWN ->
                "This username may be incorrect. Make sure you typed it correctly. Otherwise, contact your admin.";
            case PASSWORD_WRONG ->
                "Your account or password is incorrect. If you don't remember your password, reset it now.";
            case ACCOUNT_LOCKED ->
                "Your account is temporarily locked to prevent unauthorized use. Try again later, and if you still have"
                        + " trouble, contact your admin.";
            case ACCOUNT_DISABLED ->
                "Your account has been locked. Contact your support person to unlock it, then try again.";
            case PASSWORD_EXPIRED -> "Your password has expired. You need to update it before you can sign in.";
            case SECOND_FACTOR_WRONG -> "You didn't enter the expected verification code. Please try again.";
            default -> "That code didn't work. Check the code and try again.";
        };
    }

    private static String identity(Account account) {
        return "<p id=\"displayName\">" + Html.escape(account.signInName()) + "</p>";
    }

    private static String button(String id, String name, String value, String text, boolean second) {
        return "<button" + (id.isEmpty() ? "" : " id=\"" + id + '"')
                + (name.isEmpty() ? "" : " name=\"" + name + "\" value=\"" + value + '"')
                + (second ? " class=\"second\"" : "") + '>' + text + "</button>";
    }

    private static String list(Map<Api, Set<String>> scopes) {
        return scopes.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(scope -> "<li title=\"" + Html.escape(scope) + "\">"
                                + Html.escape(each.getKey().scopes().getOrDefault(scope, scope)) + "</li>"))
                .collect(Collectors.joining("", "<ul>", "</ul>"));
    }

    private static void page(Call call, int status, String title, String body) throws IOException {
        call.with("Content-Security-Policy", "frame-ancestors 'none'")
                .html(status, """
                <!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width"><title>%s</title><style>%s</style></head>
                <body><main><div class="small">Microsoft (simulated by the Drawbridge sandbox)</div><h1>%s</h1>%s</main></body></html>
                """.formatted(titleOf(title), STYLE, Html.escape(title), body));
    }

    private static String titleOf(String heading) {
        return heading.startsWith("Sign in") || heading.startsWith("Enter") || heading.startsWith("Pick")
                ? "Sign in to your account"
                : Html.escape(heading);
    }
}
