package org.drawbridge.cli.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Terminal terminal;
    private final Output output;
    private final boolean opensBrowser;
    private final Optional<SignInPages> pages;
    private final Map<String, Secret> entered = new LinkedHashMap<>();
    private boolean askedForBrowser;

    ConsoleInteraction(Terminal terminal, Output output) {
        this(terminal, output, false, Optional.empty());
    }

    /**
     * @param opensBrowser whether a browser may be started for the user: only by the command that is for signing in
     * @param pages shows sign-in pages and codes; only in that command, too
     */
    ConsoleInteraction(Terminal terminal, Output output, boolean opensBrowser, Optional<SignInPages> pages) {
        this.terminal = terminal;
        this.output = output;
        this.opensBrowser = opensBrowser;
        this.pages = pages;
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
            case Ask.WebSignIn web -> answer(pages.orElseThrow(web::unattended).web(web, progress));
            case Ask.DeviceSignIn device ->
                answer(pages.orElseThrow(device::unattended).device(device, progress));
            case Ask.Decide decide -> answer(decision(decide, progress));
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

    /** By its number. */
    private String decision(Ask.Decide ask, Progress progress) throws AuthFailure {
        TypedLines lines = terminal.lines().orElseThrow(ask::unattended);
        output.error(ask.title());
        output.error("  " + ask.text());
        for (int i = 0; i < ask.options().size(); i++) {
            output.error("  " + (i + 1) + ". " + ask.options().get(i).label());
        }
        while (true) {
            output.error(TEXTS.get("prompt.number", ask.options().size()));
            Optional<String> line;
            do {
                progress.check();
                line = lines.within(LOOK_EVERY);
            } while (line.isEmpty());
            String typed = line.get().strip();
            if (typed.matches("\\d{1,2}")) {
                int number = Integer.parseInt(typed);
                if (number >= 1 && number <= ask.options().size()) {
                    return ask.options().get(number - 1).id();
                }
            }
        }
    }
}
