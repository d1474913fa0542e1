package org.drawbridge.readiness.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.drawbridge.sandbox.ConfluenceSwitches.Paging;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Served;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over many spaces in which something happens in the middle. */
class InterruptedRunTest {

    private static final String HOST = "wiki10.acme.test";
    private static final int GENERATED = 40;

    @TempDir
    Path folder;

    private Rig rig;
    private final List<Served> served = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
        rig.sandbox.generateSpaces(GENERATED);
        rig.sandbox.watch(call -> {
            if (call.address().startsWith(HOST)) {
                served.add(call);
            }
        });
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private ReadinessOptions all(boolean resume) {
        return ReadinessOptions.defaults()
                .with(CheckSettings.DEFAULT.withScope(new CheckSettings.Scope.All()))
                .in(folder.resolve("journals"), resume);
    }

    private Optional<Instant> interrupted(ReadinessOptions options) throws Exception {
        return Readiness.interrupted(source(Progress.none()).connection(), target().connection(), options);
    }

    private SignIn source(Progress progress) throws Exception {
        return rig.signIn("wiki10-admin", progress);
    }

    private SignIn target() throws Exception {
        return rig.signIn("spo-certificate", Progress.none());
    }

    /** What a report says, without when it was found out. */
    private static List<String> words(ReadinessReport report) {
        // SharePoint gives each call an id, and each token ends at its own second.
        String id = " ?\\([0-9a-f-]{36}\\)|\\d{4}(-\\d\\d){2}T[0-9:]+Z";
        List<String> words = new ArrayList<>();
        report.capabilities()
                .forEach(row -> words.add(row.capability().id()
                        + row.outcome()
                        + row.side()
                        + row.summaries()
                        + row.remedy()
                        + row.evidence().stream()
                                .map(fact -> fact.what()
                                        + fact.status()
                                        + fact.note().replaceAll(id, ""))
                                .toList()));
        report.spaces()
                .forEach(space -> words.add(space.key()
                        + space.name()
                        + space.outcome()
                        + space.level()
                        + space.summary()
                        + space.pages()
                        + space.basis()
                        + space.evidence().stream()
                                .map(fact -> fact.what()
                                        + fact.status()
                                        + fact.note().replaceAll(id, ""))
                                .toList()));
        return words;
    }

    private boolean journalsLeft() throws Exception {
        try (var files = Files.list(folder.resolve("journals"))) {
            return files.findAny().isPresent();
        }
    }

    @Test
    void aCancelledRunGoesOnWithoutAskingAgainAndEndsInTheSameReport() throws Exception {
        ReadinessReport whole = rig.run(source(Progress.none()), target(), all(false));
        assertEquals(GENERATED + 7, whole.spaces().size());
        assertFalse(journalsLeft(), "nobody goes on from a complete run");
        assertEquals(Optional.empty(), interrupted(all(true)));

        CancellableProgress progress = new CancellableProgress();
        Set<String> finished = Collections.synchronizedSet(new HashSet<>());
        assertThrows(
                Cancelled.class,
                () -> rig.run(source(progress), target(), all(false), new Readiness.Listener() {
                    @Override
                    public void space(SpaceResult space) {
                        finished.add(space.key());
                        if (finished.size() == 20) {
                            progress.cancel();
                        }
                    }
                }));
        assertTrue(finished.size() < 40, "it was cancelled in the middle");
        assertTrue(interrupted(all(true)).isPresent(), "it is known that somebody can go on from here");
        assertEquals(
                Optional.empty(),
                interrupted(ReadinessOptions.defaults().in(folder.resolve("journals"), true)),
                "not with other settings");
        served.clear();
        AtomicInteger fresh = new AtomicInteger();
        Set<String> told = Collections.synchronizedSet(new HashSet<>());
        ReadinessReport resumed = rig.run(source(Progress.none()), target(), all(true), new Readiness.Listener() {
            @Override
            public void space(SpaceResult space) {
                fresh.incrementAndGet();
            }

            @Override
            public void known(SpaceResult space) {
                told.add(space.key());
            }
        });
        assertTrue(resumed.run().resumed());
        assertEquals(GENERATED + 7 - finished.size(), fresh.get());
        assertEquals(finished, told);
        assertEquals(Optional.empty(), interrupted(all(true)));
        List<String> again = calls().stream()
                .filter(address -> finished.contains(space(address)))
                .toList();
        assertEquals(List.of(), again);
        assertEquals(words(whole), words(resumed));
    }

    private List<String> calls() {
        synchronized (served) {
            return served.stream().map(Served::address).toList();
        }
    }

    private static String space(String address) {
        var matcher = java.util.regex.Pattern.compile("(?:spaceKey=|/rest/api/space/)([^&/?]+)")
                .matcher(address);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** A session by token that ends once, and that can be opened again. */
    private final class Ending implements AuthMethod {
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger calls = new AtomicInteger();
        private final int endsAfter;
        private final boolean again;

        Ending(int endsAfter, boolean again) {
            this.endsAfter = endsAfter;
            this.again = again;
        }

        @Override
        public List<Field> fields(Target target) {
            return List.of();
        }

        @Override
        public Session open(SignIn signIn) throws AuthFailure {
            if (opened.incrementAndGet() > 1 && !again) {
                throw CoreFailures.problem("sign-in.needed")
                        .with("connection", "wiki")
                        .with("name", "Wiki")
                        .failure();
            }
            boolean ends = opened.get() == 1;
            Session inner = rig.methods().load("confluence.token").open(signIn);
            return new Session() {
                @Override
                public Account account() {
                    return inner.account();
                }

                @Override
                public Response send(Request request, Progress progress) throws AuthFailure {
                    if (ends && calls.incrementAndGet() > endsAfter) {
                        throw CoreFailures.problem("sign-in.needed")
                                .with("connection", "wiki")
                                .with("name", "Wiki")
                                .failure();
                    }
                    return inner.send(request, progress);
                }
            };
        }
    }

    private SignIn ending(Ending method) throws Exception {
        rig.method("test.confluence.ending", method);
        SignIn token = source(Progress.none());
        Connection connection = token.connection();
        return rig.signIn(
                new Connection("wiki", "Wiki", connection.target(), "test.confluence.ending", connection.settings()),
                token.secrets(),
                Progress.none());
    }

    @Test
    void aSessionThatEndsInTheMiddleIsSignedInAgainAndTheRunGoesOn() throws Exception {
        Ending method = new Ending(130, true);
        AtomicInteger asked = new AtomicInteger();
        ReadinessReport report = rig.run(ending(method), target(), all(false), new Readiness.Listener() {
            @Override
            public void signingInAgain(Target.Kind side) {
                asked.incrementAndGet();
            }
        });
        assertEquals(2, method.opened.get());
        assertEquals(1, asked.get());
        assertEquals(Optional.empty(), report.failure());
        assertEquals(GENERATED + 7, report.spaces().size());
        Map<String, Long> pages = calls().stream()
                .filter(address -> address.contains("spaceKey="))
                .collect(Collectors.groupingBy(InterruptedRunTest::space, Collectors.counting()));
        long twice = pages.values().stream().filter(count -> count > 1).count();
        assertTrue(twice <= 10, "only what was under way is asked twice, not " + twice);
    }

    @Test
    void whereNobodySignsInAgainItEndsAndCanBeResumed() throws Exception {
        ReadinessReport report = rig.run(ending(new Ending(130, false)), target(), all(false));
        assertEquals(4, report.exitCode());
        assertEquals(Problem.Kind.SIGN_IN_NEEDED, report.failure().orElseThrow().kind());
        assertTrue(report.resumable());
        int known = report.spaces().size();
        assertTrue(known > 10 && known < GENERATED, "in the middle: " + known);
        AtomicInteger fresh = new AtomicInteger();
        ReadinessReport resumed =
                rig.run(ending(new Ending(Integer.MAX_VALUE, true)), target(), all(true), new Readiness.Listener() {
                    @Override
                    public void space(SpaceResult space) {
                        fresh.incrementAndGet();
                    }
                });
        assertEquals(GENERATED + 7 - known, fresh.get());
        assertEquals(Optional.empty(), resumed.failure());
        assertEquals(GENERATED + 7, resumed.spaces().size());
    }

    @Test
    void aTokenThatIsRevokedInTheMiddleIsNotTakenForAnAnonymousVisitor() throws Exception {
        ConfluenceSwitches switches = rig.sandbox.confluence(HOST);
        switches.anonymousAccess(true);
        AtomicInteger spaces = new AtomicInteger();
        ReadinessReport report = rig.run(source(Progress.none()), target(), all(false), new Readiness.Listener() {
            @Override
            public void space(SpaceResult space) {
                if (spaces.incrementAndGet() == 15) {
                    switches.personalAccessTokens(false);
                }
            }
        });
        assertEquals(4, report.exitCode(), () -> report.failure().toString());
        assertTrue(report.spaces().size() < GENERATED);
        assertTrue(report.spaces().stream().noneMatch(space -> space.outcome() == Outcome.BLOCKED));
    }

    @Test
    void aHungCallLeavesItsQuestionOpenAndNotTheReport() throws Exception {
        rig.close();
        rig = new Rig(folder.resolve("second"), Duration.ofSeconds(2));
        rig.sandbox.faults().add(HOST, "/rest/api/space/ENG/permissions", 1, new Fault.Silence());
        ReadinessReport report = rig.run(source(Progress.none()), target(), all(false));
        SpaceResult space = report.spaces().stream()
                .filter(each -> each.key().equals("ENG"))
                .findFirst()
                .orElseThrow();
        assertEquals(Outcome.NOT_CHECKED, space.outcomes().get("space-permissions"));
        assertEquals(7, report.spaces().size());
        assertEquals(Optional.empty(), report.failure());
    }

    @Test
    void aStormOfRefusalsIsWaitedOut() throws Exception {
        rig.sandbox.faults().add(HOST, "/rest/api/content/", 6, Fault.tooManyRequests("1"));
        ReadinessReport report = rig.run(source(Progress.none()), target(), all(false));
        assertTrue(report.run().refusals() > 0);
        assertEquals(GENERATED + 7, report.spaces().size());
        assertTrue(report.spaces().stream().allMatch(space -> space.outcome() == Outcome.WORKS), "nothing was lost");
    }

    @Test
    void pagingTrapsLoseNoSpaceAndShowNoneTwice() throws Exception {
        for (Paging trap : Paging.values()) {
            rig.sandbox.confluence(HOST).paging(trap);
            ReadinessReport report = rig.run(
                    source(Progress.none()),
                    target(),
                    ReadinessOptions.defaults()
                            .with(CheckSettings.DEFAULT.withScope(new CheckSettings.Scope.Sample(1))));
            assertEquals(
                    GENERATED + 7,
                    report.spaces().stream().map(SpaceResult::key).distinct().count(),
                    trap::name);
            assertEquals(GENERATED + 7, report.spaces().size(), trap::name);
        }
    }

    @Test
    void onlyTheSpacesThatWereNamedAreLookedAtAndUnseenOnesAreSaid() throws Exception {
        ReadinessReport report = rig.run(
                source(Progress.none()),
                target(),
                ReadinessOptions.defaults()
                        .with(CheckSettings.DEFAULT.withScope(
                                new CheckSettings.Scope.Keys(List.of("HR", "NOPE", "ENG")))));
        assertEquals(
                List.of("HR works", "NOPE blocked", "ENG works"),
                report.spaces().stream()
                        .map(space -> space.key() + " " + space.outcome().word())
                        .toList());
        Set<String> asked = calls().stream().map(InterruptedRunTest::space).collect(Collectors.toSet());
        assertEquals(Set.of("", "HR", "NOPE", "ENG"), asked);
    }
}
