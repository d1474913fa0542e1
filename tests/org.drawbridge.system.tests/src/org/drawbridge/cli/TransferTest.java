package org.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.drawbridge.cli.FakeProduct.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import and export of connections, in both formats. */
class TransferTest {

    private static final String APPSETTINGS = """
            {
              "CustomSettings": {
                "LogLevel": "Debug", // keep me
                "SourceTenantIncludeList": [
                  { "HumanReadableId": "wiki", "BaseUrl": "https://wiki.test", "AuthenticationType": "cookie" },
                  { "HumanReadableId": "wiki2", "BaseUrl": "https://wiki2.test", "AuthenticationType": "cookie" },
                ],
                "TargetTenants": [
                  { "HumanReadableId": "one", "AuthenticationType": "apponlywithcertificate",
                    "AuthenticationParameterSetAppOnlyAadCertificate": {
                      "CertificatePath": "app.pfx", "CertificatePassword": "pfx-kennzeichen-4711" },
                    "TargetSites": [ { "HumanReadableId": "a", "SiteRootUrl": "https://one.sharepoint.com/sites/a" } ] },
                  { "HumanReadableId": "two", "AuthenticationType": "credentials",
                    "AuthenticationParameterSetCredentials": {
                      "CredentialsUserName": "anna@two.test", "CredentialsPassword": "pw-kennzeichen-4711" },
                    "TargetSites": [ { "HumanReadableId": "b", "SiteRootUrl": "https://two.sharepoint.com/sites/b" } ] }
                ]
              }
            }
            """;

    @TempDir
    Path folder;

    private FakeProduct product;
    private String file;
    private String master;

    @BeforeEach
    void product() throws IOException {
        product = new FakeProduct(folder.resolve("data"));
        file = Files.writeString(folder.resolve("appsettings.json"), APPSETTINGS)
                .toString();
        master = Files.writeString(folder.resolve("master"), "a master password\n")
                .toString();
    }

    private Run fine(String... arguments) {
        Run run = product.run(Stream.concat(Stream.of(arguments), Stream.of("--master-password-file", master))
                .toArray(String[]::new));
        assertEquals(0, run.exitCode(), run::toString);
        return run;
    }

    private static String withoutSecrets() {
        return APPSETTINGS.replaceAll("[a-z]+-kennzeichen-4711", "");
    }

    /** All that the product keeps. */
    private String kept() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(one));
            }
        }
        return all.toString();
    }

    @Test
    void appsettingsGoInAndComeOutUnchangedButForSecrets() throws Exception {
        Run imported = fine("connection", "import", file, "--json");
        assertEquals("wikitraccs", imported.json().getString("format"));
        assertEquals(
                "[\"wiki\",\"wiki2\",\"one-a\",\"two-b\"]",
                imported.json().getJsonArray("imported").toString());
        assertEquals(APPSETTINGS, Files.readString(Path.of(file)), "the file itself is not touched");
        assertFalse(kept().contains("kennzeichen"));
        assertFalse((imported.out() + imported.err()).contains("kennzeichen"));

        assertEquals(
                withoutSecrets(),
                fine("connection", "export", "--format", "wikitraccs").out());
        String out = folder.resolve("out.json").toString();
        fine("connection", "export", "--into", file, "--out", out);
        assertEquals(withoutSecrets(), Files.readString(Path.of(out)));

        Path other = Files.writeString(folder.resolve("package.json"), "{\"name\": \"no appsettings\"}");
        Run refused = product.run("connection", "export", "--into", other.toString(), "--json");
        assertEquals("transfer.not-wikitraccs", refused.cause());
    }

    @Test
    void reportIsReadByPeople() {
        String out = fine("connection", "import", file).out();
        assertTrue(out.contains("/CustomSettings/SourceTenantIncludeList/0/BaseUrl → wiki"), out);
        assertTrue(out.contains("/CustomSettings/LogLevel"), out);
        assertTrue(out.contains("CertificatePassword → one-a: a secret in clear"), out);
    }

    @Test
    void secretsAreStoredOnRequestOnly() throws Exception {
        fine("connection", "import", file);
        assertEquals(0, stored());
        Run run = fine("connection", "import", file, "--replace", "--store-secrets", "--json");
        assertEquals(2, run.json().getInt("secretsStored"));
        assertEquals(2, stored());
        assertEquals(APPSETTINGS, Files.readString(Path.of(file)));
    }

    @Test
    void secretsLeaveTheFileWhenTheyAreKeptElsewhere() throws Exception {
        fine("connection", "import", file, "--clear-secrets");
        assertEquals(2, stored());
        assertEquals(withoutSecrets(), Files.readString(Path.of(file)));
        assertFalse(kept().contains("kennzeichen"));
    }

    @Test
    void secretsStayWhereTheyAreIfNothingElseKeepsThem() throws Exception {
        fine("settings", "set", "security.secretStore", "session");
        Run run = product.run("connection", "import", file, "--clear-secrets", "--json");
        assertEquals(3, run.exitCode(), run::toString);
        assertEquals("secrets.no-place", run.cause());
        assertEquals(APPSETTINGS, Files.readString(Path.of(file)));
        assertTrue(fine("connection", "list", "--json")
                .json()
                .getJsonArray("connections")
                .isEmpty());
    }

    @Test
    void secretsDoNotFollowAConnectionThatIsReplacedByOneToAnotherAddress() throws Exception {
        fine("connection", "import", file, "--store-secrets");
        Files.writeString(
                Path.of(file), APPSETTINGS.replace("one.sharepoint.com/sites/a", "other.sharepoint.com/sites/a"));
        fine("connection", "import", file, "--replace");
        assertEquals(1, stored(), "the one of two-b, which is as it was");
    }

    private int stored() {
        return fine("secrets", "status", "--json")
                .json()
                .getJsonArray("places")
                .getJsonObject(1)
                .getInt("stored");
    }

    @Test
    void storedConnectionsAreReplacedOnlyOnRequest() {
        fine("connection", "import", file);
        Run run = product.run("connection", "import", file, "--json");
        assertEquals(3, run.exitCode());
        assertEquals("cli.connection-exists", run.cause());
    }

    @Test
    void ownExportIsImportedByAColleague() throws Exception {
        fine(
                "connection",
                "add",
                "wiki",
                "--url",
                "https://wiki.test",
                "--method",
                "confluence.fake",
                "--set",
                "email=a@b.test");
        String shared = folder.resolve("shared.json").toString();
        fine("connection", "export", "--out", shared);

        FakeProduct colleague = new FakeProduct(folder.resolve("colleague"));
        assertEquals(0, colleague.run("connection", "import", shared).exitCode());
        assertEquals(
                Files.readString(Path.of(shared)),
                colleague.run("connection", "export").out());
    }
}
