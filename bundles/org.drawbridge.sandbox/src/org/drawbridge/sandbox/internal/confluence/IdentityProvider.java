package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;

/** The company's identity provider: signs in by form, remembers that, and sends people back with a code. */
final class IdentityProvider implements VirtualHost {

    static final String HOST = "idp.acme.test";
    private static final String COOKIE = "AcmeId";

    private final People people;
    private final List<String> callbacks;
    private final Map<String, Person> sessions = new ConcurrentHashMap<>();
    private final Map<String, Person> codes = new ConcurrentHashMap<>();

    /** @param callbacks where people may be sent back to */
    IdentityProvider(People people, List<String> callbacks) {
        this.people = people;
        this.callbacks = List.copyOf(callbacks);
    }

    /** Where to send somebody who is to come back to {@code callback}. */
    static String address(String callback, String state) {
        return "https://" + HOST + "/oauth2/authorize?client_id=confluence&response_type=code&redirect_uri="
                + Paged.encoded(callback) + "&state=" + Paged.encoded(state);
    }

    /** Whose code it is; good once. */
    Optional<Person> redeem(String code) {
        return Optional.ofNullable(code).map(codes::remove);
    }

    /** Ends everybody's session here. */
    void endSessions() {
        sessions.clear();
    }

    @Override
    public boolean serves(String host) {
        return host.equals(HOST);
    }

    @Override
    public void handle(Call call) throws IOException {
        boolean posted = call.method().equals("POST");
        Map<String, String> given = posted ? call.form() : call.query();
        Person known = sessions.get(call.cookies().getOrDefault(COOKIE, ""));
        if (posted) {
            Optional<Person> person = people.find(given.getOrDefault("UserName", ""));
            if (person.isPresent() && people.passwordIs(person.get(), given.getOrDefault("Password", ""))) {
                String session = Workspace.random(40);
                sessions.put(session, person.get());
                call.with("Set-Cookie", COOKIE + "=" + session + "; Path=/; Secure; HttpOnly; SameSite=Lax");
                back(call, given, person.get());
            } else {
                form(call, given, "<p role=\"alert\">Incorrect user ID or password.</p>");
            }
        } else if (known != null && given.containsKey("redirect_uri")) {
            back(call, given, known);
        } else {
            form(call, given, "");
        }
    }

    private void back(Call call, Map<String, String> given, Person person) throws IOException {
        String callback = given.getOrDefault("redirect_uri", "");
        if (!callbacks.contains(callback)) {
            call.html(400, "<!DOCTYPE html><html><body><h1>Unknown application</h1></body></html>");
            return;
        }
        String code = Workspace.random(30);
        codes.put(code, person);
        call.redirect(302, callback + "?code=" + code + "&state=" + Paged.encoded(given.getOrDefault("state", "")));
    }

    private static void form(Call call, Map<String, String> given, String message) throws IOException {
        call.html(200, """
                <!DOCTYPE html><html><head><title>Sign in - Acme ID</title></head><body><h1>Sign in to Acme</h1>%s
                <form method="POST" action="/adfs/ls/"><input type="hidden" name="SAMLRequest" value="…"/>
                <input type="hidden" name="redirect_uri" value="%s"/><input type="hidden" name="state" value="%s"/>
                <input name="UserName" id="userNameInput" type="text"/>
                <input name="Password" id="passwordInput" type="password"/>
                <input type="submit" id="submitButton" value="Sign in"/></form></body></html>
                """.formatted(
                        message,
                        Html.escape(given.getOrDefault("redirect_uri", "")),
                        Html.escape(given.getOrDefault("state", ""))));
    }
}
