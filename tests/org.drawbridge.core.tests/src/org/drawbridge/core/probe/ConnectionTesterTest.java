package org.drawbridge.core.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.TestMethods;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.json.Json;
import org.drawbridge.core.store.ReferencedSecrets;
import org.drawbridge.core.store.SecretRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTesterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final TestMethods.TestSession session = new TestMethods.TestSession();
    private final List<String> heard = new ArrayList<>();
    private HttpSettings settings = HttpSettings.defaults();
    private Secrets secrets = new MemorySecretStore().of("wiki");
    private Progress progress = Progress.none();

    private interface Body {
        void run(ProbeRun run) throws AuthFailure;
    }

    private static TargetProbe probe(Body body) {
        return new TargetProbe() {
            @Override
            public Target.Kind target() {
                return Target.Kind.CONFLUENCE;
            }

            @Override
            public List<String> stages() {
                return List.of("address", "product", "sign-in", "account");
            }

            @Override
            public void run(ProbeRun run) throws AuthFailure {
                body.run(run);
            }
        };
    }

    private TestResult test(String url, String method, Map<String, String> values, Body body) {
        return tester(body).test(signIn(url, method, values), this::hear);
    }

    private void hear(StageResult stage) {
        heard.add(stage.id() + " " + stage.state().word());
    }

    private ConnectionTester tester(Body body) {
        return new ConnectionTester(new TestMethods(signIn -> session), () -> List.of(probe(body)));
    }

    private SignIn signIn(String url, String method, Map<String, String> values) {
        Http http = new Http() {
            @Override
            public Response send(Request request, Progress used) {
                throw new AssertionError("no call was expected");
            }

            @Override
            public HttpSettings settings() {
                return settings;
            }

            @Override
            public void close() {}
        };
        Connection connection = new Connection("wiki", "Wiki", Target.of(Target.Kind.CONFLUENCE, url), method, values);
        return new SignIn(connection, secrets, http, Interaction.none(), progress, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private TestResult test(Body body) {
        return test("https://wiki.acme.test", "confluence.token", Map.of(), body);
    }

    private static final Body FINE = run -> {
        run.step("address", stage -> stage.summary("https://wiki.acme.test").evidence("status", 200));
        run.step("product", stage -> run.product(new Product("Confluence", "data-center", "9.2.21")));
        run.step("sign-in", stage -> run.signIn());
        run.step("account", stage -> {
            run.account(run.signIn().account());
            run.level(new Level("admin", "Administrator", "Everything.", true));
            run.spaces(new SpaceCount(12, List.of("ENG", "~anna")));
        });
    };

    @Test
    void aGoodConnectionIsOkAndItsSessionIsClosed() {
        TestResult result = test(FINE);
        assertEquals(TestResult.Outcome.OK, result.outcome());
        assertEquals(0, result.exitCode());
        assertEquals(
                List.of("settings", "address", "product", "sign-in", "account"),
                result.stages().stream().map(StageResult::id).toList());
        assertEquals("Sign-in", result.stages().get(3).label());
        assertEquals("settings running", heard.get(0));
        assertEquals("account ok", heard.get(heard.size() - 1));
        assertTrue(session.closed);
        assertEquals(List.of(), result.warnings());
    }

    @Test
    void aSessionStaysOpenForWhatComesNextUnlessTheTestFailed() {
        SignIn signIn = signIn("https://wiki.acme.test", "confluence.token", Map.of());
        ConnectionTester.Tested tested = tester(FINE).open(signIn, this::hear);
        assertEquals(session, tested.session().orElseThrow());
        assertFalse(session.closed);
        ConnectionTester.Tested failed = tester(run -> {
                    FINE.run(run);
                    throw CoreFailures.problem("answer.empty").failure();
                })
                .open(signIn, this::hear);
        assertEquals(Optional.empty(), failed.session());
        assertTrue(session.closed);
    }

    @Test
    void theDocumentHasTheWordsOfTheContract() {
        JsonObject document = Json.of(test(FINE));
        assertEquals("wiki", document.getString("connection"));
        assertEquals("2026-03-01T12:00:00Z", document.getString("when"));
        assertEquals("ok", document.getString("outcome"));
        assertEquals(0, document.getInt("exitCode"));
        assertEquals(
                "{\"name\":\"Confluence\",\"edition\":\"data-center\",\"version\":\"9.2.21\"}",
                document.getJsonObject("product").toString());
        assertEquals(
                "{\"name\":\"anna\",\"displayName\":\"Anna Admin\",\"anonymous\":false}",
                document.getJsonObject("account").toString());
        assertEquals("admin", document.getString("level"));
        assertEquals(
                "{\"total\":12,\"administered\":[\"ENG\",\"~anna\"]}",
                document.getJsonObject("spaces").toString());
        JsonObject stage = document.getJsonArray("stages").getJsonObject(1);
        assertEquals("address", stage.getString("id"));
        assertEquals("ok", stage.getString("state"));
        assertTrue(stage.getInt("took") >= 0);
        assertEquals(200, stage.getJsonObject("evidence").getInt("status"));
        assertEquals("[]", document.get("warnings").toString());
        assertFalse(document.containsKey("failure"));
        assertFalse(document.containsKey("refusedLookups"));
    }

    @Test
    void aLowerLevelOrALimitIsLimitedAndLimitsAreTheFirstWarnings() {
        TestResult result = test(run -> {
            FINE.run(run);
            run.warn("a warning");
            run.limit("a limit");
            run.refusedLookups(List.of("group members"));
        });
        assertEquals(1, result.exitCode());
        JsonObject document = Json.of(result);
        assertEquals("[\"a limit\",\"a warning\"]", document.get("warnings").toString());
        assertEquals("[\"group members\"]", document.get("refusedLookups").toString());
        assertEquals("limited", document.getString("outcome"));
        TestResult user = test(run -> {
            FINE.run(run);
            run.level(new Level("user", "User", "Some.", false));
        });
        assertEquals(1, user.exitCode());
    }

    @Test
    void aFailureEndsTheTestAndTheRestIsNotReached() {
        TestResult result = test(run -> {
            run.step("address", stage -> {});
            run.step("product", stage -> {
                throw CoreFailures.problem("network.reset")
                        .evidence("host", "wiki")
                        .evidence("port", 443)
                        .failure();
            });
        });
        assertEquals(2, result.exitCode());
        assertEquals(
                List.of("ok", "ok", "failed", "skipped", "skipped"),
                result.stages().stream().map(stage -> stage.state().word()).toList());
        assertEquals("not reached", result.stages().get(4).summary());
        assertEquals("wiki", result.stages().get(2).evidence().get("host"));
        JsonObject failure = Json.of(result).getJsonObject("failure");
        assertEquals("network.reset", failure.getString("cause"));
        assertEquals("network", failure.getString("owner"));
        assertEquals(443, failure.getJsonObject("evidence").getInt("port"));
        assertTrue(failure.getJsonArray("remedy").size() >= 1);
        assertFalse(Json.of(result).containsKey("account"));
    }

    @Test
    void cancellingIsAResultToo() {
        CancellableProgress cancellable = new CancellableProgress();
        progress = cancellable;
        TestResult result = test(run -> {
            run.step("address", stage -> cancellable.cancel());
            run.step("product", stage -> {});
        });
        assertEquals("cancelled", result.failure().orElseThrow().cause());
        assertEquals(4, result.exitCode());
    }

    @Test
    void aBugIsNoResult() {
        assertThrows(
                IllegalStateException.class,
                () -> test(run -> {
                    run.signIn();
                    throw new IllegalStateException("a bug");
                }));
        assertTrue(session.closed);
    }

    private TestResult refused(String cause, String url, String method, Map<String, String> values) {
        TestResult result = test(url, method, values, run -> {
            throw new AssertionError("the probe was called");
        });
        Problem problem = result.failure().orElseThrow();
        assertEquals(cause, problem.cause(), problem::toString);
        assertEquals(3, result.exitCode());
        assertEquals("failed", result.stages().get(0).state().word());
        assertEquals("settings", result.stages().get(0).id());
        return result;
    }

    @Test
    void wrongSettingsAreFoundBeforeAnyCallAllAtOnce() {
        TestResult result = refused(
                "settings.invalid",
                "https://wiki.acme.test",
                "confluence.token",
                Map.of("email", "anna", "fast", "yes"));
        String message = result.failure().orElseThrow().message();
        assertTrue(message.contains("email — E-mail must contain an @."), message);
        assertTrue(message.contains("fast — Fast must be true or false."), message);
    }

    @Test
    void unknownBrokenAndForeignMethodsAreSettings() {
        refused("method.unknown", "https://h", "confluence.magic", Map.of());
        refused("method.broken", "https://h", "confluence.broken", Map.of());
        refused("method.wrong-target", "https://h", "sharepoint.certificate", Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "https://",
                "ftp://wiki",
                "https://user:geheim@wiki",
                "https://a b",
                "http://[::1",
                "wiki:xx:1:"
            })
    void whatIsNoAddressIsFoundBeforeAnyCall(String url) {
        TestResult result = refused("settings.invalid-address", url, "confluence.token", Map.of());
        assertFalse(result.toString().contains("geheim"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wiki.acme.test",
                "wiki",
                "wiki:8090/confluence",
                "https://wiki.acme.test/display/A/My Page?x=1#y",
                "http://my_wiki",
                "https://[::1]:8443/",
                "HTTPS://WIKI.acme.test/",
                "https://bücher.test",
                "10.0.0.1"
            })
    void whatPeoplePasteIsAnAddress(String url) {
        assertEquals(0, test(url, "confluence.token", Map.of(), FINE).exitCode());
    }

    @Test
    void aSecretThatIsReferencedButNotThereIsASetting() {
        secrets = new ReferencedSecrets(
                Map.of("token", new SecretRef.FromFile(Path.of("no-such-file"))), new MemorySecretStore().of("wiki"));
        refused("secret.file-missing", "https://h", "confluence.token", Map.of());
    }

    @Test
    void aSecretThatIsThereIsChecked() throws Exception {
        secrets.put("token", Secret.of("fine-token-value"));
        assertEquals(0, test(FINE).exitCode());
    }

    @ParameterizedTest
    @CsvSource({"http://wiki.acme.test, 1", "HTTP://wiki.acme.test, 1", "https://wiki.acme.test, 0"})
    void plainHttpIsWarnedOf(String url, int warnings) {
        assertEquals(
                warnings,
                test(url, "confluence.token", Map.of(), FINE).warnings().size());
    }

    @Test
    void otherAddressesAndAddedAuthoritiesAreShown() {
        settings = settings.withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:8443")))
                .withAuthorities(List.of(Path.of("ca.pem")));
        List<String> warnings = test(FINE).warnings();
        assertTrue(warnings.get(0).contains("::127.0.0.1:8443"), warnings::toString);
        assertTrue(warnings.get(1).contains("ca.pem"), warnings::toString);
    }

    @Test
    void prettyIsMaskedButKeepsTheWordsOfTheContract() {
        try (Secret password = Secret.of("admin");
                Secret other = Secret.of("Anna")) {
            String text = Json.pretty(Json.of(test(FINE)));
            assertTrue(text.contains("\"level\": \"admin\""), text);
            assertFalse(text.contains("Anna"), text);
            assertTrue(text.endsWith("}\n") && text.startsWith("{"), text);
            assertFalse(password.equals(other));
        } finally {
            org.drawbridge.core.Redactor.forget("admin");
            org.drawbridge.core.Redactor.forget("Anna");
        }
    }

    @Test
    void aFailureAloneHasExitCodeAndFailure() {
        JsonObject document = Json.failure(
                CoreFailures.problem("file.missing").evidence("file", "x").problem());
        assertEquals(3, document.getInt("exitCode"));
        assertEquals("file.missing", document.getJsonObject("failure").getString("cause"));
    }

    @Test
    void evidenceKeepsItsTypes() {
        StageResult stage = new StageResult(
                "web",
                "Web",
                StageResult.State.LIMITED,
                Duration.ofMillis(12),
                "",
                Map.of("a", List.of(1, true, "x")),
                Optional.of(CoreFailures.problem("answer.empty").problem()));
        JsonObject object = Json.of(stage);
        assertEquals("[1,true,\"x\"]", object.getJsonObject("evidence").get("a").toString());
        assertEquals(12, object.getInt("took"));
        assertEquals("answer.empty", ((JsonString) object.getValue("/problem/cause")).getString());
    }
}
