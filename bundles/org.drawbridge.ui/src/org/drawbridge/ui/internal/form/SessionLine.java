package org.drawbridge.ui.internal.form;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.look.Ui;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether somebody is signed in to a connection, in the user's words.
 *
 * @param interactive whether the method has a sign-in to speak of
 * @param kept whether a session is kept
 */
public record SessionLine(boolean interactive, boolean kept, String text) {

    public static final SessionLine NONE = new SessionLine(false, false, "");

    private static final Logger LOG = LoggerFactory.getLogger(SessionLine.class);

    /** Asks the method and the secret store. Background threads only. */
    public static SessionLine lookUp(
            DrawbridgeRuntime runtime, ConnectionEntry entry, String method, Optional<TestResult> result) {
        try {
            var loaded = runtime.methods().load(method);
            if (!loaded.interactive()) {
                return NONE;
            }
            Optional<KeptSession> kept = loaded.kept(
                    runtime.signIn(entry, Interaction.none(), Progress.none()).secrets());
            if (kept.isEmpty()) {
                return new SessionLine(true, false, Ui.text("session.none"));
            }
            return new SessionLine(true, true, ended(kept.get(), result) ? Ui.text("session.ended") : text(kept.get()));
        } catch (AuthFailure e) {
            LOG.info(
                    "whether somebody is signed in is not known: {}",
                    e.problem().cause());
            return NONE;
        }
    }

    private static boolean ended(KeptSession kept, Optional<TestResult> result) {
        boolean over = kept.until().filter(end -> end.isBefore(Instant.now())).isPresent();
        boolean refused = result.filter(found -> found.when().isAfter(kept.since()))
                .flatMap(TestResult::failure)
                .filter(problem -> problem.kind() == Problem.Kind.SIGN_IN_NEEDED)
                .isPresent();
        return over || refused;
    }

    private static String text(KeptSession kept) {
        String since = Ui.text("session.since", kept.account().displayName(), moment(kept.since()));
        String until =
                kept.until().map(end -> Ui.text("session.until", moment(end))).orElse("");
        return since
                + until
                + kept.way().map(way -> Ui.text("session.way", way)).orElse("");
    }

    private static String moment(Instant when) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withZone(ZoneId.systemDefault())
                .format(when);
    }
}
