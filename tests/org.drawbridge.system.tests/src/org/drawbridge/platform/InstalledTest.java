package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.sandbox.SandboxService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** What the product's bundles bring through the registries. */
class InstalledTest {

    @TempDir
    Path folder;

    private Bundle own;

    @BeforeEach
    void insideOsgi() {
        own = FrameworkUtil.getBundle(InstalledTest.class);
        assumeTrue(own != null, "only inside OSGi");
    }

    @Test
    void builtInMethodsAreContributedLikeAllOthers() throws Exception {
        try (DrawbridgeRuntime runtime = DrawbridgeRuntimes.open(RuntimeOptions.of(folder))) {
            Set<String> ids =
                    runtime.methods().all().stream().map(MethodInfo::id).collect(Collectors.toSet());
            assertTrue(
                    ids.containsAll(Set.of(
                            "confluence.token", "confluence.anonymous", "sharepoint.certificate", "sharepoint.secret")),
                    ids::toString);
            for (MethodInfo info : runtime.methods().all()) {
                assertFalse(info.label().startsWith("%"), info::toString);
                assertTrue(info.contributor().matches("org\\.drawbridge\\.\\w+ \\d+\\.\\d+\\.\\d+.*"), info::toString);
                AuthMethod method = runtime.methods().load(info.id());
                assertFalse(method.fields(Target.of(info.target(), "")).stream()
                        .anyMatch(field -> field.label().isBlank()));
            }
            assertEquals(
                    Set.of("confluence.browser", "sharepoint.interactive"),
                    runtime.methods().all().stream()
                            .filter(MethodInfo::recommended)
                            .map(MethodInfo::id)
                            .collect(Collectors.toSet()));
            for (MethodInfo info : runtime.methods().all()) {
                assertFalse(info.description().isBlank() || info.description().startsWith("%"), info::toString);
            }
            assertEquals(
                    List.of("clientId"),
                    runtime
                            .methods()
                            .load("sharepoint.interactive")
                            .fields(Target.of(Target.Kind.SHAREPOINT, ""))
                            .stream()
                            .filter(Field::required)
                            .map(Field::key)
                            .toList());
        }
    }

    @Test
    void bothSidesBringChecks() throws Exception {
        try (DrawbridgeRuntime runtime = DrawbridgeRuntimes.open(RuntimeOptions.of(folder))) {
            Set<Target.Kind> sides = new TreeSet<>();
            runtime.checks().forEach((Check check) -> sides.add(check.target()));
            assertEquals(Set.of(Target.Kind.values()), sides);
        }
    }

    @Test
    void sharePointExplainsErrorsAndTellsHowToRegisterAnApp() throws Exception {
        try (DrawbridgeRuntime runtime = DrawbridgeRuntimes.open(RuntimeOptions.of(folder))) {
            assertTrue(runtime.explainers().stream()
                    .flatMap(one -> one.explain("AADSTS50011", Optional.empty()).stream())
                    .anyMatch(problem -> problem.cause().equals("entra.AADSTS50011")));
            assertTrue(runtime.guides().stream().anyMatch(one -> one.id().equals("app-registration")));
        }
    }

    @Test
    void sandboxIsFoundAsAService() {
        // started by its start level in the product; here by this
        Arrays.stream(own.getBundleContext().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals("org.drawbridge.sandbox"))
                .findFirst()
                .orElseThrow();
        assertTrue(own.getBundleContext().getServiceReference(SandboxService.class) != null);
    }
}
