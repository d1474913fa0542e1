package org.drawbridge.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.ProbeRun;
import org.drawbridge.core.probe.TargetProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final List<Check> checks = new ArrayList<>();
    private final AtomicBoolean refuseTarget = new AtomicBoolean();
    private final List<String> closed = new ArrayList<>();
    private final CancellableProgress progress = new CancellableProgress();
    private Http http;

    @BeforeEach
    void open() throws AuthFailure {
        http = Http.create(HttpSettings.defaults());
    }

    @AfterEach
    void close() {
        http.close();
    }

    private static AuthFailure failure() {
        return CoreFailures.problem("secret.missing")
                .with("field", "Token")
                .with("connection", "t")
                .failure();
    }

    private final AuthMethod method = new AuthMethod() {
        @Override
        public List<Field> fields(Target target) {
            return List.of();
        }

        @Override
        public Session open(SignIn signIn) throws AuthFailure {
            String id = signIn.connection().id();
            if (id.equals("target") && refuseTarget.get()) {
                throw failure();
            }
            return new Session() {
                @Override
                public Account account() {
                    return Account.of("anna", "Anna");
                }

                @Override
                public Response send(Request request, Progress p) {
                    return new Response(
                            URI.create("https://wiki.test/"),
                            200,
                            Map.of(),
                            new ByteArrayInputStream(new byte[0]),
                            List.of());
                }

                @Override
                public void close() {
                    synchronized (closed) {
                        closed.add(id);
                    }
                }
            };
        }
    };

    private final AuthMethods methods = new AuthMethods() {
        @Override
        public List<MethodInfo> all() {
            return List.of(
                    new MethodInfo("c", "C", Target.Kind.CONFLUENCE, 1, true, "test"),
                    new MethodInfo("s", "S", Target.Kind.SHAREPOINT, 1, true, "test"));
        }

        @Override
        public AuthMethod load(String id) {
            return method;
        }
    };

    private static TargetProbe probe(Target.Kind kind) {
        return new TargetProbe() {
            @Override
            public Target.Kind target() {
                return kind;
            }

            @Override
            public List<String> stages() {
                return List.of("sign-in");
            }

            @Override
            public void run(ProbeRun run) throws AuthFailure {
                run.step("sign-in", stage -> run.account(run.signIn().account()));
            }
        };
    }

    private SignIn signIn(String id, Target.Kind kind) {
        Connection connection = new Connection(
                id,
                id,
                Target.of(kind, "https://" + id + ".test/"),
                kind == Target.Kind.CONFLUENCE ? "c" : "s",
                Map.of());
        return new SignIn(
                connection, new MemorySecretStore().of(id), http, Interaction.none(), progress, Clock.systemUTC());
    }

    private ReadinessReport run() throws Cancelled {
        ConnectionTester tester = new ConnectionTester(
                methods, () -> List.of(probe(Target.Kind.CONFLUENCE), probe(Target.Kind.SHAREPOINT)));
        return new Readiness(tester, () -> checks)
                .run(
                        signIn("source", Target.Kind.CONFLUENCE),
                        signIn("target", Target.Kind.SHAREPOINT),
                        new Readiness.Listener() {});
    }

    /** What a check does. */
    private interface Body {
        void run(CheckRun run) throws AuthFailure;
    }

    private void check(String id, Target.Kind kind, List<Capability> capabilities, Body body) {
        checks.add(new Check() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public Target.Kind target() {
                return kind;
            }

            @Override
            public List<Capability> capabilities() {
                return capabilities;
            }

            @Override
            public void run(CheckRun run) throws AuthFailure {
                body.run(run);
            }
        });
    }

    private static CapabilityResult row(ReadinessReport report, Capability capability) {
        return report.capabilities().stream()
                .filter(row -> row.capability().equals(capability))
                .findFirst()
                .orElseThrow();
    }

    private void everythingWorks() {
        for (Target.Kind kind : Target.Kind.values()) {
            check("all-" + kind.word(), kind, Capability.ALL, run -> {
                Capability.ALL.forEach(capability -> run.report(Finding.works(capability, "fine")));
            });
        }
    }

    @Test
    void allWellEndsWithWorksAndExitCodeZeroAndClosedSessions() throws Exception {
        everythingWorks();
        ReadinessReport report = run();
        assertEquals(Outcome.WORKS, report.outcome());
        assertEquals(0, report.exitCode());
        assertEquals(List.of("source", "target"), closed.stream().sorted().toList());
    }

    @Test
    void aSideThatCannotSignInLeavesItsCapabilitiesUncheckedWithTheReasonAndGivesItsExitCode() throws Exception {
        refuseTarget.set(true);
        everythingWorks();
        ReadinessReport report = run();
        assertEquals(Outcome.BLOCKED, report.outcome());
        assertEquals(4, report.exitCode());
        CapabilityResult row = row(report, Capability.TARGET_SITE);
        assertEquals(Outcome.NOT_CHECKED, row.outcome());
        assertEquals(CapabilityResult.Side.TARGET, row.side());
        assertTrue(row.summaries().getFirst().contains("Token"), row.summaries()::toString);
    }

    @Test
    void aCheckThatBreaksDoesNotCostTheRestOfTheReport() throws Exception {
        check("broken", Target.Kind.CONFLUENCE, List.of(Capability.COMMENTS), run -> {
            throw new IllegalStateException("plug-in bug");
        });
        check(
                "sound",
                Target.Kind.CONFLUENCE,
                List.of(Capability.PAGE_CONTENT),
                run -> run.report(Finding.works(Capability.PAGE_CONTENT, "fine")));
        ReadinessReport report = run();
        assertEquals(Outcome.NOT_CHECKED, row(report, Capability.COMMENTS).outcome());
        assertTrue(row(report, Capability.COMMENTS).summaries().getFirst().contains("broken"));
        assertEquals(Outcome.WORKS, row(report, Capability.PAGE_CONTENT).outcome());
    }

    @Test
    void aSessionThatEndsInTheMiddleLeavesTheRemainingChecksUnchecked() throws Exception {
        check(
                "first",
                Target.Kind.CONFLUENCE,
                List.of(Capability.PAGE_CONTENT),
                run -> run.report(Finding.works(Capability.PAGE_CONTENT, "fine")));
        check("second", Target.Kind.CONFLUENCE, List.of(Capability.COMMENTS), run -> {
            throw failure();
        });
        check(
                "third",
                Target.Kind.CONFLUENCE,
                List.of(Capability.ATTACHMENTS),
                run -> run.report(Finding.works(Capability.ATTACHMENTS, "must not be reached")));
        ReadinessReport report = run();
        assertEquals(Outcome.WORKS, row(report, Capability.PAGE_CONTENT).outcome());
        assertEquals(Outcome.NOT_CHECKED, row(report, Capability.COMMENTS).outcome());
        assertEquals(Outcome.NOT_CHECKED, row(report, Capability.ATTACHMENTS).outcome());
        assertEquals(4, report.exitCode());
    }

    @Test
    void cancellingGivesNoHalfReport() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        check("slow", Target.Kind.CONFLUENCE, List.of(Capability.PAGE_CONTENT), run -> {
            started.countDown();
            run.progress().sleep(java.time.Duration.ofMinutes(1));
        });
        Thread.ofVirtual().start(() -> {
            try {
                started.await();
                progress.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThrows(Cancelled.class, this::run);
        assertFalse(closed.isEmpty());
    }

    @Test
    void theJsonReportHasTheContractsWords() throws Exception {
        everythingWorks();
        checks.addFirst(blockedPermissions());
        check(
                "spaces",
                Target.Kind.CONFLUENCE,
                List.of(),
                run -> run.report(new SpaceResult(
                        "ENG",
                        "Engineering",
                        "global",
                        false,
                        "admin",
                        Outcome.WORKS,
                        "",
                        Map.of("comments", Outcome.LIMITED),
                        List.of())));
        JsonObject json = Json.createReader(new StringReader(written("json"))).readObject();
        assertEquals(1, json.getInt("exitCode"));
        assertEquals("source", json.getJsonObject("source").getString("connection"));
        JsonObject row = json.getJsonArray("capabilities").getValuesAs(JsonObject.class).stream()
                .filter(item -> item.getString("id").equals("space-permissions"))
                .findFirst()
                .orElseThrow();
        assertEquals("blocked", row.getString("outcome"));
        assertEquals("source", row.getString("side"));
        assertEquals("confluence-admin", row.getString("owner"));
        assertEquals("ask", row.getJsonArray("remedy").getString(0));
        JsonObject space = json.getJsonArray("spaces").getJsonObject(0);
        assertEquals("ENG", space.getString("key"));
        assertEquals("limited", space.getJsonObject("capabilities").getString("comments"));
    }

    @Test
    void theTextReportNamesOutcomeRemedyAndOwnerAndHoldsNoSecret() throws Exception {
        everythingWorks();
        checks.addFirst(blockedPermissions());
        try (Secret secret = Secret.of("planted-secret-value")) {
            check(
                    "leaky",
                    Target.Kind.CONFLUENCE,
                    List.of(),
                    run -> run.report(Finding.works(Capability.COMMENTS, "token " + secret.reveal())));
            String text = written("text");
            assertTrue(text.contains("Works, with limits."), text);
            assertTrue(text.contains("1. ask"), text);
            assertTrue(text.contains("a Confluence administrator"), text);
            assertFalse(text.contains("planted-secret-value"), text);
            assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
        }
    }

    private Check blockedPermissions() {
        check(
                "permissions",
                Target.Kind.CONFLUENCE,
                List.of(Capability.SPACE_PERMISSIONS),
                run -> run.report(Finding.blocked(
                        Capability.SPACE_PERMISSIONS,
                        "refused",
                        org.drawbridge.core.failure.Owner.CONFLUENCE_ADMIN,
                        List.of("ask"))));
        return checks.removeLast();
    }

    private String written(String format) throws IOException, Cancelled {
        StringBuilder out = new StringBuilder();
        ReportFormat.builtIn().stream()
                .filter(candidate -> candidate.id().equals(format))
                .findFirst()
                .orElseThrow()
                .write(run(), out);
        return out.toString();
    }
}
