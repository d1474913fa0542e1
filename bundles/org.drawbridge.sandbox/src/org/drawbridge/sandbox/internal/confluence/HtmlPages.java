package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.confluence.Sessions.Session;

/** The web pages of Server and Data Center: {@code reference: confluence §1, §2 HTML metas}. */
final class HtmlPages {

    private HtmlPages() {}

    static void routes(Router router) {
        router.get("/", visit -> login(visit, "/index.action", dashboard()))
                .get("/index.action", visit -> login(visit, "/index.action", dashboard()))
                .get("/dashboard.action", visit -> login(visit, "/dashboard.action", dashboard()))
                .get("/display/{key}", visit -> space(visit, visit.variable("key")))
                .get("/display/{key}/{title}", visit -> space(visit, visit.variable("key")))
                .get(
                        "/spaces/viewspace.action",
                        visit -> space(visit, visit.query("key").orElse("")))
                .get("/pages/viewpage.action", HtmlPages::page)
                .get(
                        "/plugins/personalaccesstokens/usertokens.action",
                        visit -> login(
                                visit,
                                visit.path(),
                                each -> show(each, "Personal Access Tokens", "", "<h1>Personal Access Tokens</h1>")));
    }

    /**
     * Answers with the page about the licence, where that is all there is.
     *
     * @return whether it has answered
     */
    static boolean licence(Call call, Site site, String path, Optional<Person> who) throws IOException {
        if (!site.switches().licenceExpired()
                || who.isEmpty()
                || List.of("/login.action", "/dologin.action", "/logout.action").contains(path)) {
            return false;
        }
        if (path.equals("/fixonly/fixlicense.action")) {
            call.html(200, """
                    <!DOCTYPE html><html><head><title>Licence expired - Acme Wiki</title></head><body>
                    <h1>Your Confluence licence has expired</h1><p>Enter a new licence key to go on.</p></body></html>
                    """);
        } else {
            call.redirect(302, site.at("/fixonly/fixlicense.action"));
        }
        return true;
    }

    private static Router.Handler dashboard() {
        return visit -> {
            String spaces = visit.site().wiki().spaces().stream()
                    .filter(space -> visit.site().maySee(visit.who(), space))
                    .map(space -> "<li><a href=\"" + visit.profile().context() + "/display/" + Html.escape(space.key())
                            + "\">" + Html.escape(space.name()) + "</a></li>")
                    .collect(Collectors.joining());
            show(visit, "Dashboard", "", "<h1>Dashboard</h1><ul>" + spaces + "</ul>");
        };
    }

    /** Shows a page to those who may use this Confluence, and sends the others to sign in. */
    private static void login(Visit visit, String destination, Router.Handler shown) throws IOException {
        if (visit.who().map(Person::mayUse).orElse(visit.site().switches().anonymousAccess())) {
            shown.handle(visit);
        } else {
            toLogin(visit, destination);
        }
    }

    /** Where Confluence sends those who lack a right. */
    static void toLogin(Visit visit, String destination) throws IOException {
        visit.call()
                .with("Content-Type", "text/html;charset=UTF-8")
                .redirect(
                        302,
                        visit.site()
                                .at("/login.action?os_destination=" + Paged.encoded(destination)
                                        + "&permissionViolation=true"));
    }

    private static void space(Visit visit, String key) throws IOException {
        login(visit, visit.path(), each -> {
            Optional<Space> space =
                    visit.site().wiki().space(key).filter(s -> visit.site().maySee(visit.who(), s));
            if (space.isPresent()) {
                show(
                        visit,
                        space.get().name(),
                        space.get().key(),
                        "<h1>" + Html.escape(space.get().name()) + "</h1>");
            } else if (visit.who().isEmpty()) {
                toLogin(visit, visit.path());
            } else {
                notFound(visit);
            }
        });
    }

    private static void page(Visit visit) throws IOException {
        String id = visit.query("pageId").orElse("");
        String destination = visit.path() + "?pageId=" + id;
        login(visit, destination, each -> {
            Optional<Content> page =
                    visit.site().wiki().content(id).filter(p -> visit.site().maySee(visit.who(), p));
            if (page.isPresent()) {
                show(
                        visit,
                        page.get().title(),
                        page.get().space().key(),
                        "<h1>" + Html.escape(page.get().title())
                                + "</h1><div id=\"main-content\" class=\"wiki-content\">"
                                + page.get().storage() + "</div>");
            } else if (visit.who().isEmpty()) {
                toLogin(visit, destination);
            } else {
                notFound(visit);
            }
        });
    }

    /** The page for everything that does not exist or must not be seen. */
    static void notFound(Visit visit) throws IOException {
        show(
                visit,
                404,
                "Page Not Found",
                "",
                "<h1>Page Not Found</h1><p>The page you were looking for was not found.</p>");
    }

    /** The page that asks administrators for their password again. */
    static void webSudo(Visit visit, String destination) throws IOException {
        String context = visit.profile().context();
        show(visit, "Administrator Access", "", """
                <h1>Administrator Access</h1><p>You must re-enter your password to access this resource (WebSudo).</p>
                <form name="authenticateform" method="POST" action="%s/doauthenticate.action" class="aui">
                <input type="hidden" name="atl_token" value="%s"/>
                <input type="password" name="password" id="password"/>
                <input type="hidden" name="destination" value="%s"/>
                <input type="submit" name="authenticate" id="authenticateButton" value="Confirm"/></form>
                """.formatted(
                        context, visit.session().map(Session::xsrfToken).orElse(""), Html.escape(destination)));
    }

    static void show(Visit visit, String title, String spaceKey, String content) throws IOException {
        show(visit, 200, title, spaceKey, content);
    }

    /** A page in the product's frame: metas, header with the sign-in or sign-out link, footer with the version. */
    static void show(Visit visit, int status, String title, String spaceKey, String content) throws IOException {
        Profile profile = visit.profile();
        String context = profile.context();
        StringBuilder metas = new StringBuilder();
        metas(visit, spaceKey)
                .forEach((name, value) ->
                        metas.append("<meta name=\"ajs-" + name + "\" content=\"" + Html.escape(value) + "\">\n"));
        String account = visit.who().isEmpty()
                ? "<a id=\"login-link\" href=\"" + context + "/login.action?os_destination=%2Findex.action\">Log in</a>"
                : "<span class=\"user-name\">" + Html.escape(visit.who().get().displayName())
                        + "</span> <a id=\"logout-link\" href=\"" + context + "/logout.action\">Log Out</a>";
        visit.call().html(status, """
                <!DOCTYPE html>
                <html lang="en-GB"><head><title>%s - Acme Wiki</title>
                <meta http-equiv="X-UA-Compatible" content="IE=EDGE,chrome=IE7"><meta charset="UTF-8">
                <meta id="confluence-context-path" name="confluence-context-path" content="%s">
                <meta id="confluence-base-url" name="confluence-base-url" content="%s">
                %s<meta id="atlassian-token" name="atlassian-token" content="%s">
                </head><body id="com-atlassian-confluence" class="theme-default">
                <div id="header"><nav class="aui-header"><a href="%s/index.action">Acme Wiki</a> %s</nav></div>
                <div id="main">%s</div>
                <div id="footer"><p>Powered by <a href="https://www.atlassian.com/software/confluence">Atlassian Confluence</a>
                <span id='footer-build-information'>%s</span></p></div>
                </body></html>
                """.formatted(
                        Html.escape(title),
                        context,
                        profile.base(),
                        metas,
                        visit.session().map(Session::xsrfToken).orElse(""),
                        context,
                        account,
                        content,
                        profile.version()));
    }

    private static Map<String, String> metas(Visit visit, String spaceKey) {
        Profile profile = visit.profile();
        Optional<Person> who = visit.who();
        boolean spaceAdministrator = visit.site()
                .wiki()
                .space(spaceKey)
                .map(space -> visit.site().rights(who, space).contains(Right.ADMINISTER))
                .orElse(false);
        Map<String, String> metas = new LinkedHashMap<>();
        metas.put("context-path", profile.context());
        metas.put("base-url", profile.base());
        metas.put("version-number", profile.version());
        metas.put("build-number", Integer.toString(profile.build()));
        metas.put("atl-token", visit.session().map(Session::xsrfToken).orElse(""));
        metas.put("remote-user", who.map(Person::name).orElse(""));
        metas.put("remote-user-key", who.map(Person::key).orElse(""));
        metas.put("current-user-fullname", who.map(Person::displayName).orElse(""));
        metas.put(
                "remote-user-has-licensed-access",
                Boolean.toString(who.map(Person::mayUse).orElse(false)));
        metas.put(
                "remote-user-has-browse-users-permission",
                Boolean.toString(visit.administrator()
                        || who.isPresent() && visit.site().switches().lookupsForEverybody()));
        metas.put("is-confluence-admin", Boolean.toString(visit.administrator()));
        metas.put("is-space-admin", Boolean.toString(spaceAdministrator));
        metas.put("user-locale", "en_GB");
        if (!spaceKey.isEmpty()) {
            metas.put("space-key", spaceKey);
        }
        return metas;
    }

    /** Paths that no redirect after a sign-in may leave: only those of this site. */
    static String safeDestination(String wanted) {
        boolean own = wanted != null && wanted.startsWith("/") && !wanted.startsWith("//") && !wanted.contains("\\");
        return own && List.of('\r', '\n').stream().noneMatch(c -> wanted.indexOf(c) >= 0) ? wanted : "/index.action";
    }
}
