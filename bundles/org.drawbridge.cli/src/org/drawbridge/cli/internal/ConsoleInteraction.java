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
    private final Map<String, Secret> entered = new LinkedHashMap<>();

    ConsoleInteraction(Terminal terminal, Output output) {
        this.terminal = terminal;
        this.output = output;
    }

    /** What the user has typed so far, by field key. */
    synchronized Map<String, Secret> entered() {
        return new LinkedHashMap<>(entered);
    }

    @Override
    public synchronized <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
        progress.check();
        Terminal.Prompt prompt = terminal.prompt().orElse(null);
        if (prompt == null) {
            throw ask.unattended();
        }
        // No default: a kind of question that is added to core must be answered here too.
        return switch (ask) {
            case Ask.EnterSecret enter -> {
                Secret before = entered.get(enter.field().key());
                yield answer(before != null ? before : secret(enter, prompt, progress));
            }
        };
    }

    @SuppressWarnings("unchecked") // the pattern above has proved that R is Secret
    private static <R> R answer(Secret secret) {
        return (R) secret;
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
