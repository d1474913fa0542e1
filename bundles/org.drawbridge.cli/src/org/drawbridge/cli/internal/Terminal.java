package org.drawbridge.cli.internal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Secret;

/**
 * What is known of the terminal.
 *
 * @param out whether standard output is one
 * @param err whether standard error is one
 * @param width in columns, if known
 * @param charset what standard output is read as
 * @param prompt asks for a secret without echo; empty where nobody can be asked
 * @param lines what is typed with echo; empty where nobody can be asked
 */
public record Terminal(
        boolean out,
        boolean err,
        OptionalInt width,
        Charset charset,
        Optional<Prompt> prompt,
        Optional<TypedLines> lines) {

    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/.*|tty.*|console)");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

    /** Where nothing is typed but secrets. */
    public Terminal(boolean out, boolean err, OptionalInt width, Charset charset, Optional<Prompt> prompt) {
        this(out, err, width, charset, prompt, Optional.empty());
    }

    /** Asks for a secret without echo; empty if the user gave nothing. */
    @FunctionalInterface
    public interface Prompt {
        Optional<Secret> ask(String text);
    }

    /** No terminal at all: output goes to files or other programs. */
    public static Terminal none() {
        return new Terminal(false, false, OptionalInt.empty(), StandardCharsets.UTF_8, Optional.empty());
    }

    /** That of this process. */
    static Terminal ofProcess() {
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Terminal::interactive);
        boolean out = device(1).orElse(console.isPresent());
        boolean err = device(2).orElse(console.isPresent());
        return new Terminal(
                out,
                err,
                out || err ? columns() : OptionalInt.empty(),
                System.out.charset(),
                console.map(found -> text -> {
                    char[] typed = found.readPassword("%s", text);
                    return typed == null || typed.length == 0 ? Optional.empty() : Optional.of(Secret.of(typed));
                }),
                console.map(found -> new TypedLines(found::readLine)));
    }

    /** From Java 22 on a console may be there without a terminal. */
    private static boolean interactive(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static Optional<Boolean> device(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return Optional.of(DEVICE.matcher(target).matches());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static OptionalInt columns() {
        File tty = new File("/dev/tty");
        if (tty.exists()) {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(tty)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (stty.waitFor(1, TimeUnit.SECONDS)) {
                    Matcher size =
                            SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                    if (size.matches() && Integer.parseInt(size.group(1)) > 0) {
                        return OptionalInt.of(Integer.parseInt(size.group(1)));
                    }
                }
            } catch (IOException e) {
                // Not every system has stty.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return OptionalInt.of(80);
    }
}
