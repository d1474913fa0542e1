package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.internal.RegistryMethods;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads methods from a registry of its own, good contributions and bad ones. */
class RegistryMethodsTest {

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Object token = new Object();
    private final List<String> logged = new ArrayList<>();
    private IExtensionRegistry registry;
    private RegistryMethods methods;

    public static final class Fake implements AuthMethod {
        public Fake() {
            MADE.incrementAndGet();
        }

        @Override
        public List<Field> fields(Target target) {
            return List.of();
        }

        @Override
        public Session open(SignIn signIn) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void registry() {
        MADE.set(0);
        registry = RegistryFactory.createRegistry(
                new RegistryStrategy(null, null) {
                    @Override
                    public Object createExecutableExtension(
                            RegistryContributor contributor, String name, String overridden) throws CoreException {
                        try {
                            return Class.forName(name).getDeclaredConstructor().newInstance();
                        } catch (ReflectiveOperationException e) {
                            throw new CoreException(new Status(IStatus.ERROR, "test", e.toString(), e));
                        }
                    }

                    @Override
                    public String translate(String key, ResourceBundle resources) {
                        return key.equals("%label") ? "Translated" : key;
                    }
                },
                token,
                token);
        contribute("org.drawbridge.core", "<extension-point id=\"authMethods\" name=\"x\"/>");
        methods = new RegistryMethods(registry);
    }

    @AfterEach
    void stop() {
        registry.stop(token);
    }

    private void contribute(String bundle, String content) {
        String plugin = "<?xml version=\"1.0\"?><?eclipse version=\"3.4\"?><plugin>" + content + "</plugin>";
        registry.addContribution(
                new ByteArrayInputStream(plugin.getBytes(StandardCharsets.UTF_8)),
                new RegistryContributor(bundle, bundle, null, null),
                false,
                bundle,
                null,
                token);
    }

    private static String method(String attributes) {
        return "<extension point=\"org.drawbridge.core.authMethods\"><method " + attributes + "/></extension>";
    }

    private static String good(String id, int order) {
        return method("id=\"" + id + "\" label=\"%label\" target=\"confluence\" order=\"" + order + "\" class=\""
                + Fake.class.getName() + "\"");
    }

    private List<String> ids() {
        return methods.all().stream().map(MethodInfo::id).toList();
    }

    @Test
    void methodsComeInTheirOrderWithTranslatedLabelAndOrigin() {
        contribute("acme", good("confluence.second", 200) + good("confluence.first", 100));

        assertEquals(List.of("confluence.first", "confluence.second"), ids());
        MethodInfo info = methods.info("confluence.first").orElseThrow();
        assertEquals("Translated", info.label());
        assertTrue(info.contributor().startsWith("acme"), info::contributor);
    }

    @Test
    void classIsLoadedWhenTheMethodIsFirstUsedAndOnlyOnce() throws AuthFailure {
        contribute("acme", good("confluence.lazy", 100));

        assertEquals(1, methods.all().size());
        assertEquals(0, MADE.get());
        AuthMethod method = assertInstanceOf(Fake.class, methods.load("confluence.lazy"));
        assertSame(method, methods.load("confluence.lazy"));
        assertEquals(1, MADE.get());
    }

    @Test
    void badContributionsAreLoggedWithTheirBundleAndSkipped() {
        try (var ignored = Log.listen(line -> logged.add(line.text()))) {
            Log.start(
                    Path.of(System.getProperty("java.io.tmpdir"), "drawbridge-registry-test"),
                    Log.Detail.NORMAL,
                    false);
            contribute("no.label", method("id=\"confluence.a\" target=\"confluence\" order=\"1\" class=\"x\""));
            contribute("no.target", method("id=\"confluence.b\" label=\"b\" target=\"jira\" order=\"1\" class=\"x\""));
            contribute(
                    "no.order",
                    method("id=\"confluence.c\" label=\"c\" target=\"confluence\" order=\"x\" class=\"x\""));
            contribute(
                    "bad.id", method("id=\"Confluence D\" label=\"d\" target=\"confluence\" order=\"1\" class=\"x\""));
            contribute("first.one", good("confluence.taken", 100));
            contribute("second.one", good("confluence.taken", 200));

            assertEquals(List.of("confluence.taken"), ids());
        } finally {
            Log.stop();
        }
        for (String bundle : List.of("no.label", "no.target", "no.order", "bad.id")) {
            assertTrue(logged.stream().anyMatch(line -> line.contains(bundle)), () -> bundle + ": " + logged);
        }
        assertEquals(
                1, logged.stream().filter(line -> line.contains("is taken by")).count(), logged::toString);
    }

    @Test
    void brokenClassFailsWhenUsedAndDisturbsNothing() throws AuthFailure {
        contribute("good.one", good("confluence.good", 100));
        contribute(
                "broken.one",
                method(
                        "id=\"confluence.broken\" label=\"x\" target=\"confluence\" order=\"1\" class=\"no.such.Class\""));
        contribute(
                "wrong.one",
                method(
                        "id=\"confluence.wrong\" label=\"x\" target=\"confluence\" order=\"2\" class=\"java.lang.Object\""));

        assertEquals(3, ids().size());
        for (String id : List.of("confluence.broken", "confluence.wrong")) {
            AuthFailure failure = assertThrows(AuthFailure.class, () -> methods.load(id));
            assertEquals("method.broken", failure.problem().cause());
            assertTrue(failure.getMessage().contains(id.replace("confluence.", "")), failure::getMessage);
        }
        assertInstanceOf(Fake.class, methods.load("confluence.good"));
        AuthFailure unknown = assertThrows(AuthFailure.class, () -> methods.load("confluence.none"));
        assertEquals("method.unknown", unknown.problem().cause());
        assertTrue(
                unknown.problem().remedy().toString().toLowerCase(Locale.ROOT).contains("confluence.good"));
    }

    @Test
    void pluginsMayComeAndGo() throws InterruptedException {
        contribute("acme", good("confluence.early", 100));
        assertEquals(List.of("confluence.early"), ids());

        contribute("late", good("confluence.late", 200));
        // the registry tells its listeners on a thread of its own
        await(() -> ids().equals(List.of("confluence.early", "confluence.late")));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.onSpinWait();
        }
    }
}
