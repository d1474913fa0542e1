package org.drawbridge.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Ledger;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Pace;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.readiness.internal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One side of a run: its test, its checks one after another, and its journal. Used by one thread. */
final class Side {

    private static final Logger LOG = LoggerFactory.getLogger(Side.class);
    private static final Texts TEXTS = Texts.of(Side.class);

    private final ConnectionTester tester;
    private final SignIn signIn;
    private final Target.Kind kind;
    private final List<Check> own;
    private final CheckSettings settings;
    private final Journals journals;
    private final Collector collector;
    private final Pace pace;
    private final ReadinessControl control;
    private Session session;
    private Optional<Journal> journal = Optional.empty();
    private boolean resumed;

    Side(
            ConnectionTester tester,
            SignIn signIn,
            List<Check> installed,
            ReadinessOptions options,
            Journals journals,
            Collector collector) {
        this.tester = tester;
        this.signIn = signIn;
        this.journals = journals;
        this.collector = collector;
        kind = signIn.connection().target().kind();
        own = installed.stream().filter(check -> check.target() == kind).toList();
        settings = options.settings();
        pace = new Pace(settings.concurrency());
        control = options.control();
        control.add(pace);
    }

    Pace pace() {
        return pace;
    }

    boolean resumed() {
        return resumed;
    }

    List<SpaceResult> spaces() {
        return journal.map(Journal::spaces).orElse(List.of());
    }

    /** @param complete whether nobody will want to go on from here */
    void end(boolean complete) {
        if (complete) {
            journal.ifPresent(Journal::forget);
        } else {
            journal.ifPresent(Journal::end);
        }
    }

    SideReport run() {
        ConnectionTester.Tested tested = tester.open(signIn, stage -> collector.stage(kind, stage));
        Optional<Problem> interrupted = Optional.empty();
        Optional<Session> usable = usable(tested);
        if (usable.isEmpty()) {
            String why = tested.result().failure().map(Problem::message).orElse("");
            notChecked(own, TEXTS.get("side.failed", signIn.connection().name(), why));
        } else {
            session = usable.get();
            try {
                Journal opened = journals.of(signIn.connection(), session.account());
                journal = Optional.of(opened);
                resumed = opened.size() > 0;
                control.look(opened::space);
                opened.spaces().forEach(collector::known);
                interrupted = checks(opened);
            } finally {
                session.close();
            }
        }
        return new SideReport(signIn.connection(), tested.result(), interrupted);
    }

    /** A session also where the test has failed after the sign-in: the checks then say what is refused, and why. */
    private Optional<Session> usable(ConnectionTester.Tested tested) {
        Optional<Problem> failure = tested.result().failure();
        if (failure.isEmpty()) {
            return tested.session();
        }
        tested.session().ifPresent(Session::close);
        boolean signedIn = tested.result().stages().stream()
                .anyMatch(stage -> stage.id().equals("sign-in")
                        && (stage.state() == StageResult.State.OK || stage.state() == StageResult.State.LIMITED));
        if (!signedIn || failure.get().kind() != Problem.Kind.REFUSED) {
            return Optional.empty();
        }
        try {
            return Optional.of(tester.checked(signIn).open(signIn));
        } catch (AuthFailure e) {
            LOG.info(
                    "{} could not be signed in again: {}",
                    signIn.connection().id(),
                    e.problem().cause());
            return Optional.empty();
        }
    }

    private Optional<Problem> checks(Journal opened) {
        for (int i = 0; i < own.size(); i++) {
            Check check = own.get(i);
            Optional<List<Finding>> known = opened.done(check.id());
            if (known.isPresent()) {
                known.get().forEach(finding -> collector.finding(kind, finding));
                continue;
            }
            List<Finding> findings = new ArrayList<>();
            try {
                untilDone(check, opened, findings);
                opened.done(check.id(), findings);
                findings.forEach(finding -> collector.finding(kind, finding));
            } catch (AuthFailure e) {
                findings.forEach(finding -> collector.finding(kind, finding));
                boolean sessionOver = e.problem().kind() != Problem.Kind.REFUSED;
                notChecked(
                        sessionOver ? own.subList(i, own.size()) : List.of(check),
                        TEXTS.get("check.failed", e.problem().message()));
                if (sessionOver) {
                    return Optional.of(e.problem());
                }
            } catch (RuntimeException e) {
                // A plug-in's broken check must not cost the user the rest of the report.
                LOG.error("check {} failed", check.id(), e);
                findings.forEach(finding -> collector.finding(kind, finding));
                notChecked(List.of(check), TEXTS.get("check.broken", check.id()));
            }
        }
        return Optional.empty();
    }

    /** Runs a check; when the session ends, signs in again and runs it anew with what it knows already. */
    private void untilDone(Check check, Journal opened, List<Finding> findings) throws AuthFailure {
        long known = -1;
        while (true) {
            try {
                check.run(new Run(check.id(), opened, findings));
                return;
            } catch (AuthFailure e) {
                boolean ended = e.problem().kind() == Problem.Kind.SIGN_IN_NEEDED;
                // A session that ends before anything more is known would end again and again.
                if (!ended || signIn.progress().cancelled() || opened.size() == known) {
                    throw e;
                }
                known = opened.size();
                findings.clear();
                signInAgain(e.problem());
            }
        }
    }

    private void signInAgain(Problem ended) throws AuthFailure {
        LOG.info(
                "the session of {} has ended in the middle: {}",
                signIn.connection().id(),
                ended.cause());
        collector.signingInAgain(kind);
        Session fresh;
        try {
            fresh = tester.checked(signIn).open(signIn);
        } catch (AuthFailure e) {
            Problem.Kind why = e.problem().kind();
            if (why != Problem.Kind.REFUSED && why != Problem.Kind.SETTINGS) {
                throw e;
            }
            // What the user has to do is what the new sign-in says, and what has happened is that the old one ended.
            throw new AuthFailure(new Problem(
                    ended.cause(),
                    ended.kind(),
                    ended.message() + " " + e.problem().message(),
                    e.problem().owner(),
                    e.problem().remedy(),
                    e.problem().messageForAdmin(),
                    e.problem().evidence()));
        }
        boolean same = fresh.account().name().equals(session.account().name())
                && fresh.account().anonymous() == session.account().anonymous();
        if (!same) {
            // Half of it by one account and half by another would be no report.
            fresh.close();
            throw new AuthFailure(ended);
        }
        session.close();
        session = fresh;
    }

    private void notChecked(List<Check> missed, String why) {
        missed.forEach(check -> collector.notChecked(kind, check.capabilities(), why));
    }

    /** What one run of a check works with. */
    private final class Run implements CheckRun {
        private final Ledger ledger;
        private final Journal opened;
        private final List<Finding> findings;
        private final Session current = session;

        private Run(String check, Journal opened, List<Finding> findings) {
            this.opened = opened;
            this.findings = findings;
            ledger = opened.ledger(check);
        }

        @Override
        public SignIn signIn() {
            return signIn;
        }

        @Override
        public Session session() {
            return current;
        }

        @Override
        public CheckSettings settings() {
            return settings;
        }

        @Override
        public Pace pace() {
            return pace;
        }

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public void report(Finding finding) {
            synchronized (findings) {
                findings.add(finding);
            }
        }

        @Override
        public void report(SpaceResult space) {
            opened.space(space);
            collector.space(kind, space);
        }

        @Override
        public void progressed(int done, int total) {
            collector.progressed(kind, done, total);
        }
    }
}
