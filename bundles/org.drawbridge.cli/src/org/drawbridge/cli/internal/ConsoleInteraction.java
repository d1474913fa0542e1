package org.drawbridge.cli.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/** Asks on the terminal; where there is none, every question fails and names what to give instead. */
final class ConsoleInteraction implements Interaction {

    private static final Texts TEXTS = Texts.of(ConsoleInteraction.class);

    private final Terminal terminal;
    private final Output output;
    private final boolean opensBrowser;
    private final Map<String, Secret> entered = new LinkedHashMap<>();
    private boolean askedForBrowser;

    ConsoleInteraction(Terminal terminal, Output output) {
        this(terminal, output, false);
    }

    /** @param opensBrowser whether a browser may be opened for the user: only by the command that is for signing in */
    ConsoleInteraction(Terminal terminal, Output output, boolean opensBrowser) {
        this.terminal = terminal;
        this.output = output;
        this.opensBrowser = opensBrowser;
    }

    /** What the user has typed so far, by field key. */
    synchronized Map<String, Secret> entered() {
        return new LinkedHashMap<>(entered);
    }

    /** Whether a browser was opened for the user to sign in. */
    synchronized boolean askedForBrowser() {
        return askedForBrowser;
    }

    @Override
    public synchronized <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
        progress.check();
        // No default: a kind of question that is added to core must be answered here too.
        return switch (ask) {
            case Ask.EnterSecret enter -> {
                Terminal.Prompt prompt = terminal.prompt().orElseThrow(enter::unattended);
                Secret before = entered.get(enter.field().key());
                yield answer(before != null ? before : secret(enter, prompt, progress));
            }
            case Ask.BrowserSignIn browser -> {
                if (!opensBrowser) {
                    throw browser.unattended();
                }
                askedForBrowser = true;
                output.note(TEXTS.get("prompt.browser", browser.connection().name()));
                yield answer(Ask.BrowserSignIn.Choice.EXTERNAL);
            }
        };
    }

    @SuppressWarnings("unchecked") // the pattern above has proved what R is
    private static <R> R answer(Object given) {
        return (R) given;
    }

    private Secret secret(Ask.EnterSecret ask, Terminal.Prompt prompt, Progress progress) throws AuthFailure {
        output.clearStatus();
        Secret secret = prompt.ask(TEXTS.get(
                        "prompt.secret", ask.field().label(), ask.connection().name()))
                .orElseThrow(Cancelled::new);
        progress.check();
        entered.put(ask.field().key(), secret);
        return secret;
    }
}
