package org.drawbridge.core.probe;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.HttpSettings;

/** Tests a connection in stages: settings first, before any call, then the target's own stages. Thread-safe. */
public final class ConnectionTester {

    /** The id of the stage that every test begins with. */
    public static final String SETTINGS = "settings";

    private static final Texts TEXTS = Texts.of(ConnectionTester.class);
    private static final List<String> LABELLED = List.of(
            SETTINGS,
            "address",
            "product",
            "sign-in",
            "account",
            "permissions",
            "spaces",
            "tenant",
            "token",
            "web",
            "graph",
            "app",
            "consent",
            "site-admin",
            "grant",
            "throttling");

    private final AuthMethods methods;
    private final Supplier<List<TargetProbe>> probes;

    /** @param probes asked anew for each test, since bundles come and go */
    public ConnectionTester(AuthMethods methods, Supplier<List<TargetProbe>> probes) {
        this.methods = methods;
        this.probes = probes;
    }

    /**
     * Runs the test. Expected failures are part of the result, cancelling included; anything unexpected is thrown.
     *
     * @param listener hears each stage when it starts and when it ends, on the calling thread
     */
    public TestResult test(SignIn signIn, Consumer<StageResult> listener) {
        Tested tested = open(signIn, listener);
        tested.session().ifPresent(Session::close);
        return tested.result();
    }

    /**
     * Finds out what is at the connection's address, without a sign-in and whatever the method. Expected failures are
     * part of the result, cancelling included.
     */
    public TestResult recognise(SignIn signIn) {
        TargetProbe probe = probe(signIn.connection().target().kind());
        Optional<Problem> failure = Optional.empty();
        try (ProbeRun run = new ProbeRun(signIn, labels(), stage -> {})) {
            try {
                SiteAddress.check(signIn.connection().target().address());
                probe.recognise(run);
            } catch (AuthFailure e) {
                failure = Optional.of(e.problem());
            }
            return run.result(Instant.now(signIn.clock()), probe.openStages(), failure, TEXTS.get("not-reached"));
        }
    }

    private TargetProbe probe(Target.Kind kind) {
        return probes.get().stream()
                .filter(candidate -> candidate.target() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no probe for " + kind.word()));
    }

    private static Map<String, String> labels() {
        return LABELLED.stream().collect(Collectors.toMap(id -> id, id -> TEXTS.get("stage." + id)));
    }

    /** A test's result and, if it came that far and did not fail, the session that it used. */
    public record Tested(TestResult result, Optional<Session> session) {}

    /** As {@link #test}, but the session stays open for what comes next; the caller closes it. */
    public Tested open(SignIn signIn, Consumer<StageResult> listener) {
        TargetProbe probe = probe(signIn.connection().target().kind());
        List<String> stages = new ArrayList<>(List.of(SETTINGS));
        stages.addAll(probe.stages());
        Optional<Problem> failure = Optional.empty();
        try (ProbeRun run = new ProbeRun(signIn, labels(), listener)) {
            try {
                warn(run, signIn);
                run.step(SETTINGS, stage -> {
                    run.method(checked(signIn));
                    stage.summary(TEXTS.get("settings.complete"));
                });
                probe.run(run);
            } catch (AuthFailure e) {
                failure = Optional.of(e.problem());
            }
            TestResult result = run.result(Instant.now(signIn.clock()), stages, failure, TEXTS.get("not-reached"));
            return new Tested(result, failure.isPresent() ? Optional.empty() : run.release());
        }
    }

    private static void warn(ProbeRun run, SignIn signIn) {
        HttpSettings settings = signIn.http().settings();
        // SharePoint's connector never speaks plain http, whatever was pasted.
        if (signIn.connection().target().kind() == Target.Kind.CONFLUENCE
                && signIn.connection()
                        .target()
                        .address()
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("http://")) {
            run.warn(TEXTS.get("warning.plain-http"));
        }
        if (!settings.connectTo().isEmpty()) {
            run.warn(TEXTS.get(
                    "warning.connect-to",
                    settings.connectTo().stream().map(ConnectTo::toString).collect(Collectors.joining(", "))));
        }
        if (!settings.authorities().isEmpty()) {
            run.warn(TEXTS.get(
                    "warning.authority",
                    settings.authorities().stream().map(Path::toString).collect(Collectors.joining(", "))));
        }
    }

    /** The method, after everything was checked that can be without a call: fails as the settings stage does. */
    public AuthMethod checked(SignIn signIn) throws AuthFailure {
        Connection connection = signIn.connection();
        AuthMethod method = methods.load(connection.method());
        Optional<MethodInfo> info = methods.info(connection.method());
        if (info.isPresent() && info.get().target() != connection.target().kind()) {
            throw CoreFailures.problem("method.wrong-target")
                    .evidence("method", connection.method())
                    .with("connection", connection.id())
                    .with("expected", info.get().target().word())
                    .with("target", connection.target().kind().word())
                    .with(
                            "known",
                            methods.of(connection.target().kind()).stream()
                                    .map(MethodInfo::id)
                                    .collect(Collectors.joining(", ")))
                    .failure();
        }
        SiteAddress.check(connection.target().address());
        List<String> complaints = new ArrayList<>();
        for (Field field : method.fields(connection.target())) {
            String value;
            if (field.secret()) {
                // A reference that leads nowhere fails here; a secret that nobody stored may be asked for later.
                Optional<Secret> secret = signIn.secrets().get(field.key());
                if (secret.isEmpty() || secret.get().isEmpty()) {
                    continue;
                }
                value = secret.get().reveal();
            } else {
                value = connection.setting(field.key()).orElse(null);
            }
            field.complaint(value).ifPresent(complaint -> complaints.add(field.key() + " — " + complaint));
        }
        if (!complaints.isEmpty()) {
            throw CoreFailures.problem("settings.invalid")
                    .with("connection", connection.id())
                    .with("errors", String.join("\n", complaints))
                    .evidence("settings", String.join("; ", complaints))
                    .failure();
        }
        method.check(signIn);
        return method;
    }
}
