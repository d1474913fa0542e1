package org.drawbridge.ui.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotTree;

/** What tests do with the desktop's pages, in the user's words. */
final class Page {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final SWTBot bot;

    Page(SWTBot bot) {
        this.bot = bot;
    }

    /** Where the sandbox that the desktop started keeps its files. */
    static Path sandbox() {
        return Desktop.dataFolder().resolve("sandbox").resolve("server");
    }

    static String secret(String name) {
        try {
            return Files.readString(sandbox().resolve("secrets").resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the sandbox from the Welcome page, unless it runs already. */
    Page inSandbox() {
        if (!bot.menu("Help").menu("Leave the Sandbox").isEnabled()) {
            bot.menu("Help").menu("Try the Sandbox").click();
            bot.waitUntil("the sandbox's connections", () -> bot.has("connections.tree"), LONG);
            waitForState("not tested");
        }
        return this;
    }

    /** Leaves the sandbox, if it is in use. */
    Page outOfSandbox() {
        if (bot.menu("Help").menu("Leave the Sandbox").isEnabled()) {
            bot.menu("Help").menu("Leave the Sandbox").click();
        }
        bot.waitUntil(
                "the sandbox has ended",
                () -> bot.menu("Help").menu("Try the Sandbox").isEnabled(),
                LONG);
        return this;
    }

    /** Leaves the sandbox and starts it anew: no pages, no results, nothing typed. */
    Page restartSandbox() {
        outOfSandbox();
        bot.menu("Help").menu("Try the Sandbox").click();
        bot.waitUntil("the sandbox's connections", () -> bot.has("connections.tree"), LONG);
        return waitForState("not tested");
    }

    /** Opens a connection's page. The group is given without its count. */
    Page select(String group, String name) {
        SWTBotTree tree = bot.treeWithId("connections.tree");
        String item = tree.items().stream()
                .filter(text -> text.startsWith(group))
                .findFirst()
                .orElseThrow();
        tree.getTreeItem(item).getNode(name).click();
        bot.waitUntil(
                "the page of " + name,
                () -> bot.has("title") && bot.labelWithId("title").getText().equals(name));
        return this;
    }

    /** Makes a new connection through the wizard, untested, and leaves its page open. */
    Page create(String kind, String name, String address, String method) {
        bot.menu("File").menu("New Connection…").click();
        SWTBot dialog = bot.shell("New connection").bot();
        dialog.buttonWithId("new.kind." + kind).click();
        dialog.buttonWithId("new.next").click();
        dialog.textWithId("new.address").setText(address);
        dialog.textWithId("new.name").setText(name);
        dialog.buttonWithId("new.next").click();
        dialog.buttonWithId("new.method." + method).click();
        dialog.buttonWithId("new.finish").click();
        bot.waitUntil(
                "the page of " + name,
                () -> bot.has("title") && bot.labelWithId("title").getText().equals(name));
        return this;
    }

    Page type(String field, String value) {
        bot.textWithId("field." + field).setText(value);
        return this;
    }

    Page test() {
        bot.buttonWithId("test").click();
        return this;
    }

    String state() {
        return bot.labelWithId("state").getText();
    }

    Page waitForState(String state) {
        bot.waitUntil("state " + state, () -> state().equals(state), LONG);
        return this;
    }

    String verdict() {
        return bot.styledTextWithId("verdict").getText();
    }

    Page save() {
        bot.waitUntil(
                "File > Save is enabled", () -> bot.menu("File").menu("Save").isEnabled());
        bot.menu("File").menu("Save").click();
        bot.waitUntil("it is saved", () -> !bot.buttonWithId("save").isEnabled());
        return this;
    }
}
