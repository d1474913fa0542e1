package org.drawbridge.ui.tests.firstrun;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.ui.tests.swtbot.Keyboard;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.widgets.Display;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A newcomer at the packaged product, who has a keyboard only: from the empty window over the sandbox and two new
 * connections to the readiness report. FirstRunTest of the end-to-end tests drops it into the plug-in folder of the
 * product, starts that, and reads what it has left: {@code result.txt} and, in {@code pictures}, each step.
 */
public final class FirstRun implements BundleActivator {

    /** The environment variable with the folder in which the product's data folder is {@code data}. */
    private static final String FOLDER = "DRAWBRIDGE_FIRST_RUN";

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String WIKI = "https://wiki92.acme.test/confluence";
    private static final String SITE = "https://contoso.sharepoint.com/sites/wiki";
    private static final String OWNER = "olivia.owner@contoso.onmicrosoft.com";

    private final Path folder = Path.of(System.getenv(FOLDER));
    private SWTBot bot;
    private Keyboard keys;
    private int pictures;

    @Override
    public void start(BundleContext context) {
        Thread thread = new Thread(this::run, "newcomer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop(BundleContext context) {
        // it has ended
    }

    private void run() {
        try {
            Display display = display();
            bot = new SWTBot(display);
            keys = new Keyboard(display);
            journey();
            Files.writeString(folder.resolve("result.txt"), "done");
        } catch (Exception | LinkageError e) {
            fail(e);
        }
        quit();
    }

    private void quit() {
        try {
            keys.press(SWT.CTRL, 'q');
        } catch (SWTException e) {
            // The display went before the keys were let go.
        }
    }

    private void fail(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        try {
            Files.writeString(folder.resolve("result.txt"), text.toString());
            bot.captureScreenshot(folder.resolve("failed.png"));
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        }
        // Whatever window is open may ask something.
        Runtime.getRuntime().halt(70);
    }

    /** The product's display, as soon as its thread has made it. */
    private static Display display() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                Display found = Display.findDisplay(thread);
                if (found != null) {
                    return found;
                }
            }
            SWTBot.pause();
        }
        throw new IllegalStateException("no display");
    }

    private void journey() throws Exception {
        until("the welcome page", () -> bot.has("welcome.sandbox"));
        keys.waitFor("welcome.confluence");
        picture("welcome");

        keys.tabTo("welcome.sandbox").press(' ');
        until("the sandbox", () -> bot.has("state"));
        picture("sandbox");

        confluence();
        sharePoint();

        keys.press(SWT.F5);
        until(
                "the report",
                () -> bot.has("readiness.export")
                        && bot.buttonWithId("readiness.export").isEnabled());
        keys.tabTo("readiness.table").press(SWT.ARROW_DOWN);
        until(
                "what was found",
                () -> !bot.styledTextWithId("readiness.details").getText().isBlank());
        picture("readiness");
    }

    private void confluence() throws IOException {
        keys.press(SWT.CTRL, 'n');
        bot.shell("New connection");
        keys.tabTo("new.kind.confluence");
        picture("kind");
        next();
        keys.waitFor("new.address").paste(WIKI);
        until("the version", () -> found().contains("9.2"));
        keys.tabTo("new.name").paste("Acme wiki");
        picture("confluence-address");
        next();
        keys.tabTo("new.method.confluence.token").press(' ');
        picture("confluence-method");
        next();
        keys.tabTo("field.token")
                .paste(Files.readString(sandbox().resolve("secrets/wiki92-aadmin.token"))
                        .strip());
        picture("confluence-details");
        next();
        keys.waitFor("new.test").press(' ');
        green("confluence-test");
        finish("Acme wiki", "confluence");
    }

    private void sharePoint() throws Exception {
        keys.press(SWT.CTRL, 'n');
        bot.shell("New connection");
        keys.tabTo("new.kind.sharepoint").press(' ');
        next();
        keys.waitFor("new.address").paste(SITE);
        until("the tenant", () -> found().toLowerCase(Locale.ROOT).contains("tenant"));
        picture("sharepoint-address");
        next();
        keys.tabTo("new.method.sharepoint.devicecode").press(' ');
        picture("sharepoint-method");
        next();
        keys.tabTo("field.clientId").paste(clientId());
        picture("sharepoint-details");
        next();
        keys.waitFor("new.test").press(' ');
        SWTBotShell code = bot.shell("Sign in to contoso / wiki");
        picture("sharepoint-code");
        try (Visitor olivia = Visitor.of(sandbox())) {
            olivia.signInDevice(
                    code.bot().textWithId("device.page").getText(),
                    code.bot().textWithId("device.code").getText(),
                    OWNER);
        }
        until("the code is gone", () -> !code.isOpen());
        green("sharepoint-test");
        finish("contoso / wiki", "sharepoint");
    }

    private void next() {
        String before = title();
        keys.tabTo("new.next").press(' ');
        until("the next page", () -> !title().equals(before));
    }

    /** What the wizard's page is: its controls, for the title is part of the dialog. */
    private String title() {
        return String.join(
                " ",
                String.valueOf(bot.has("new.address")),
                String.valueOf(bot.has("new.test")),
                String.valueOf(bot.has("field.token") || bot.has("field.clientId")),
                String.valueOf(bot.has("new.kind.confluence")));
    }

    private String found() {
        return bot.styledTextWithId("new.found").getText();
    }

    private void green(String picture) {
        until(
                "a green test",
                () -> bot.has("verdict")
                        && bot.styledTextWithId("verdict").getText().startsWith("Works"));
        picture(picture);
    }

    private void finish(String name, String picture) {
        keys.tabTo("new.finish").press(' ');
        until(
                "the page of " + name,
                () -> bot.has("title") && bot.labelWithId("title").getText().equals(name));
        until("its state", () -> bot.labelWithId("state").getText().equals("works"));
        picture(picture);
    }

    private Path sandbox() {
        return folder.resolve("data").resolve("sandbox").resolve("server");
    }

    /** The app registration that the administrator has sent: that of the sandbox's connection by device code. */
    private String clientId() throws IOException {
        String connections = Files.readString(sandbox().resolve("connections.json"));
        Matcher matcher = Pattern.compile("\"clientId\"\\s*:\\s*\"([0-9a-f-]{36})\"")
                .matcher(connections.substring(connections.indexOf("\"spo-devicecode\"")));
        if (!matcher.find()) {
            throw new IllegalStateException("no client id");
        }
        return matcher.group(1);
    }

    private void until(String what, BooleanSupplier condition) {
        bot.waitUntil(what, condition, PATIENCE);
    }

    private void picture(String name) {
        pictures++;
        bot.captureWindow(folder.resolve("pictures/%02d-%s.png".formatted(pictures, name)));
    }
}
