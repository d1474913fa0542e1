package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.drawbridge.sandbox.ConfluenceSwitches.Paging;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.internal.HostileHosts;
import org.drawbridge.sandbox.internal.Part;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;

/** All simulated Confluences, with the connections that show them. */
public final class ConfluencePart implements Part {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final int NEEDS_SIGN_IN = 4;

    private final Wiki wiki = new Wiki();
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final List<VirtualHost> hosts = new ArrayList<>();
    private final String proxySecret = Workspace.random(32);

    public ConfluencePart() {
        dataCenter("wiki613.acme.test", "", "6.13.23", 7904);
        dataCenter("wiki713.acme.test", "/confluence", "7.13.20", 8703).paging(Paging.CAPPED_LIMIT_WRONG_NEXT);
        dataCenter("wiki85.acme.test", "", "8.5.19", 9012).anonymousAccess(true).paging(Paging.ROWS_PAST_THE_END);
        dataCenter("wiki92.acme.test", "/confluence", "9.2.21", 9111).lookupsForEverybody(false);
        dataCenter("wiki10.acme.test", "", "10.2.10", 9516);
        dataCenter("twostep.acme.test", "", "10.2.10", 9516).secondStep(true);
        dataCenter("csp.acme.test", "/confluence", "8.5.19", 9012)
                .contentSecurityPolicy("default-src 'none'; script-src 'none'; connect-src 'none'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
        dataCenter("licence.acme.test", "", "7.13.20", 8703).licenceExpired(true);
        IdentityProvider provider = new IdentityProvider(
                wiki.people(), List.of(SsoHost.callback(SsoHost.HOST), SsoHost.callback(SsoHost.POP_UP_HOST)));
        hosts.add(provider);
        hosts.add(new SsoHost(site(Profile.dataCenter(SsoHost.HOST, "", "9.2.21", 9111)), provider, false));
        hosts.add(new SsoHost(site(Profile.dataCenter(SsoHost.POP_UP_HOST, "", "9.2.21", 9111)), provider, true));
        hosts.add(new ControlHost(sites, provider));
        hosts.add(ProxiedHost.of(site(Profile.dataCenter("intranet.acme.test", "", "9.2.21", 9111)), proxySecret));
        MediaHost media = new MediaHost();
        AtlassianAccountHost accounts = new AtlassianAccountHost(wiki.people());
        hosts.add(accounts);
        CloudHost cloud = cloud("acme.atlassian.net", media, accounts);
        cloud.site().switches().paging(Paging.SHORT_PAGES);
        CloudHost open = cloud("public.atlassian.net", media, accounts);
        open.site().switches().anonymousAccess(true);
        hosts.add(media);
        hosts.add(new GatewayHost(List.of(cloud, open)));
        hosts.addAll(HostileHosts.all());
    }

    private ConfluenceSwitches dataCenter(String host, String context, String version, int build) {
        Site site = site(Profile.dataCenter(host, context, version, build));
        hosts.add(new DataCenterHost(site));
        return site.switches();
    }

    private CloudHost cloud(String host, MediaHost media, AtlassianAccountHost accounts) {
        CloudHost cloud =
                new CloudHost(site(Profile.cloud(host)), UUID.randomUUID().toString(), media, accounts);
        hosts.add(cloud);
        return cloud;
    }

    private Site site(Profile profile) {
        Site site = new Site(profile, wiki);
        sites.put(profile.host(), site);
        return site;
    }

    /** Adds so many spaces to every Confluence. */
    public void generate(int count) {
        wiki.generate(count);
    }

    /** The switches by host name. */
    public Map<String, ConfluenceSwitches> switches() {
        Map<String, ConfluenceSwitches> switches = new LinkedHashMap<>();
        sites.forEach((host, site) -> switches.put(host, site.switches()));
        return switches;
    }

    @Override
    public List<VirtualHost> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public void prepare(Workspace workspace) throws IOException {
        for (Person person : wiki.people().all()) {
            workspace.secret(person.name() + ".password", wiki.people().password(person));
            workspace.secret(person.name() + ".totp", wiki.people().totpSecret(person));
        }
        workspace.secret("intranet-proxy.secret", proxySecret);
        dataCenterConnections(workspace);
        cloudConnections(workspace);
        browserConnections(workspace);
        hostileConnections(workspace);
    }

    private void dataCenterConnections(Workspace workspace) throws IOException {
        String wrong = workspace.secret("wrong.token", "N" + Workspace.random(43));
        Site wiki92 = sites.get("wiki92.acme.test");
        Map<String, String> tokens = tokens(workspace, wiki92);
        token(workspace, "wiki-admin", 0, "9.2 · Anna Admin, administrator", wiki92, tokens.get("aadmin"));
        token(
                workspace,
                "wiki-space-admin",
                1,
                "9.2 · Sam Space, administers ENG and ~sspace",
                wiki92,
                tokens.get("sspace"));
        token(workspace, "wiki-user", 1, "9.2 · Uma User, a normal user", wiki92, tokens.get("uuser"));
        token(
                workspace,
                "wiki-no-licence",
                2,
                "9.2 · an account that may not use Confluence",
                wiki92,
                tokens.get("nolicence"));
        token(workspace, "wiki-expired-token", 2, "9.2 · a token that has expired", wiki92, tokens.get("expired"));
        anonymous(workspace, "wiki92-anonymous", 2, "9.2 · anonymous, which is switched off", wiki92);

        Site wiki85 = sites.get("wiki85.acme.test");
        tokens = tokens(workspace, wiki85);
        token(workspace, "wiki85-admin", 0, "8.5 · Anna Admin, administrator", wiki85, tokens.get("aadmin"));
        token(
                workspace,
                "wiki85-bad-token",
                2,
                "8.5 · a wrong token, which this server takes for anonymous",
                wiki85,
                wrong);
        anonymous(workspace, "wiki85-anonymous", 1, "8.5 · anonymous, which is switched on", wiki85);

        Site wiki713 = sites.get("wiki713.acme.test");
        tokens = tokens(workspace, wiki713);
        token(workspace, "wiki713-admin", 0, "7.13 · Anna Admin, administrator", wiki713, tokens.get("aadmin"));
        token(workspace, "wiki713-user", 1, "7.13 · Uma User, a normal user", wiki713, tokens.get("uuser"));

        Site wiki613 = sites.get("wiki613.acme.test");
        token(workspace, "wiki613-token", 2, "6.13 · a token, which this version does not know", wiki613, wrong);

        Site wiki10 = sites.get("wiki10.acme.test");
        tokens = tokens(workspace, wiki10);
        token(workspace, "wiki10-admin", 0, "10.2 · Anna Admin, administrator", wiki10, tokens.get("aadmin"));

        Site sso = sites.get(SsoHost.HOST);
        tokens = tokens(workspace, sso);
        token(
                workspace,
                "sso-admin",
                0,
                "9.2 behind single sign-on, which lets tokens pass to REST",
                sso,
                tokens.get("aadmin"));
        anonymous(workspace, "sso-anonymous", 2, "9.2 behind single sign-on, without a token", sso);
    }

    private void cloudConnections(Workspace workspace) throws IOException {
        Site cloud = sites.get("acme.atlassian.net");
        Map<String, String> tokens = tokens(workspace, cloud);
        People people = wiki.people();
        Person anna = people.get("aadmin");
        Person uma = people.get("uuser");
        Tokens.Token scoped = cloud.tokens().give(anna, "scoped", YEAR, GatewayHost.READING);
        tokens.put("scoped", workspace.secret("acme-aadmin-scoped.token", scoped.value()));
        Set<String> less = new TreeSet<>(GatewayHost.READING);
        less.remove("read:confluence-user");
        Tokens.Token missing = cloud.tokens().give(anna, "scope missing", YEAR, less);
        tokens.put("missing", workspace.secret("acme-scope-missing.token", missing.value()));

        cloud(
                workspace,
                "cloud-admin",
                0,
                "Cloud · Anna Admin, administrator",
                cloud,
                anna,
                tokens.get("aadmin"),
                "auto");
        cloud(workspace, "cloud-user", 1, "Cloud · Uma User, a normal user", cloud, uma, tokens.get("uuser"), "auto");
        cloud(
                workspace,
                "cloud-expired",
                2,
                "Cloud · a token that has expired",
                cloud,
                uma,
                tokens.get("expired"),
                "auto");
        cloud(
                workspace,
                "cloud-scoped",
                0,
                "Cloud · a scoped token, through the gateway",
                cloud,
                anna,
                tokens.get("scoped"),
                "scoped");
        cloud(
                workspace,
                "cloud-scoped-missing-scope",
                2,
                "Cloud · a scoped token that lacks read:confluence-user",
                cloud,
                anna,
                tokens.get("missing"),
                "scoped");
        Site open = sites.get("public.atlassian.net");
        cloud(
                workspace,
                "cloud-public-bad-token",
                2,
                "Cloud · a wrong token, which a public site takes for anonymous",
                open,
                anna,
                "secrets/wrong.token",
                "auto");
        anonymous(workspace, "cloud-public-anonymous", 1, "Cloud · anonymous on a public site", open);
    }

    /** Those that people sign in to; what there is to type stands in the list. */
    private void browserConnections(Workspace workspace) throws IOException {
        browser(workspace, "wiki-form", "7.13 · browser, login form: sspace", "wiki713.acme.test", "sspace");
        browser(
                workspace,
                "wiki-twostep",
                "10.2 · browser, password and one-time code: aadmin",
                "twostep.acme.test",
                "aadmin");
        browser(workspace, "wiki-sso", "9.2 · browser, single sign-on at another host: aadmin", SsoHost.HOST, "aadmin");
        browser(
                workspace,
                "wiki-popup",
                "9.2 · browser, single sign-on in a pop-up: uuser",
                SsoHost.POP_UP_HOST,
                "uuser");
        browser(workspace, "wiki-csp", "8.5 · browser, strict content policy: sspace", "csp.acme.test", "sspace");
        browser(workspace, "wiki-licence", "7.13 · browser, licence expired: aadmin", "licence.acme.test", "aadmin");
        browser(
                workspace,
                "cloud-browser",
                "Cloud · browser: " + wiki.people().get("aadmin").email(),
                "acme.atlassian.net",
                "aadmin");
        Site wiki92 = sites.get("wiki92.acme.test");
        String session = wiki92.sessions().remember(wiki.people().get("aadmin"));
        String cookies = String.join(
                "\n",
                "# Netscape HTTP Cookie File",
                "#HttpOnly_wiki92.acme.test\tFALSE\t/confluence\tTRUE\t0\tseraph.confluence\t" + session,
                ".acme.test\tTRUE\t/\tTRUE\t4102444800\tvisits\tengineering, docs",
                "intranet.acme.test\tFALSE\t/\tTRUE\t0\tother\telsewhere",
                "wiki92.acme.test\tFALSE\t/\tTRUE\t946684800\told\tgone");
        declare(
                workspace,
                "wiki-cookies",
                0,
                "9.2 · imported cookies.txt of Anna Admin",
                wiki92.profile().base(),
                "confluence.cookies",
                Map.of(),
                Map.of("cookies", workspace.secret("wiki92-cookies.txt", cookies)));
    }

    private void browser(Workspace workspace, String id, String shows, String host, String user) {
        String name = shows.replaceFirst(": [^:]*$", "");
        workspace.connection(
                new SandboxConnection(id, shows + ", password in secrets/" + user + ".password", NEEDS_SIGN_IN),
                name,
                "confluence",
                sites.get(host).profile().base(),
                "confluence.browser",
                Map.of(),
                Map.of());
    }

    private void hostileConnections(Workspace workspace) {
        elsewhere(workspace, "blocked-wiki", "a proxy's block page instead of Confluence", "https://blocked.acme.test");
        elsewhere(workspace, "silent-wiki", "a server that never answers", "https://silent.acme.test");
        elsewhere(workspace, "kerberos-wiki", "a proxy that wants Kerberos", "https://kerberos.acme.test");
        elsewhere(workspace, "expired-tls-wiki", "a certificate that has expired", "https://expired-tls.acme.test");
        elsewhere(workspace, "other-ca-wiki", "a certificate of an unknown authority", "https://other-ca.acme.test");
    }

    /** Gives each person a token, and Uma an expired and a revoked one; the answer has their files by name. */
    private static Map<String, String> tokens(Workspace workspace, Site site) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        String host = site.profile().host().replaceFirst("\\..*", "");
        for (Person person : site.people().all()) {
            Tokens.Token token = site.tokens().give(person, "migration", YEAR);
            files.put(person.name(), workspace.secret(host + "-" + person.name() + ".token", token.value()));
        }
        Person uma = site.people().get("uuser");
        Tokens.Token expired = site.tokens().give(uma, "old", Duration.ofDays(-3));
        files.put("expired", workspace.secret(host + "-expired.token", expired.value()));
        Tokens.Token revoked = site.tokens().give(uma, "lost", YEAR);
        site.tokens().revoke(uma, revoked.id());
        files.put("revoked", workspace.secret(host + "-revoked.token", revoked.value()));
        return files;
    }

    private static void token(Workspace workspace, String id, int exit, String shows, Site site, String tokenFile) {
        declare(
                workspace,
                id,
                exit,
                shows,
                site.profile().base(),
                "confluence.token",
                Map.of(),
                Map.of("token", tokenFile));
    }

    private static void cloud(
            Workspace workspace,
            String id,
            int exit,
            String shows,
            Site site,
            Person person,
            String tokenFile,
            String kind) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("email", person.email());
        if (!kind.equals("auto")) {
            settings.put("tokenKind", kind);
        }
        declare(
                workspace,
                id,
                exit,
                shows,
                site.profile().base(),
                "confluence.token",
                settings,
                Map.of("token", tokenFile));
    }

    private static void anonymous(Workspace workspace, String id, int exit, String shows, Site site) {
        declare(workspace, id, exit, shows, site.profile().base(), "confluence.anonymous", Map.of(), Map.of());
    }

    private static void elsewhere(Workspace workspace, String id, String shows, String url) {
        declare(workspace, id, 2, shows, url, "confluence.token", Map.of(), Map.of("token", "secrets/wrong.token"));
    }

    private static void declare(
            Workspace workspace,
            String id,
            int exit,
            String shows,
            String url,
            String method,
            Map<String, String> settings,
            Map<String, String> secrets) {
        workspace.connection(
                new SandboxConnection(id, shows, exit), shows, "confluence", url, method, settings, secrets);
    }
}
