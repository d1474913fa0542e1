package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.DrawbridgeRuntimes;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A failure leads to the setting that it comes from. */
@ExtendWith(Desktop.class)
class SettingLinkTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private SWTBot bot;
    private Page page;

    @BeforeEach
    void enterSandbox(SWTBot given) {
        bot = given;
        page = new Page(bot).inSandbox();
    }

    @Test
    void aWrongTokenLeadsToItsFieldInTheForm() {
        page.create("confluence", "Wrong setting", "https://wiki92.acme.test/confluence", "confluence.token")
                .type("token", "this-is-not-a-token-of-anybody")
                .test()
                .waitForState("failed");

        bot.waitUntil("the link", () -> bot.has("setting.open"), LONG);
        bot.linkWithId("setting.open").click();
        bot.waitUntil(
                "the cursor in the field", () -> bot.textWithId("field.token").hasFocus(), LONG);
    }

    @Test
    void aMissingFileOfAuthoritiesLeadsToThePreferenceAndItsPage() {
        preference("Network", "network.authorities", "/nowhere/acme-ca.pem");
        try {
            page.create("confluence", "Untrusting", "https://wiki92.acme.test/confluence", "confluence.anonymous")
                    .test()
                    .waitForState("failed");
            bot.waitUntil("the link", () -> bot.has("setting.open"), LONG);
            String link = bot.linkWithId("setting.open").getText();
            assertTrue(link.contains("Network"), link);
            bot.linkWithId("setting.open").click();

            SWTBot dialog = bot.shell("Preferences").bot();
            bot.waitUntil(
                    "the cursor in the setting",
                    () -> dialog.has("field.network.authorities")
                            && dialog.textWithId("field.network.authorities").hasFocus(),
                    LONG);
            assertEquals(
                    "/nowhere/acme-ca.pem",
                    dialog.textWithId("field.network.authorities").getText());
            dialog.button("Cancel").click();
        } finally {
            preference("Network", "network.authorities", "");
        }
    }

    private void preference(String page, String key, String value) {
        bot.menu("Edit").menu("Preferences…").click();
        SWTBot dialog = bot.shell("Preferences").bot();
        dialog.treeWithId("preferences.tree").getTreeItem(page).click();
        dialog.textWithId("field." + key).setText(value);
        dialog.button("Apply and Close").click();
        bot.waitUntil(
                "the preferences are closed", () -> bot.activeShell().getText().equals("Drawbridge"), LONG);
    }

    /** A mistyped key would just show no link. */
    @Test
    void everySettingThatAFailureNamesIsAPreferenceOrAFieldOfAMethod(@TempDir Path folder) throws Exception {
        Set<String> fields = new HashSet<>(Set.of("address"));
        Map<Target.Kind, String> addresses = Map.of(
                Target.Kind.CONFLUENCE, "https://wiki.acme.test",
                Target.Kind.SHAREPOINT, "https://contoso.sharepoint.com/sites/wiki");
        try (DrawbridgeRuntime runtime = DrawbridgeRuntimes.open(RuntimeOptions.of(folder))) {
            for (Map.Entry<Target.Kind, String> target : addresses.entrySet()) {
                for (MethodInfo method : runtime.methods().of(target.getKey())) {
                    for (Field field :
                            runtime.methods().load(method.id()).fields(Target.of(target.getKey(), target.getValue()))) {
                        fields.add(field.key());
                    }
                }
            }
        }
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path file : catalogues()) {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("[A-Za-z0-9.-]+\\.setting=.*")) {
                    String key = line.substring(line.indexOf('=') + 1).strip();
                    named++;
                    if (!fields.contains(key) && Preferences.find(key).isEmpty()) {
                        unknown.add(file + ": " + line);
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(named > 60, "only " + named);
        assertFalse(fields.isEmpty());
    }

    private static List<Path> catalogues() throws IOException {
        Path bundles = Path.of(System.getProperty("drawbridge.repository"), "bundles");
        try (Stream<Path> files = Files.walk(bundles)) {
            return files.filter(file -> file.getFileName().toString().equals("failures.properties")
                            && file.toString().contains("/src/"))
                    .toList();
        }
    }
}
