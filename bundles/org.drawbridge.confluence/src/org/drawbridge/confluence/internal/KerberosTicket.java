package org.drawbridge.confluence.internal;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's Kerberos ticket as the system's own tools see it, in the same environment as the browser: to name why a
 * server that wants Kerberos did not let the browser in. Nothing of it is needed for signing in.
 *
 * @param principal the user whom the ticket is or was for; empty if unknown
 * @param detail what a tool said about the ticket for the server; empty if nothing
 */
record KerberosTicket(State state, String principal, String detail) {

    /** What became of it. */
    enum State {
        MISSING,
        EXPIRED,
        THERE,
        /** No tool can tell, as on Windows, where tickets belong to the session of the desktop. */
        UNKNOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(KerberosTicket.class);
    private static final Pattern PRINCIPAL = Pattern.compile("(?m)^\\s*(?:Default principal|Principal): (\\S+)");
    private static final int SECONDS = 5;
    private static final int LARGEST = 20_000;

    /** What a tool said and how it ended. */
    private record Said(int exitCode, String text) {
        String firstLine() {
            return text.lines().findFirst().orElse("");
        }
    }

    /** Whether an answer is a demand for Kerberos. */
    static boolean demanded(Response response) {
        return response.status() == 401 && Answers.challenges(response).contains("negotiate");
    }

    /** Whether a failure is one of {@link #problem}. */
    static boolean explains(AuthFailure failure) {
        return failure.problem().cause().startsWith("confluence.kerberos.ticket-");
    }

    /**
     * Why the server at that address still wants Kerberos.
     *
     * @param user the account's name, if it is known: most often the same as in Kerberos
     */
    static FailureCatalogue.Builder problem(SignIn signIn, URI address, Optional<String> user, Progress progress)
            throws AuthFailure {
        String host = address.getHost();
        KerberosTicket ticket = of(host, progress);
        String cause = switch (ticket.state()) {
            case MISSING -> "confluence.kerberos.ticket-missing";
            case EXPIRED -> "confluence.kerberos.ticket-expired";
            case THERE, UNKNOWN -> "confluence.kerberos.ticket-refused";
        };
        String principal = ticket.principal().isEmpty() ? user.orElse("USER@REALM") : ticket.principal();
        return ConfluenceFailures.problem(cause)
                .with("site", address)
                .with("host", host)
                .with("connection", signIn.connection().id())
                .with("principal", principal)
                .with("note", ticket.detail().isEmpty() ? "" : " " + ticket.detail())
                .evidence("status", 401)
                .evidence("service", "HTTP/" + host)
                .evidence("principal", ticket.principal().isEmpty() ? null : ticket.principal())
                .evidence("said", ticket.detail().isEmpty() ? null : ticket.detail());
    }

    /** Looks at the user's ticket, and if there is one, whether the realm gives one for that host. */
    static KerberosTicket of(String host, Progress progress) throws AuthFailure {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win")) {
            return new KerberosTicket(State.UNKNOWN, "", "");
        }
        Optional<Said> list = ask(progress, "klist");
        if (list.isEmpty()) {
            return new KerberosTicket(State.UNKNOWN, "", "");
        }
        Matcher named = PRINCIPAL.matcher(list.get().text());
        if (list.get().exitCode() != 0 || !named.find()) {
            return new KerberosTicket(State.MISSING, "", list.get().firstLine());
        }
        if (ask(progress, "klist", "-s").filter(said -> said.exitCode() != 0).isPresent()) {
            return new KerberosTicket(State.EXPIRED, named.group(1), "");
        }
        String refusal = ask(progress, "kvno", "HTTP/" + host)
                .filter(said -> said.exitCode() != 0)
                .map(Said::firstLine)
                .orElse("");
        return new KerberosTicket(State.THERE, named.group(1), refusal);
    }

    /** Empty if there is no such tool, or it does not come to an end. */
    private static Optional<Said> ask(Progress progress, String... command) throws AuthFailure {
        progress.check();
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            try (Progress.Registration cancelling = progress.onCancel(process::destroyForcibly)) {
                LOG.debug("{} {}", command[0], cancelling);
                // A tool that waits for a KDC that is not there is ended, which ends the reading too.
                CompletableFuture<Boolean> ended = process.onExit()
                        .orTimeout(SECONDS, TimeUnit.SECONDS)
                        .handle((exited, late) -> {
                            if (late != null) {
                                process.destroyForcibly();
                            }
                            return late == null;
                        });
                String text = new String(process.getInputStream().readNBytes(LARGEST), Charset.defaultCharset());
                int exitCode = process.waitFor();
                progress.check();
                return ended.join() ? Optional.of(new Said(exitCode, text)) : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("{} can't be asked: {}", command[0], e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
