package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;

/** Where people sign in to Cloud, for all sites: {@code reference: confluence §1, Cloud cookies}. */
final class AtlassianAccountHost implements VirtualHost {

    static final String HOST = "id.atlassian.com";
    static final String CALLBACK = "/login/callback";

    private final People people;
    private final Map<String, Person> tickets = new ConcurrentHashMap<>();

    AtlassianAccountHost(People people) {
        this.people = people;
    }

    /** Where a site sends those who have to sign in. */
    static String address(String wanted) {
        return "https://" + HOST + "/login?continue=" + Paged.encoded(wanted) + "&application=confluence";
    }

    /** Whose ticket it is; good once. */
    Optional<Person> redeem(String ticket) {
        return Optional.ofNullable(ticket).map(tickets::remove);
    }

    @Override
    public boolean serves(String host) {
        return host.equals(HOST);
    }

    @Override
    public void handle(Call call) throws IOException {
        if (!call.path().equals("/login")) {
            call.redirect(302, "https://" + HOST + "/login");
            return;
        }
        boolean posted = call.method().equals("POST");
        Map<String, String> given = posted ? call.form() : call.query();
        Optional<Person> person = people.all().stream()
                .filter(each -> each.email().equalsIgnoreCase(given.getOrDefault("username", "")))
                .filter(each -> people.passwordIs(each, given.getOrDefault("password", "")))
                .findFirst();
        if (posted && person.isPresent()) {
            String ticket = Workspace.random(40);
            tickets.put(ticket, person.get());
            String wanted = given.getOrDefault("continue", "");
            call.with(
                            "Set-Cookie",
                            "cloud.session.token=" + Workspace.random(60)
                                    + "; Max-Age=2592000; Domain=atlassian.com; Path=/; Secure; HttpOnly")
                    .redirect(
                            302,
                            "https://" + site(wanted) + CALLBACK + "?ticket=" + ticket + "&continue="
                                    + Paged.encoded(wanted));
            return;
        }
        call.html(200, """
                <!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head><body><h1>Log in</h1>%s
                <form id="form-login" method="POST" action="/login">
                <input type="hidden" name="continue" value="%s"/>
                <input type="email" name="username" id="username" autocomplete="username"/>
                <input type="password" name="password" id="password"/>
                <button id="login-submit" type="submit">Continue</button></form></body></html>
                """.formatted(
                        posted ? "<p role=\"alert\">Incorrect email address and / or password.</p>" : "",
                        Html.escape(given.getOrDefault("continue", ""))));
    }

    private static String site(String wanted) {
        try {
            String host = URI.create(wanted).getHost();
            return host != null && host.endsWith(".atlassian.net") ? host : "acme.atlassian.net";
        } catch (IllegalArgumentException e) {
            return "acme.atlassian.net";
        }
    }
}
