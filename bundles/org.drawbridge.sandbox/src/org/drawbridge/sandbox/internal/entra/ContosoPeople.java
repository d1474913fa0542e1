package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.MicrosoftSwitches.AccountState;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.sharepoint.Site;
import org.drawbridge.sandbox.internal.sharepoint.Sites;

/** The sandbox's people, the apps that act for them, and the connections that show what happens. */
final class ContosoPeople {

    private final Directory directory;
    private final Sites sites;
    private final Workspace workspace;
    private final Map<String, App> apps = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, String> passwordFiles = new HashMap<>();

    ContosoPeople(Directory directory, Sites sites, Workspace workspace) {
        this.directory = directory;
        this.sites = sites;
        this.workspace = workspace;
    }

    /** Once tenants and sites are there. */
    void fill() throws IOException {
        for (String[] row : Contoso.rows("contoso-people.txt")) {
            person(row[0], row[1], row[2], row[3]);
        }
        for (String[] row : Contoso.rows("contoso-user-apps.txt")) {
            app(row);
        }
        apps.get("delegated-blocked").refuse(EntraError.CONDITIONAL_ACCESS);
        apps.get("device-blocked").refuse(EntraError.DEVICE_FLOW_BLOCKED);
        apps.get("assigned").assign(Set.of());
        Tenant contoso = directory.tenant("contoso.com").orElseThrow();
        sites.at(contoso, "/sites/wiki").orElseThrow().grant(apps.get("delegated-selected"), "fullcontrol");
        String wrong = workspace.secret("wrong-user.password", Workspace.random(16));
        if (workspace.people()) {
            for (String[] row : Contoso.rows("contoso-user-connections.txt")) {
                connection(row, wrong);
            }
        }
    }

    private void person(String signInName, String displayName, String special, String memberships) throws IOException {
        String alias = signInName.substring(0, signInName.indexOf('@'));
        Tenant home = directory
                .tenant(signInName.substring(signInName.indexOf('@') + 1))
                .orElse(Account.PERSONAL);
        String password = Workspace.random(16);
        passwordFiles.put(alias, workspace.secret(alias + ".password", password));
        Account account = directory.addAccount(new Account(
                directory.addPerson(home, signInName, displayName),
                password,
                special.equals("federated"),
                special.equals("admin")));
        accounts.put(alias, account);
        Person onSites = account.home();
        switch (special.split("=")[0]) {
            case "mfa" -> account.mfa(Mfa.valueOf(special.split("=")[1]));
            case "state" -> account.state(AccountState.valueOf(special.split("=")[1]));
            case "guest" -> {
                Tenant host = directory
                        .tenant(special.split("=")[1] + ".onmicrosoft.com")
                        .orElseThrow();
                onSites = directory.addPerson(
                        host,
                        signInName.replace('@', '_') + "#EXT#@" + host.domains().getFirst(),
                        displayName);
                account.inviteTo(host, onSites);
            }
            default -> {}
        }
        if (account.mfa() == Mfa.REQUIRED) {
            workspace.secret(alias + ".totp", account.totpSecret());
        }
        for (String each : memberships.isEmpty() ? new String[0] : memberships.split(" ")) {
            Site site = sites.at(onSites.tenant(), each.split("=")[0]).orElseThrow();
            if (each.endsWith("=ADMIN")) {
                site.admin(onSites);
            } else {
                site.member(onSites, Site.Group.valueOf(each.split("=")[1]));
            }
        }
    }

    private void app(String[] row) {
        Tenant tenant = directory.tenants().stream()
                .filter(each -> each.prefix().equals(row[2]))
                .findFirst()
                .orElseThrow();
        App app = directory
                .register(tenant, row[1], row[8])
                .request(Api.SHAREPOINT, words(row[3]))
                .request(Api.GRAPH, words(row[4]));
        if (row[5].equals("admin")) {
            app.consentForAll();
        }
        app.publicClient(row[6].equals("yes"));
        String redirect = row[7].replaceFirst("^web:", "");
        if (!redirect.isEmpty()) {
            app.replies(List.of(new App.Reply(redirect, redirect.equals(row[7]))));
        }
        apps.put(row[0], app);
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    private void connection(String[] row, String wrongPassword) {
        String method = row[0].split("-")[1];
        App app = apps.get(row[2]);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("clientId", app.clientId());
        Optional.ofNullable(accounts.get(row[3]))
                .ifPresent(
                        account -> settings.put(method.equals("password") ? "user" : "account", account.signInName()));
        if (method.equals("interactive")) {
            // Only a browser that the product starts can be sent here instead of to Microsoft.
            settings.put("browser", "fresh");
        }
        String password = passwordFiles.get(row[3]);
        if (row[5].equals("password=")) {
            password = wrongPassword;
        } else if (!row[5].isEmpty()) {
            settings.put(row[5].split("=")[0], row[5].split("=")[1]);
        }
        // A wrong registration is found without anybody being there.
        boolean signIn = !method.equals("password") && !row[7].contains("before a browser opens");
        workspace.connection(
                new SandboxConnection(row[0], row[7], Integer.parseInt(row[1]), signIn),
                row[6],
                "sharepoint",
                "https://" + app.tenant().sharePointHost() + row[4],
                "sharepoint." + method,
                settings,
                method.equals("password") ? Map.of("password", password) : Map.of());
    }
}
