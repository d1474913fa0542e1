package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.internal.Certificates;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.sharepoint.Site;
import org.drawbridge.sandbox.internal.sharepoint.Sites;

/** Fills the sandbox's tenants: apps, people, sites, certificates, and the connections that show what happens. */
final class Contoso {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private static final Set<String> WITHOUT_CERTIFICATE = Set.of("secret", "secret-expired", "fabrikams");

    private final Directory directory;
    private final Sites sites;
    private final Workspace workspace;
    private final Instant now;
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Map<String, App> apps = new HashMap<>();

    Contoso(Directory directory, Sites sites, Workspace workspace, Instant now) {
        this.directory = directory;
        this.sites = sites;
        this.workspace = workspace;
        this.now = now;
    }

    void fill() throws IOException {
        tenants();
        apps();
        contosoSites();
        String password = Workspace.random(20);
        certificates(password);
        certificateConnections(password);
        secretConnections();
        new ContosoPeople(directory, sites, workspace).fill();
    }

    private void tenants() {
        List.of(
                        new Tenant(
                                "a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012",
                                "Contoso",
                                "contoso",
                                Cloud.WORLDWIDE,
                                List.of("contoso.onmicrosoft.com", "contoso.com", "federated.contoso.com")),
                        new Tenant(
                                "0f1e2d3c-4b5a-4968-8776-655443322110",
                                "Fabrikam",
                                "fabrikam",
                                Cloud.WORLDWIDE,
                                List.of("fabrikam.onmicrosoft.com")),
                        new Tenant(
                                "5d4c3b2a-1908-4f7e-8d6c-5b4a39281706",
                                "Adatum",
                                "adatum",
                                Cloud.US_GOVERNMENT,
                                List.of("adatum.onmicrosoft.us")))
                .forEach(tenant -> tenants.put(tenant.prefix(), directory.addTenant(tenant)));
    }

    private void apps() throws IOException {
        rows("contoso-apps.txt").forEach(row -> {
            App app = directory.register(tenants.get(row[2]), row[1], row[5]);
            if (!row[3].isEmpty()) {
                app.consent(Api.SHAREPOINT, "Sites." + row[3]);
            }
            if (!row[4].isEmpty()) {
                app.consent(Api.GRAPH, "Sites." + row[4]);
            }
            apps.put(row[0], app);
        });
        apps.get("blocked").refuse(EntraError.CONDITIONAL_ACCESS);
        apps.get("disabled").refuse(EntraError.APP_DISABLED);
        apps.get("public").publicClient(true);
        apps.get("unconsented").requestRoles(Api.SHAREPOINT, "Sites.FullControl.All");
        // Where administrators end up after they consented.
        apps.values().forEach(app -> app.replies(List.of(new App.Reply("http://localhost", true))));
    }

    private void contosoSites() {
        Tenant contoso = tenants.get("contoso");
        sites.add(contoso, "/", "Contoso", false);
        Site wiki = sites.add(contoso, "/sites/wiki", "Wiki", false).addWeb("/sites/wiki/archive", "Archive", "STS");
        wiki.grant(apps.get("selected"), "fullcontrol");
        wiki.grant(apps.get("selected-write"), "write");
        sites.add(contoso, "/sites/noscript", "Wiki without scripts", true);
        sites.add(contoso, "/teams/x", "Team X", true);
        sites.add(contoso, "/sites/locked", "Locked", false).lock(SiteLock.NO_ACCESS);
        sites.add(contoso, "/sites/frozen", "Frozen", false).lock(SiteLock.READ_ONLY);
        sites.add(tenants.get("fabrikam"), "/", "Fabrikam", false);
        sites.add(tenants.get("adatum"), "/", "Adatum", false);
        sites.add(tenants.get("adatum"), "/sites/wiki", "Wiki", false);
    }

    private void certificates(String password) throws IOException {
        List<KeyPair> keys = IntStream.range(0, 2)
                .parallel()
                .mapToObj(each -> Certificates.rsaKey())
                .toList();
        KeyPair ours = keys.getFirst();
        Certificates.Identity valid = certificate(ours, DAY.multipliedBy(-30), YEAR);
        Certificates.Identity expired = certificate(ours, YEAR.negated(), DAY.multipliedBy(-3));
        Certificates.Identity expiring =
                certificate(ours, YEAR.negated(), DAY.multipliedBy(10).plusHours(1));
        Certificates.Identity future = certificate(ours, DAY.multipliedBy(5), YEAR);
        Certificates.Identity stranger = certificate(keys.getLast(), DAY.multipliedBy(-30), YEAR);
        Certificates.Identity chain =
                workspace.certificates().issuedApplication(ours, "Drawbridge app", now.minus(DAY), now.plus(YEAR));
        Path folder = workspace.certificateFolder();
        Certificates.writePfx(valid, password, folder.resolve("app.pfx"));
        Certificates.writePem(valid, "", folder.resolve("app.pem"));
        Certificates.writeCertificatePem(valid, folder.resolve("app-certificate.pem"));
        Certificates.writeKeyPem(valid, password, folder.resolve("app-key-encrypted.pem"));
        Certificates.writePem(chain, password, folder.resolve("app-chain-encrypted.pem"));
        Certificates.writePfx(stranger, password, folder.resolve("not-uploaded.pfx"));
        Certificates.writePfx(expired, password, folder.resolve("expired.pfx"));
        Certificates.writePfx(expiring, password, folder.resolve("expiring.pfx"));
        Certificates.writePfx(future, password, folder.resolve("not-yet-valid.pfx"));
        Files.writeString(folder.resolve("no-certificate.pfx"), "This is no certificate.\n");
        apps.forEach((key, app) -> {
            if (!WITHOUT_CERTIFICATE.contains(key)) {
                app.upload(valid.certificate());
            }
        });
        for (Certificates.Identity further : List.of(chain, expired, expiring, future)) {
            apps.get("full").upload(further.certificate());
        }
    }

    private Certificates.Identity certificate(KeyPair key, Duration from, Duration until) {
        return Certificates.application(key, "Drawbridge app", now.plus(from), now.plus(until));
    }

    private void certificateConnections(String password) throws IOException {
        Map<String, String> passwords = Map.of(
                "", workspace.secret("certificate.password", password),
                "wrong", workspace.secret("wrong.password", Workspace.random(20)));
        rows("contoso-connections.txt").forEach(row -> {
            App app = apps.get(row[2]);
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("clientId", app.clientId());
            settings.put("certificate", "certificates/" + row[3]);
            if (!row[5].isEmpty()) {
                String[] differs = row[5].split("=");
                settings.put(differs[0], differs[1]);
            }
            String file = passwords.get(settings.getOrDefault("password", ""));
            settings.remove("password");
            connection(
                    new SandboxConnection(row[0], row[7], Integer.parseInt(row[1])),
                    row[6],
                    app.tenant(),
                    row[4],
                    "sharepoint.certificate",
                    settings,
                    file == null ? Map.of() : Map.of("certificatePassword", file));
        });
    }

    private void secretConnections() throws IOException {
        String value = Workspace.random(40);
        String old = Workspace.random(40);
        String fabrikams = Workspace.random(40);
        App app = apps.get("secret").secret(value, now.plus(YEAR));
        App expired = apps.get("secret-expired").secret(old, now.minus(DAY.multipliedBy(2)));
        App elsewhere = apps.get("fabrikams").secret(fabrikams, now.plus(YEAR));
        secret(
                "spo-secret",
                1,
                app,
                value,
                "Contoso by secret",
                "signs in and Graph answers, but SharePoint's REST refuses tokens got with a secret");
        secret(
                "spo-secret-wrong",
                2,
                app,
                Workspace.random(40),
                "Contoso, wrong secret",
                "AADSTS7000215: wrong secret");
        secret(
                "spo-secret-id",
                2,
                app,
                app.secrets().getFirst().id(),
                "Contoso, secret id for its value",
                "AADSTS7000215: the Secret ID was pasted for the Value");
        secret(
                "spo-secret-expired",
                2,
                expired,
                old,
                "Contoso, expired secret",
                "AADSTS7000222: the secret has expired");
        secret(
                "spo-secret-other-tenant",
                2,
                elsewhere,
                fabrikams,
                "Contoso, app of another tenant",
                "AADSTS700016: the app belongs to another tenant");
    }

    private void secret(String id, int exit, App app, String value, String name, String shows) throws IOException {
        connection(
                new SandboxConnection(id, shows, exit),
                name,
                tenants.get("contoso"),
                "/sites/wiki",
                "sharepoint.secret",
                Map.of("clientId", app.clientId(), "tenant", "contoso.onmicrosoft.com"),
                Map.of("clientSecret", workspace.secret(id + ".secret", value)));
    }

    private void connection(
            SandboxConnection shows,
            String name,
            Tenant tenant,
            String site,
            String method,
            Map<String, String> settings,
            Map<String, String> secrets) {
        workspace.connection(
                shows, name, "sharepoint", "https://" + tenant.sharePointHost() + site, method, settings, secrets);
    }

    /** The rows of a table of this package; what follows # is for its readers. */
    static List<String[]> rows(String table) throws IOException {
        try (InputStream in = Objects.requireNonNull(Contoso.class.getResourceAsStream(table), table)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.strip().split("\\s*\\|\\s*", -1))
                    .toList();
        }
    }
}
