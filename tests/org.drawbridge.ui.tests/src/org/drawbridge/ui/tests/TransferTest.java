package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Connections taken over from files and written into files by the desktop. */
@ExtendWith(Desktop.class)
class TransferTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String APPSETTINGS = """
            {
              "CustomSettings": {
                "LogLevel": "Debug", // keep me
                "SourceTenantIncludeList": [
                  { "HumanReadableId": "intranet", "BaseUrl": "https://intranet.test", "AuthenticationType": "cookie" },
                  { "HumanReadableId": "handbook", "BaseUrl": "https://handbook.test", "AuthenticationType": "anonymous" },
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
                ],
                "TransformationMappings": [
                  { "SourceTenantHumanReadableId": "intranet", "TargetTenantHumanReadableId": "one",
                    "TargetSiteHumanReadableId": "a" }
                ]
              }
            }
            """;

    @TempDir
    Path folder;

    private SWTBot bot;
    private Page page;
    private Path file;

    @BeforeEach
    void enterSandbox(SWTBot given) throws IOException {
        bot = given;
        page = new Page(bot).inSandbox();
        file = Files.writeString(folder.resolve("appsettings.json"), APPSETTINGS);
    }

    /** Its connections are its own again. */
    @AfterEach
    void leave() {
        page.restartSandbox();
    }

    private static String withoutSecrets() {
        return APPSETTINGS.replaceAll("[a-z]+-kennzeichen-4711", "");
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SWTBot openImport(Path from) {
        bot.menu("File").menu("Import Connections…").click();
        SWTBot dialog = bot.shell("Import connections").bot();
        dialog.textWithId("import.file").setText(from.toString());
        return dialog;
    }

    /** @param connection one of the file's, whose row is selected then */
    private SWTBot reported(Path from, String connection) {
        SWTBot dialog = openImport(from);
        bot.waitUntil("what becomes of it", () -> dialog.has("import.connections"), LONG);
        return select(dialog, connection);
    }

    private static SWTBot select(SWTBot dialog, String connection) {
        int row = dialog.tableWithId("import.connections").column(1).indexOf(connection);
        assertTrue(row >= 0, connection);
        dialog.tableWithId("import.connections").select(row);
        return dialog;
    }

    private void press(SWTBot dialog, String button) {
        bot.waitUntil(button + " is enabled", () -> dialog.buttonWithId(button).isEnabled(), LONG);
        dialog.buttonWithId(button).click();
    }

    /** What is in the list, also while a window is open in front of it. */
    private List<String> names() {
        return bot.shell("Drawbridge").bot().treeWithId("connections.tree").leaves();
    }

    private void waitForName(String name) {
        bot.waitUntil(name + " in the list", () -> names().contains(name), LONG);
    }

    private SWTBot openExport(String format, Path to) {
        bot.waitUntil(
                "export is offered",
                () -> bot.menu("File").menu("Export Connections…").isEnabled(),
                LONG);
        bot.menu("File").menu("Export Connections…").click();
        SWTBot dialog = bot.shell("Export connections").bot();
        dialog.buttonWithId("export.format." + format).click();
        dialog.textWithId("export.file").setText(to.toString());
        return dialog;
    }

    /** Only what came from the file goes back there. */
    private static void checkImported(SWTBot export) {
        SWTBotTable connections = export.tableWithId("export.connections");
        List<String> wanted = List.of("intranet", "handbook", "one a", "two b");
        for (int row = 0; row < connections.rowCount(); row++) {
            connections.check(row, wanted.contains(connections.cell(row, 0)));
        }
    }

    @Test
    void appsettingsAreReportedThenImportedAndExportedUnchangedButForSecrets() throws IOException {
        SWTBot dialog = reported(file, "intranet");
        assertEquals(
                List.of("intranet", "handbook", "one a", "two b"),
                dialog.tableWithId("import.connections").column(1));
        SWTBotTable report = dialog.tableWithId("import.report");
        List<String> fates = report.column(0);
        List<String> places = report.column(1);
        int baseUrl = places.indexOf("/CustomSettings/SourceTenantIncludeList/0/BaseUrl");
        assertEquals("Taken", fates.get(baseUrl));
        assertEquals("intranet", report.cell(baseUrl, 2));
        assertEquals("Stays in the file", fates.get(places.indexOf("/CustomSettings/LogLevel")));
        assertEquals(2, fates.stream().filter("Secret in clear"::equals).count());
        assertFalse(String.join(" ", report.column(3)).contains("kennzeichen"));
        assertTrue(dialog.has("import.secrets.leave"), "what becomes of the secrets can be chosen");
        assertFalse(names().contains("intranet"), "nothing is stored yet");
        dialog.buttonWithId("import.secrets.leave").click();
        press(dialog, "import.ok");

        waitForName("intranet");
        assertTrue(names().containsAll(List.of("intranet", "handbook", "one a", "two b")), names()::toString);
        assertEquals(APPSETTINGS, read(file), "the file itself is not touched");
        page.select("SharePoint", "two b");
        assertEquals("anna@two.test", bot.textWithId("field.user").getText());

        Path fresh = folder.resolve("fresh.json");
        SWTBot export = openExport("wikitraccs", fresh);
        checkImported(export);
        press(export, "export.ok");
        bot.waitUntil("the export", () -> !read(fresh).isEmpty(), LONG);
        assertEquals(withoutSecrets(), read(fresh));

        SWTBot into = openExport("wikitraccs", file);
        checkImported(into);
        press(into, "export.ok");
        SWTBot question = bot.shell("Export connections?").bot();
        assertEquals(APPSETTINGS, read(file), "not before the question is answered");
        question.button("Yes").click();
        bot.waitUntil("the export", () -> read(file).equals(withoutSecrets()), LONG);
    }

    @Test
    void aConnectionOfTheSameNameIsImportedUnderAnotherOneLeftOutOrPutInItsPlace() throws IOException {
        press(reported(file, "intranet"), "import.ok");
        waitForName("intranet");
        Files.writeString(file, APPSETTINGS.replace("https://intranet.test", "https://moved.test"));

        SWTBot dialog = reported(file, "intranet 2");
        assertEquals(
                List.of("Import as", "Leave out", "Leave out", "Leave out"),
                dialog.tableWithId("import.connections").column(0),
                "three are the same as before");
        assertEquals("Import as", dialog.comboBoxWithId("import.choice").getText());
        assertEquals("intranet 2", dialog.textWithId("import.name").getText());
        dialog.textWithId("import.name").setText("handbook");
        bot.waitUntil("a complaint", () -> !dialog.buttonWithId("import.ok").isEnabled());
        assertTrue(dialog.labelWithId("import.hint").getText().contains("handbook"));
        dialog.textWithId("import.name").setText("moved intranet");
        press(dialog, "import.ok");
        waitForName("moved intranet");
        assertEquals(1, names().stream().filter("handbook"::equals).count(), names()::toString);

        SWTBot again = reported(file, "intranet 2");
        again.comboBoxWithId("import.choice").setSelection("Replace mine");
        press(again, "import.ok");
        page.select("Confluence", "intranet");
        bot.waitUntil(
                "the new address", () -> bot.labelWithId("address").getText().equals("https://moved.test"), LONG);
        assertEquals(1, names().stream().filter("intranet"::equals).count(), names()::toString);
    }

    @Test
    void anErrorNamesThePlaceInTheFileAndNothingIsImported() throws IOException {
        Files.writeString(file, APPSETTINGS.replace("\"TargetTenants\": [", "\"TargetTenants\": oops ["));
        SWTBot dialog = openImport(file);
        bot.waitUntil("the error", () -> dialog.has("verdict"), LONG);
        String said = dialog.styledTextWithId("verdict").getText() + " "
                + dialog.styledTextWithId("evidence").getText();
        assertTrue(said.contains("line 8, column 22"), said);
        assertFalse(dialog.buttonWithId("import.ok").isEnabled());
        Files.writeString(file, """
                {"version": 1, "connections": [
                  {"id": "x", "name": "X", "target": "confluence", "url": "https://x.test",
                   "method": "confluence.token", "settings": {"nonsense": "1"}}]}
                """);
        dialog.textWithId("import.file").setText("");
        dialog.textWithId("import.file").setText(file.toString());
        bot.waitUntil(
                "the error",
                () -> dialog.has("evidence")
                        && dialog.styledTextWithId("evidence").getText().contains("connections[0].settings.nonsense"),
                LONG);
        dialog.buttonWithId("import.cancel").click();
    }

    @Test
    void anOwnFileGoesToAColleagueWithoutSecrets() throws IOException {
        page.create("confluence", "Shared wiki", "https://wiki92.acme.test/confluence", "confluence.token");
        page.type("token", "kennzeichen-4711-token").save();
        Path shared = folder.resolve("shared.json");
        press(openExport("drawbridge", shared), "export.ok");
        bot.waitUntil("the export", () -> !read(shared).isEmpty(), LONG);
        assertTrue(read(shared).contains("Shared wiki"));
        assertFalse(read(shared).contains("kennzeichen"));

        Files.writeString(shared, read(shared).replace("Shared wiki", "Colleague's wiki"));
        SWTBot dialog = reported(shared, "Colleague's wiki");
        assertEquals("Import as", dialog.comboBoxWithId("import.choice").getText(), "its id is taken");
        press(dialog, "import.ok");
        waitForName("Colleague's wiki");
    }
}
