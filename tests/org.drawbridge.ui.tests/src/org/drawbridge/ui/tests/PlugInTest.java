package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** Jars in the plug-in folder, as the desktop shows them. */
@ExtendWith(Desktop.class)
class PlugInTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<Bundle> installed = new ArrayList<>();
    private SWTBot bot;
    private Page page;
    private Path folder;

    @BeforeEach
    void folder(SWTBot given) throws IOException {
        bot = given;
        page = new Page(bot);
        folder = Files.createDirectories(Desktop.dataFolder().resolve("plugins"));
    }

    @AfterEach
    void empty() throws IOException, BundleException {
        for (Bundle bundle : installed) {
            bundle.uninstall();
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** The sample as the build has made it; it is not part of the product. */
    private Path dropSample() throws IOException {
        Path target =
                Path.of(System.getProperty("drawbridge.repository"), "tests/org.drawbridge.sample.gateway/target");
        try (Stream<Path> files = Files.list(target)) {
            Path sample = files.filter(
                            file -> file.getFileName().toString().matches("org\\.drawbridge\\.sample.*\\.jar"))
                    .filter(file -> !file.toString().contains("sources"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("build the module org.drawbridge.sample.gateway first"));
            return Files.copy(sample, folder.resolve("gateway.jar"));
        }
    }

    private Path dropBroken() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "acme.missing;singleton:=true");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Require-Bundle", "org.drawbridge.core");
        Path jar = folder.resolve("missing.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new JarEntry("plugin.xml"));
            entries.write("""
                    <?xml version="1.0"?>
                    <plugin><extension point="org.drawbridge.core.authMethods">
                      <method id="confluence.missing" label="Missing" target="confluence" order="901" class="com.acme.Missing"/>
                    </extension></plugin>
                    """.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** What the launcher does at a start. */
    private void install(Path jar) throws BundleException {
        Bundle bundle = FrameworkUtil.getBundle(PlugInTest.class)
                .getBundleContext()
                .installBundle(jar.toUri().toString());
        installed.add(bundle);
        bundle.start(Bundle.START_ACTIVATION_POLICY);
    }

    private String about() {
        bot.menu("Help").menu("About Drawbridge").click();
        String details = bot.shell("About Drawbridge")
                .bot()
                .styledTextWithId("about.details")
                .getText();
        bot.shell("About Drawbridge").close();
        return details;
    }

    @Test
    void aSignInMethodOfAPlugInIsOfferedAndSignsInAndABrokenOneIsReportedAndDisturbsNobody() throws Exception {
        install(dropSample());
        install(dropBroken());
        page.inSandbox();

        String details = about();
        assertTrue(
                details.lines()
                        .anyMatch(line -> line.contains("org.drawbridge.sample.gateway") && line.endsWith("in use")),
                details);
        assertTrue(
                details.lines().anyMatch(line -> line.contains("acme.missing") && line.contains("com.acme.Missing")),
                details);

        page.create("confluence", "Behind the gateway", "https://wiki92.acme.test/confluence", "confluence.gateway")
                .type("gatewayScheme", "Bearer")
                .type("gatewayKey", Page.secret("wiki92-aadmin.token"))
                .test()
                .waitForState("works");
        assertTrue(page.verdict().contains("Anna Admin"), page.verdict());
        assertTrue(bot.textWithId("field.gatewayKey").isPassword());
        page.type("gatewayKey", "not-a-key-4711").test().waitForState("failed");
        assertTrue(
                bot.styledTextWithId("evidence").getText().contains("gateway.key-refused"), "the plug-in's own words");
        bot.linkWithId("setting.open").click();
        bot.waitUntil("its field", () -> bot.textWithId("field.gatewayKey").hasFocus(), LONG);
        page.restartSandbox();
    }

    @Test
    void aRestartIsOfferedForAJarDroppedWhileTheDesktopRunsAndEndsNoJobUnasked() throws Exception {
        page.inSandbox();
        page.create("confluence", "Silent for a restart", "https://silent.acme.test", "confluence.token")
                .type("token", "this-is-not-a-token-of-anybody")
                .test()
                .waitForState("being tested …");
        dropSample();

        assertTrue(about().contains("org.drawbridge.sample.gateway"), "and the window is active again");
        bot.waitUntil("the offer", () -> bot.has("status.restart"), LONG);
        bot.waitUntil(
                "its plug-in",
                () -> bot.linkWithId("status.restart").getText().contains("org.drawbridge.sample.gateway"),
                LONG);
        bot.linkWithId("status.restart").click();
        SWTBot question = bot.shell("Restart Drawbridge").bot();
        question.button("No").click();
        assertEquals("being tested …", page.state(), "it goes on");

        bot.menu("Help").menu("About Drawbridge").click();
        bot.shell("About Drawbridge").bot().buttonWithId("about.restart").click();
        bot.shell("Restart Drawbridge").bot().button("No").click();
        bot.buttonWithId("cancel").click();
        page.waitForState("cancelled");
        assertFalse(bot.linkWithId("status.restart").isDisposed());
        page.restartSandbox();
    }
}
