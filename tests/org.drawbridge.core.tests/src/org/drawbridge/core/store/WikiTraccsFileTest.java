package org.drawbridge.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.SharePointSite;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.WikiTraccsFile.Fate;
import org.drawbridge.core.store.WikiTraccsFile.Imported;
import org.drawbridge.core.store.WikiTraccsFile.Line;
import org.drawbridge.core.store.WikiTraccsFile.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WikiTraccs' appsettings.json to connections and back. */
class WikiTraccsFileTest {

    private static final String FILE = """
            {
              // Written by hand, as .NET takes it
              "customsettings": {
                "LogLevel": "Debug",
                "SkipConfluenceContextPathCookiePathMatching": true,
                "Features": { "InteractiveAuthKeepAliveEnabled": false, "Other": [1, 2,] },
                "SourceTenantIncludeList": [
                  {
                    "TenantId": "t-1", "HumanReadableId": "Wiki A",
                    "BaseUrl": "https://wiki.acme.example/confluence",
                    "AuthUrl": "https://sso.acme.example",
                    "AuthenticationType": "cookie",
                    "AuthCookieNames": ["JSESSIONID", "_shibsession*"],
                  },
                  { "HumanReadableId": "wiki-b", "baseurl": "wiki-b.acme.example", "AuthenticationType": "Anonymous" }
                ],
                "TargetTenants": [
                  {
                    "HumanReadableId": "contoso",
                    "SharePointRootUrl": "https://contoso.sharepoint.com",
                    "Tenant": "contoso.onmicrosoft.com",
                    "ClientId": "11111111-2222-3333-4444-555555555555",
                    "AuthenticationType": "apponlywithcertificate",
                    "AuthenticationParameterSetAppOnlyAadCertificate": {
                      "CertificatePath": "certs/app.pfx", /* beside the program */
                      "CertificatePassword": "pfx-geheim-4711"
                    },
                    "TargetSites": [
                      { "HumanReadableId": "WikiTraccs", "SiteRootUrl": "https://contoso.sharepoint.com/sites/store" },
                      { "HumanReadableId": "WikiTraccsDefaultTarget", "SiteRootUrl": "https://contoso.sharepoint.com/sites/wiki" }
                    ]
                  },
                  {
                    "HumanReadableId": "fabrikam",
                    "AuthenticationType": "credentials",
                    "ClientId": "99999999-2222-3333-4444-555555555555",
                    "AuthenticationParameterSetCredentials": {
                      "CredentialsUserName": "anna@fabrikam.example", "CredentialsPassword": "pw-geheim-4711" },
                    "TargetSites": [ { "HumanReadableId": "Main", "SiteRootUrl": "https://fabrikam.sharepoint.com/sites/x" } ]
                  }
                ],
                "TransformationMappings": [
                  { "SourceTenantHumanReadableId": "Wiki A", "TargetTenantHumanReadableId": "contoso",
                    "TargetSiteHumanReadableId": "WikiTraccsDefaultTarget" }
                ],
                "Licence~/Key": "\\u00e4\\/\\"",
                "SmtpPassword": "smtp-geheim-4711"
              },
            }
            """;

    @TempDir
    Path folder;

    private WikiTraccsFile read(String text) throws AuthFailure {
        return WikiTraccsFile.parse(text, folder.resolve("appsettings.json"));
    }

    private static List<ConnectionEntry> entries(WikiTraccsFile file) {
        return file.connections().stream().map(Imported::entry).toList();
    }

    private static Connection find(List<ConnectionEntry> entries, String id) {
        return entries.stream()
                .map(ConnectionEntry::connection)
                .filter(connection -> connection.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " in " + entries));
    }

    private static String withoutSecrets(String text) {
        return text.replaceAll("[a-z]+-geheim-4711", "");
    }

    @Test
    void tenantsAndSitesBecomeConnections() throws Exception {
        List<ConnectionEntry> all = entries(read(FILE));
        assertEquals(
                List.of("Wiki-A", "wiki-b", "contoso-WikiTraccs", "contoso-WikiTraccsDefaultTarget", "fabrikam-Main"),
                all.stream().map(entry -> entry.connection().id()).toList());
        Connection wiki = find(all, "Wiki-A");
        assertEquals(new ConfluenceSite("https://wiki.acme.example/confluence"), wiki.target());
        assertEquals("confluence.browser", wiki.method());
        assertEquals(Map.of("cookieNames", "JSESSIONID _shibsession*", "skipCookiePathCheck", "true"), wiki.settings());
        assertEquals("confluence.anonymous", find(all, "wiki-b").method());
        assertEquals("https://wiki-b.acme.example", find(all, "wiki-b").target().address());
        Connection site = find(all, "contoso-WikiTraccsDefaultTarget");
        assertEquals(new SharePointSite("https://contoso.sharepoint.com/sites/wiki"), site.target());
        assertEquals("sharepoint.certificate", site.method());
        assertEquals(
                Map.of(
                        "clientId", "11111111-2222-3333-4444-555555555555",
                        "tenant", "contoso.onmicrosoft.com",
                        "certificate", folder.resolve("certs/app.pfx").toString()),
                site.settings());
        assertEquals("sharepoint.password", find(all, "fabrikam-Main").method());
        assertEquals("anna@fabrikam.example", find(all, "fabrikam-Main").setting("user", ""));
    }

    @Test
    void secretsAreHandedOverApartAndNeverStandInSettings() throws Exception {
        WikiTraccsFile file = read(FILE);
        Map<String, String> found = new LinkedHashMap<>();
        for (Imported imported : file.connections()) {
            imported.secrets()
                    .forEach((key, secret) ->
                            found.put(imported.entry().connection().id() + " " + key, secret.reveal()));
        }
        assertEquals("pfx-geheim-4711", found.get("contoso-WikiTraccs certificatePassword"));
        assertEquals("pfx-geheim-4711", found.get("contoso-WikiTraccsDefaultTarget certificatePassword"));
        assertEquals("pw-geheim-4711", found.get("fabrikam-Main password"));
        assertEquals(3, found.size());
        assertFalse(ConnectionsFile.format(entries(file)).contains("geheim"));
        assertFalse(file.report().toString().contains("geheim"), file.report()::toString);
    }

    @Test
    void reportNamesWhatWasTakenWhatNotAndWhichSecretsShouldLeave() throws Exception {
        WikiTraccsFile file = read(FILE);
        Map<Fate, Map<String, Line>> report = file.report().stream()
                .collect(Collectors.groupingBy(
                        Line::fate, Collectors.toMap(Line::pointer, line -> line, (a, b) -> a, LinkedHashMap::new)));
        String root = "/customsettings";
        assertEquals(
                "Wiki-A",
                report.get(Fate.TAKEN)
                        .get(root + "/SourceTenantIncludeList/0/BaseUrl")
                        .connection());
        assertEquals(
                "contoso-WikiTraccs, contoso-WikiTraccsDefaultTarget",
                report.get(Fate.TAKEN).get(root + "/TargetTenants/0/ClientId").connection());
        assertTrue(
                report.get(Fate.LEFT)
                        .keySet()
                        .containsAll(List.of(
                                root + "/LogLevel",
                                root + "/Features/Other",
                                root + "/SourceTenantIncludeList/0/TenantId",
                                root + "/SourceTenantIncludeList/0/AuthUrl",
                                root + "/TransformationMappings/0",
                                root + "/Licence~0~1Key")),
                report::toString);
        assertEquals(
                List.of(
                        root + "/TargetTenants/0/AuthenticationParameterSetAppOnlyAadCertificate/CertificatePassword",
                        root + "/TargetTenants/1/AuthenticationParameterSetCredentials/CredentialsPassword",
                        root + "/SmtpPassword"),
                List.copyOf(report.get(Fate.SECRET).keySet()));
        assertEquals(List.of(new Pair("Wiki-A", "contoso-WikiTraccsDefaultTarget")), file.pairs());
        assertTrue(report.get(Fate.LEFT)
                .get(root + "/TransformationMappings/0")
                .note()
                .contains("--source Wiki-A --target contoso-WikiTraccsDefaultTarget"));
        assertTrue(report.get(Fate.TAKEN)
                .get(root + "/TargetTenants/1/AuthenticationType")
                .note()
                .contains("not documented"));
    }

    @Test
    void unchangedConnectionsExportTheSameFileButForTheSecrets() throws Exception {
        WikiTraccsFile.Export export = read(FILE).export(entries(read(FILE)));
        assertEquals(withoutSecrets(FILE), export.text());
        assertEquals(List.of(), export.notes());
        assertEquals(withoutSecrets(FILE), read(FILE).withoutSecrets());
    }

    @Test
    void onlyWhatChangedIsWritten() throws Exception {
        List<ConnectionEntry> changed = new ArrayList<>();
        for (ConnectionEntry entry : entries(read(FILE))) {
            Connection old = entry.connection();
            Map<String, String> settings = new LinkedHashMap<>(old.settings());
            if (old.id().equals("Wiki-A")) {
                settings.put("cookieNames", "JSESSIONID");
            }
            if (old.id().startsWith("contoso")) {
                settings.put("tenant", "other.onmicrosoft.com");
            }
            changed.add(new ConnectionEntry(old.withSettings(settings), Map.of()));
        }
        String text = read(FILE).export(changed).text();
        assertEquals(
                withoutSecrets(FILE)
                        .replace("[\"JSESSIONID\", \"_shibsession*\"]", "[\"JSESSIONID\"]")
                        .replace("\"contoso.onmicrosoft.com\"", "\"other.onmicrosoft.com\""),
                text);
    }

    @Test
    void newConnectionsAreAddedAndReadBackTheSame() throws Exception {
        Connection wiki = new Connection(
                "new-wiki",
                "New",
                new ConfluenceSite("https://new.example"),
                "confluence.browser",
                Map.of("cookieNames", "A B", "skipCookiePathCheck", "true"));
        Connection site = new Connection(
                "new-site",
                "New",
                new SharePointSite("https://new.sharepoint.com/sites/a"),
                "sharepoint.interactive",
                Map.of("clientId", "11111111-2222-3333-4444-555555555555", "tenant", "new.onmicrosoft.com"));
        List<ConnectionEntry> all = new ArrayList<>(entries(read(FILE)));
        all.add(new ConnectionEntry(wiki, Map.of()));
        all.add(new ConnectionEntry(site, Map.of()));
        for (String template : List.of(FILE, "{}", "{ \"CustomSettings\": { \"TargetTenants\": [] } }")) {
            WikiTraccsFile.Export export = read(template).export(all);
            List<ConnectionEntry> back = entries(read(export.text()));
            assertEquals(wiki.settings(), find(back, "new-wiki").settings(), export::text);
            assertEquals(site.target(), find(back, "new-site-new-site").target());
            assertEquals(site.settings(), find(back, "new-site-new-site").settings());
            assertEquals(all.size(), back.size(), export::text);
        }
        WikiTraccsFile fresh = WikiTraccsFile.empty(folder.resolve("new.json"));
        String text = fresh.export(all).text();
        assertEquals(all.size(), entries(read(text)).size(), text);
    }

    @Test
    void whatWikiTraccsCanNotSayIsNoted() throws Exception {
        List<ConnectionEntry> all = new ArrayList<>(entries(read(FILE)));
        all.removeIf(entry -> entry.connection().id().equals("wiki-b"));
        all.add(new ConnectionEntry(
                new Connection("gateway", "", new ConfluenceSite("https://g.example"), "acme.gateway", Map.of()),
                Map.of()));
        WikiTraccsFile.Export export = read(FILE).export(all);
        assertEquals(withoutSecrets(FILE), export.text());
        assertEquals(2, export.notes().size(), export.notes()::toString);
        assertTrue(export.notes().toString().contains("acme.gateway"), export.notes()::toString);
    }

    @Test
    void placeOfAMistakeIsNamed() {
        for (String[] wrong : new String[][] {
            {"{\n  \"a\": tru }", "2", "8"},
            {"{ \"a\" 1 }", "1", "7"},
            {"{ \"a\": \"x", "1", "10"},
            {"[1,\n2", "2", "2"},
            {"{} x", "1", "4"},
            {"{ /* ", "1", "6"},
            {"", "1", "1"},
            {"{\"a\": \"\\x\"}", "1", "10"},
            {"[]", "1", "1"}
        }) {
            AuthFailure failure = assertThrows(AuthFailure.class, () -> read(wrong[0]), wrong[0]);
            assertEquals("connections.not-json", failure.problem().cause());
            assertEquals(
                    wrong[1] + ":" + wrong[2],
                    failure.problem().evidence().get("line") + ":"
                            + failure.problem().evidence().get("column"),
                    wrong[0]);
        }
    }

    @Test
    void fileIsRecognisedByItsContent() throws Exception {
        Path file = folder.resolve("any.json");
        Files.writeString(file, "\uFEFF" + FILE);
        assertTrue(WikiTraccsFile.recognises(file));
        assertEquals(5, WikiTraccsFile.read(file).connections().size());
        Files.writeString(file, "{\"version\":1,\"connections\":[]}");
        assertFalse(WikiTraccsFile.recognises(file));
        Files.writeString(file, "{");
        assertFalse(WikiTraccsFile.recognises(file));
        Files.writeString(file, "{ // with a comment\n\"CustomSettings\": oops");
        assertTrue(WikiTraccsFile.recognises(file), "what is wrong in it is looked for where it is");
        assertFalse(WikiTraccsFile.recognises(folder.resolve("none")));
    }

    @Test
    void aSecretLeavesTheFileOnlyIfAllThatNeedItHaveIt() throws Exception {
        String text = read(FILE).withoutSecretsOf(Set.of("contoso-WikiTraccs", "fabrikam-Main"));
        assertTrue(text.contains("pfx-geheim-4711"), "the other site of the tenant needs it too");
        assertFalse(text.contains("pw-geheim-4711"));
        assertTrue(text.contains("smtp-geheim-4711"), "nobody has taken it");
    }
}
