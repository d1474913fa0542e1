package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.drawbridge.core.auth.Field;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages of Preferences: what is entered is kept, what differs is listed, what is wrong is said. */
@ExtendWith(Desktop.class)
class PreferencesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private SWTBot bot;

    @BeforeEach
    void use(SWTBot given) {
        bot = given;
    }

    private SWTBot open(String page) {
        bot.menu("Edit").menu("Preferences…").click();
        SWTBot dialog = bot.shell("Preferences").bot();
        dialog.treeWithId("preferences.tree").getTreeItem(page).click();
        return dialog;
    }

    /** The sandbox, if a test has entered it, has settings of its own. */
    private static boolean kept(String text) {
        return List.of(
                        Desktop.dataFolder().resolve("settings.json"),
                        Desktop.dataFolder().resolve("sandbox").resolve("settings.json"))
                .stream()
                .anyMatch(file -> contains(file, text));
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatIsEnteredIsKeptAndListedAsChangedAndCanBeTakenBack() {
        SWTBot dialog = open("Network");
        dialog.textWithId("field.network.noProxy").setText("intranet.acme.test, .local");
        dialog.textWithId("field.network.retries").setText("0");
        dialog.button("Apply and Close").click();
        bot.waitUntil("the settings are written", () -> kept("intranet.acme.test"));

        dialog = open("Changed Settings");
        var table = dialog.tableWithId("changed.table");
        assertEquals(2, table.rowCount());
        assertTrue(table.cell(0, 0).contains("Without proxy"));
        assertEquals("harmless", table.cell(0, 2));
        assertTrue(table.cell(1, 2).contains("break off"), "a setting that stands in the way says so");

        dialog.treeWithId("preferences.tree").getTreeItem("Network").click();
        dialog.button("Restore Defaults").click();
        dialog.button("Apply and Close").click();
        bot.waitUntil("the settings are taken back", () -> !kept("intranet.acme.test"));
    }

    /** A choice of sign-in methods is made from those that are installed. */
    private static Field.Kind kindOf(Preference preference) {
        return preference.key().endsWith(".method")
                ? Field.Kind.CHOICE
                : preference.field().kind();
    }

    private static String valueOf(SWTBot dialog, Preference preference) {
        String id = "field." + preference.key();
        return switch (kindOf(preference)) {
            case FLAG -> String.valueOf(dialog.buttonWithId(id).isChecked());
            case CHOICE -> dialog.comboBoxWithId(id).getText();
            default -> dialog.textWithId(id).getText();
        };
    }

    private static String defaultOf(SWTBot dialog, Preference preference) {
        return switch (kindOf(preference)) {
            case FLAG -> String.valueOf(Boolean.parseBoolean(preference.fallback()));
            case CHOICE ->
                preference.field().choices().stream()
                        .filter(choice -> choice.value().equals(preference.fallback()))
                        .map(Field.Choice::label)
                        .findFirst()
                        .orElseGet(() -> dialog.comboBoxWithId("field." + preference.key())
                                .items()
                                .getFirst());
            default -> "";
        };
    }

    private static void change(SWTBot dialog, Preference preference) {
        String id = "field." + preference.key();
        String standard = defaultOf(dialog, preference);
        switch (kindOf(preference)) {
            case FLAG -> {
                if (valueOf(dialog, preference).equals(standard)) {
                    dialog.buttonWithId(id).click();
                }
            }
            case CHOICE ->
                dialog.comboBoxWithId(id)
                        .setSelection(dialog.comboBoxWithId(id).items().stream()
                                .filter(item -> !item.equals(standard))
                                .findFirst()
                                .orElseThrow());
            default -> dialog.textWithId(id).setText("7");
        }
    }

    @Test
    void everySettingOfEveryPageGoesBackToItsDefault() {
        int settings = 0;
        SWTBot dialog = open("Browser");
        for (Preference.Page page : Preference.Page.values()) {
            List<Preference> shown = Preferences.of(page);
            if (page == Preference.Page.SECURITY) {
                continue; // has a page of its own, whose button is called Automatic
            }
            dialog.treeWithId("preferences.tree").getTreeItem(page.label()).click();
            bot.waitUntil(
                    "the page " + page,
                    () -> dialog.has("field." + shown.getFirst().key()),
                    LONG);
            List<Preference> kept =
                    shown.stream().filter(preference -> !preference.secret()).toList();
            for (Preference preference : kept) {
                settings++;
                change(dialog, preference);
                assertNotEquals(defaultOf(dialog, preference), valueOf(dialog, preference), preference.key());
            }
            dialog.button("Restore Defaults").click();
            for (Preference preference : kept) {
                bot.waitUntil(
                        preference.key() + " at its default",
                        () -> valueOf(dialog, preference).equals(defaultOf(dialog, preference)),
                        LONG);
            }
        }
        dialog.button("Cancel").click();
        assertTrue(settings > 20, "only " + settings);
    }

    @Test
    void aValueThatCannotBeIsNotKept() {
        SWTBot dialog = open("Network");
        dialog.textWithId("field.network.connectTimeout").setText("never");
        bot.waitUntil("a complaint", () -> dialog.has("hint.network.connectTimeout"));
        assertFalse(dialog.button("Apply and Close").isEnabled());
        dialog.button("Cancel").click();
        assertFalse(kept("never"));
    }

    @Test
    void theProxysPasswordGoesIntoTheSecretStoreOnly() {
        SWTBot dialog = open("Network");
        assertTrue(dialog.textWithId("field.network.proxyPassword").isPassword());
        dialog.textWithId("field.network.proxyPassword").setText("proxy-pass-4711-secret");
        dialog.button("Apply and Close").click();
        SWTBot again = open("Network");
        bot.waitUntil("it is stored", () -> again.has("hint.network.proxyPassword"), LONG);
        again.button("Cancel").click();
        assertFalse(kept("proxy-pass-4711-secret"));
    }

    @Test
    void theFilterFindsAPageByASettingOnIt() {
        bot.menu("Edit").menu("Preferences…").click();
        SWTBot dialog = bot.shell("Preferences").bot();
        dialog.textWithId("preferences.filter").setText("API calls through browser");
        bot.waitUntil(
                "one page", () -> dialog.treeWithId("preferences.tree").items().equals(List.of("Misc")));
        dialog.button("Cancel").click();
    }

    @Test
    void theThreePlacesOfSecretsShowTheirState() {
        SWTBot dialog = open("Security");
        bot.waitUntil("the places", () -> dialog.has("security.state.session_only"), LONG);
        String session = dialog.labelWithId("security.state.session_only").getText();
        String master = dialog.labelWithId("security.state.master_password").getText();
        assertTrue((session + master).contains("in use")
                || dialog.labelWithId("security.state.system").getText().contains("in use"));
        assertFalse(dialog.labelWithId("security.reason").getText().isBlank());
        dialog.button("Cancel").click();
    }
}
