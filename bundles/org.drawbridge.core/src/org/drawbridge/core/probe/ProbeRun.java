package org.drawbridge.core.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.StageResult.State;

/**
 * A running connection test: gives a {@link TargetProbe} what it needs and collects what it finds. Used by one thread.
 */
public final class ProbeRun implements AutoCloseable {

    private final SignIn signIn;
    private final Map<String, String> labels;
    private final Consumer<StageResult> listener;
    private final Map<String, StageResult> stages = new LinkedHashMap<>();
    private final List<String> limits = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private List<String> refusedLookups = List.of();
    private Optional<Product> product = Optional.empty();
    private Optional<Account> account = Optional.empty();
    private Optional<Level> level = Optional.empty();
    private Optional<SpaceCount> spaces = Optional.empty();
    private AuthMethod method;
    private Session session;

    ProbeRun(SignIn signIn, Map<String, String> labels, Consumer<StageResult> listener) {
        this.signIn = signIn;
        this.labels = labels;
        this.listener = listener;
    }

    public Connection connection() {
        return signIn.connection();
    }

    public Http http() {
        return signIn.http();
    }

    public Progress progress() {
        return signIn.progress();
    }

    public SignIn signInContext() {
        return signIn;
    }

    void method(AuthMethod checked) {
        method = checked;
    }

    /** Signs in with the connection's method; the session is closed at the end of the test. Once per run. */
    public Session signIn() throws AuthFailure {
        if (session == null) {
            session = method.open(signIn);
            session.warnings().forEach(this::warn);
        }
        return session;
    }

    /** What a stage does. */
    @FunctionalInterface
    public interface Body<T> {
        T run(Stage stage) throws AuthFailure;
    }

    /** A stage without a result. */
    @FunctionalInterface
    public interface Step {
        void run(Stage stage) throws AuthFailure;
    }

    /** Runs a stage; a failure is recorded, and ends the test unless the probe catches it. */
    public <T> T stage(String id, Body<T> body) throws AuthFailure {
        progress().check();
        Stage stage = new Stage();
        String label = labels.getOrDefault(id, id);
        progress().step(label);
        long start = System.nanoTime();
        record(new StageResult(id, label, State.RUNNING, Duration.ZERO, "", Map.of(), Optional.empty()));
        try {
            T result = body.run(stage);
            record(stage.result(id, label, start));
            return result;
        } catch (AuthFailure e) {
            stage.problem = e.problem();
            stage.state = State.FAILED;
            stage.summary = e.problem().message();
            e.problem().evidence().forEach(stage.evidence::putIfAbsent);
            record(stage.result(id, label, start));
            throw e;
        }
    }

    /** Runs a stage that gives nothing back. */
    public void step(String id, Step body) throws AuthFailure {
        stage(id, stage -> {
            body.run(stage);
            return null;
        });
    }

    /** Records that a stage does not apply, with the reason. */
    public void skip(String id, String why) {
        record(new StageResult(
                id, labels.getOrDefault(id, id), State.SKIPPED, Duration.ZERO, why, Map.of(), Optional.empty()));
    }

    private void record(StageResult result) {
        stages.put(result.id(), result);
        listener.accept(result);
    }

    public void product(Product found) {
        product = Optional.of(found);
    }

    public void account(Account found) {
        account = Optional.of(found);
    }

    public void level(Level found) {
        level = Optional.of(found);
    }

    public void spaces(SpaceCount found) {
        spaces = Optional.of(found);
    }

    public void refusedLookups(List<String> refused) {
        refusedLookups = List.copyOf(refused);
    }

    /** Something that will not work in a migration although the sign-in did: makes the outcome limited. */
    public void limit(String what) {
        limits.add(what);
    }

    /** Something the user should know. */
    public void warn(String what) {
        if (!warnings.contains(what)) {
            warnings.add(what);
        }
    }

    TestResult result(Instant when, List<String> declared, Optional<Problem> failure, String notReached) {
        for (String id : declared) {
            if (!stages.containsKey(id)) {
                skip(id, notReached);
            }
        }
        return new TestResult(
                connection().id(),
                when,
                product,
                account,
                level,
                spaces,
                refusedLookups,
                declared.stream().map(stages::get).toList(),
                List.copyOf(limits),
                List.copyOf(warnings),
                failure);
    }

    /** Hands the session over: it is no longer closed with the run. */
    Optional<Session> release() {
        Optional<Session> released = Optional.ofNullable(session);
        session = null;
        return released;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    /** What a running stage notes down. */
    public static final class Stage {
        private final Map<String, Object> evidence = new LinkedHashMap<>();
        private State state = State.OK;
        private String summary = "";
        private Problem problem;

        public Stage summary(String text) {
            summary = Redactor.mask(text);
            return this;
        }

        public Stage evidence(String name, Object value) {
            if (value != null) {
                evidence.put(name, value instanceof CharSequence text ? Redactor.mask(text.toString()) : value);
            }
            return this;
        }

        /** The stage works, but less than it should; the problem says why and what to do. */
        public Stage limited(Problem why) {
            state = State.LIMITED;
            problem = why;
            summary = summary.isEmpty() ? why.message() : summary;
            return this;
        }

        /** The stage works, but less than it should, as the summary says. */
        public Stage limited(String text) {
            state = State.LIMITED;
            summary = text;
            return this;
        }

        private StageResult result(String id, String label, long start) {
            return new StageResult(
                    id,
                    label,
                    state,
                    Duration.ofNanos(System.nanoTime() - start),
                    summary,
                    evidence,
                    Optional.ofNullable(problem));
        }
    }
}
