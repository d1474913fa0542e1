package org.drawbridge.ui.internal.form;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.TypedSecrets;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.swt.widgets.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests a connection as it is entered, on a copy and as a job; stores nothing by itself. */
public abstract class TestRun {

    private static final Logger LOG = LoggerFactory.getLogger(TestRun.class);

    private final Desktop desktop;
    private final ConnectionEntry draft;
    private final Map<String, Secret> typed;

    /** @param typed the secrets that were typed; closed when the run is over, or could not begin */
    protected TestRun(Desktop desktop, ConnectionEntry draft, Map<String, Secret> typed) {
        this.desktop = desktop;
        this.draft = draft;
        this.typed = typed;
    }

    /** The secrets that the test works with. Background thread. */
    protected Secrets secrets(TypedSecrets entered, Secrets stored) throws AuthFailure {
        return entered;
    }

    /** A stage has begun or ended. UI thread. */
    protected abstract void stage(StageResult stage);

    /** It is known how it ended. Background thread, before {@link #result}. */
    protected void ended(TestResult result) {}

    /** @param entered what was typed, asked for or got; null if it came to nothing. UI thread */
    protected abstract void result(TestResult result, TypedSecrets entered);

    /** Another one can be started. UI thread, after {@link #result}. */
    protected abstract void over();

    /**
     * Begins. UI thread.
     *
     * @param owner once it is disposed, nothing of the run is shown any more
     * @return empty if a job works with this connection already
     */
    public Optional<RunningJob> start(Control owner) {
        Optional<RunningJob> started = desktop.jobs()
                .start(
                        Ui.text("job.test", draft.connection().name()),
                        Set.of(draft.connection().id()),
                        job -> run(owner, job),
                        () -> {
                            close();
                            Ui.later(owner, this::over);
                        });
        if (started.isEmpty()) {
            close();
        }
        return started;
    }

    private void close() {
        typed.values().forEach(Secret::close);
    }

    private void run(Control owner, RunningJob job) {
        String id = draft.connection().id();
        TestResult result;
        TypedSecrets entered = null;
        try {
            DrawbridgeRuntime runtime = desktop.runtime();
            SignIn stored = runtime.signIn(draft, desktop.interaction(), job);
            entered = new TypedSecrets(typed, stored.secrets());
            SignIn signIn = new SignIn(
                    stored.connection(),
                    secrets(entered, stored.secrets()),
                    stored.http(),
                    stored.interaction(),
                    job,
                    stored.clock());
            result = runtime.tester().test(signIn, stage -> Ui.later(owner, () -> stage(stage)));
        } catch (AuthFailure e) {
            result = Unexpected.result(id, e.problem());
        } catch (RuntimeException | LinkageError e) {
            result = Unexpected.result(id, e);
        }
        TestResult ended = result;
        LOG.info(
                "test of {}: {} {}",
                id,
                ended.outcome(),
                ended.failure()
                        .map(problem -> problem.cause() + " " + problem.evidence())
                        .orElse(""));
        ended(ended);
        TypedSecrets used = entered;
        Ui.later(owner, () -> result(ended, used));
    }
}
