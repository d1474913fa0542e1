package org.drawbridge.cli.internal;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.platform.BrowserOpener;
import org.drawbridge.platform.QrCode;

/**
 * Shows sign-in pages and device codes on the terminal, and opens what may be opened. Everything goes to standard error:
 * it is no result.
 *
 * @param openWith the user's own command to open addresses with
 * @param opener opens them otherwise
 * @param opens whether a browser may be opened at all; else addresses are printed only
 * @param patience how long to wait for the user, instead of what the connection says
 * @param fresh opens browsers with a fresh profile, if that is installed
 * @param network for such a browser
 */
record SignInPages(
        Terminal terminal,
        Output output,
        Optional<String> openWith,
        BrowserOpener opener,
        boolean opens,
        Optional<Duration> patience,
        Optional<FreshBrowser> fresh,
        HttpSettings network) {

    private static final Texts TEXTS = Texts.of(SignInPages.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    PendingSignIn.End web(Ask.WebSignIn ask, Progress progress) throws AuthFailure {
        ask.why().ifPresent(why -> output.error(TEXTS.get("pages.why", why)));
        try (Opened opened = open(ask, progress)) {
            return waited(ask, opened, progress);
        }
    }

    /** A browser that was opened; empty where the user opens it. */
    private static final class Opened implements AutoCloseable {
        private FreshBrowser.Window window;

        boolean closedByUser() {
            return window != null && !window.alive();
        }

        @Override
        public void close() {
            if (window != null) {
                window.close();
                window = null;
            }
        }
    }

    private Opened open(Ask.WebSignIn ask, Progress progress) throws AuthFailure {
        Opened opened = new Opened();
        boolean shown = false;
        if (openWith.isPresent()) {
            command(openWith.get(), ask.address());
            shown = true;
        } else if (opens && ask.how() != Ask.WebSignIn.How.REGULAR && fresh.isPresent()) {
            opened.window = fresh.get().open(ask.address(), network, progress);
            shown = true;
        } else if (opens) {
            shown = opener.open(ask.address());
        }
        output.error(TEXTS.get(shown ? "pages.opened" : "pages.open-it"));
        output.error(ask.address().toString());
        if (terminal.lines().isPresent()) {
            output.error(TEXTS.get("pages.paste"));
        }
        return opened;
    }

    private void command(String command, URI address) throws AuthFailure {
        Process process = BrowserOpener.openWith(command, address);
        process.onExit().thenAccept(ended -> {
            if (ended.exitValue() != 0) {
                output.note(TEXTS.get("pages.command-ended", command, String.valueOf(ended.exitValue())));
            }
        });
    }

    private PendingSignIn.End waited(Ask.WebSignIn ask, Opened opened, Progress progress) throws AuthFailure {
        PendingSignIn pending = ask.pending();
        long end = deadline(pending);
        boolean asked = false;
        while (true) {
            if (pending.await(LOOK_EVERY, progress) == PendingSignIn.End.ANSWERED) {
                return PendingSignIn.End.ANSWERED;
            }
            boolean over = System.nanoTime() > end;
            if (over && (asked || terminal.lines().isEmpty())) {
                return PendingSignIn.End.TIMED_OUT;
            }
            if (!asked && (over || opened.closedByUser())) {
                asked = true;
                if (terminal.lines().isEmpty()) {
                    return PendingSignIn.End.TIMED_OUT;
                }
                output.error(TEXTS.get(over ? "pages.silent" : "pages.closed"));
                pending.restart();
                end = deadline(pending);
            }
            Optional<String> line = typed();
            if (line.isPresent() && line.get().isBlank()) {
                opened.close();
                pending.restart();
                end = deadline(pending);
                asked = false;
                opened.window = open(ask, progress).window;
            } else if (line.isPresent()) {
                ask.pasted().apply(line.get()).ifPresent(output::error);
            }
        }
    }

    private Optional<String> typed() throws AuthFailure {
        return terminal.lines().isPresent() ? terminal.lines().get().within(Duration.ofMillis(1)) : Optional.empty();
    }

    private long deadline(PendingSignIn pending) {
        Duration left = pending.left();
        Duration own = patience.filter(limit -> limit.compareTo(left) < 0).orElse(left);
        return System.nanoTime() + own.toNanos();
    }

    PendingSignIn.End device(Ask.DeviceSignIn ask, Progress progress) throws AuthFailure {
        ask.why().ifPresent(why -> output.error(TEXTS.get("pages.why", why)));
        output.error(TEXTS.get("pages.device", ask.page(), ask.code()));
        if (terminal.err() && output.shows("█▀▄")) {
            QrCode.of(ask.opened().toString()).lines().forEach(output::error);
        }
        if (openWith.isPresent()) {
            command(openWith.get(), ask.opened());
        }
        PendingSignIn pending = ask.pending();
        long end = deadline(pending);
        while (true) {
            long left = Math.max(0, end - System.nanoTime());
            if (terminal.err()) {
                progress.waiting(TEXTS.get("pages.device.waiting", ask.code()), Duration.ofNanos(left));
            }
            if (pending.await(Duration.ofNanos(Math.min(left, 1_000_000_000L)), progress)
                    == PendingSignIn.End.ANSWERED) {
                return PendingSignIn.End.ANSWERED;
            }
            if (System.nanoTime() >= end) {
                return PendingSignIn.End.TIMED_OUT;
            }
        }
    }
}
