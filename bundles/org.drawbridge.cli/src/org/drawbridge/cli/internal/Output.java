package org.drawbridge.cli.internal;

import jakarta.json.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.json.Json;

/**
 * Standard output and standard error. Results go to the first, all else to the second; with {@code --json} the first
 * gets one document and nothing else. Text is masked, and wrapped for a terminal only. Thread-safe.
 */
final class Output {

    /** The colours that mean something; none where there is no terminal. */
    enum Style {
        PLAIN(""),
        GOOD("32"),
        LIMITED("33"),
        BAD("31"),
        DIM("2"),
        STRONG("1");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private static final Texts TEXTS = Texts.of(Output.class);
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final int WIDEST = 110;
    private static final int LABEL = 20;

    private final Environment environment;
    private final PrintStream out;
    private final PrintStream err;
    private final Charset charset;
    private final boolean symbols;
    private final boolean json;
    private final boolean quiet;
    private String status = "";

    Output(Environment environment, boolean json, boolean quiet) {
        this.environment = environment;
        this.json = json;
        this.quiet = quiet;
        charset = environment.terminal().charset();
        symbols = charset.newEncoder().canEncode("✔▲✖–→…•");
        out = new PrintStream(environment.out(), false, charset);
        err = new PrintStream(environment.err(), true, charset);
    }

    boolean json() {
        return json;
    }

    /** A line of the result. Not to be used with {@code --json}. */
    synchronized void line(String text) {
        clearStatus();
        out.println(plain(Redactor.mask(text)));
        out.flush();
    }

    /** Text of our own, such as help: its examples must not be masked. */
    synchronized void help(String text) {
        text.lines().forEach(line -> out.println(plain(line)));
        out.flush();
    }

    /** The result with {@code --json}. */
    void document(JsonObject document) {
        documentUnmasked(Json.pretty(document));
    }

    /** A result whose purpose it is to contain a secret. */
    synchronized void documentUnmasked(String document) {
        clearStatus();
        try {
            OutputStream bytes = environment.out();
            bytes.write(document.getBytes(StandardCharsets.UTF_8));
            bytes.flush();
        } catch (IOException e) {
            // Whoever reads has gone away.
        }
    }

    /** Writes a result piece by piece. */
    @FunctionalInterface
    interface Pieces {
        void writeTo(Appendable out) throws IOException;
    }

    /** A result that may be too large for memory; whoever makes it has masked it. */
    synchronized void stream(Pieces pieces) {
        clearStatus();
        try {
            Writer writer =
                    new BufferedWriter(new OutputStreamWriter(environment.out(), StandardCharsets.UTF_8), 1 << 16);
            pieces.writeTo(writer);
            writer.flush();
        } catch (IOException e) {
            // Whoever reads has gone away.
        }
    }

    /** A paragraph of the result, indented, wrapped to the terminal. */
    void paragraph(String indent, String text) {
        paragraph(indent, indent, text);
    }

    void paragraph(String first, String rest, String text) {
        boolean started = false;
        for (String part : text.split("\n", -1)) {
            for (String line : wrap(part, width() - rest.length())) {
                line((started ? rest : first) + line);
                started = true;
            }
        }
    }

    /** A label with a paragraph beside it. */
    void labelled(String label, String text) {
        String first = "  " + pad(label, LABEL);
        paragraph(style(Style.DIM, first), " ".repeat(first.length()), text);
    }

    /** A label with numbered steps beside it. */
    void steps(String label, List<String> steps) {
        String first = "  " + pad(label, LABEL);
        String indent = " ".repeat(first.length());
        for (int i = 0; i < steps.size(); i++) {
            String number = steps.size() > 1 ? (i + 1) + ". " : "";
            paragraph(
                    (i == 0 ? style(Style.DIM, first) : indent) + number,
                    indent + " ".repeat(number.length()),
                    steps.get(i));
        }
    }

    /** Something besides the result that the user should know. */
    void note(String text) {
        if (!quiet) {
            error(text);
        }
    }

    void warn(String text) {
        error(TEXTS.get("warning", text));
    }

    synchronized void error(String text) {
        clearStatus();
        err.println(plain(Redactor.mask(text)));
    }

    /** What is being done now: on a terminal only, and gone when the next line comes. */
    synchronized void status(String text) {
        if (!environment.terminal().err() || quiet) {
            return;
        }
        clearStatus();
        String line = plain(Redactor.mask("… " + text));
        int room = environment.terminal().width().orElse(80) - 1;
        status = line.length() > room ? line.substring(0, room) : line;
        err.print(status);
        err.flush();
    }

    synchronized void clearStatus() {
        if (!status.isEmpty()) {
            err.print("\r" + " ".repeat(status.length()) + "\r");
            err.flush();
            status = "";
        }
    }

    /** A failure that ends the command: on standard error, or as the document. */
    void failure(Problem problem, int exitCode) {
        if (json) {
            document(withExitCode(Json.failure(problem), exitCode));
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(TEXTS.get("failure", problem.message()));
        if (problem.remedy().size() == 1) {
            lines.add("  " + problem.remedy().getFirst());
        } else {
            for (int i = 0; i < problem.remedy().size(); i++) {
                lines.add("  " + (i + 1) + ". " + problem.remedy().get(i));
            }
        }
        lines.forEach(line -> wrapped(line).forEach(this::error));
    }

    private List<String> wrapped(String line) {
        int indent = line.length() - line.stripLeading().length();
        List<String> parts = wrap(line.strip(), errorWidth() - indent - 3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            lines.add(" ".repeat(i == 0 ? indent : indent + (indent > 0 ? 3 : 2)) + parts.get(i));
        }
        return lines;
    }

    static JsonObject withExitCode(JsonObject document, int exitCode) {
        return jakarta.json.Json.createObjectBuilder(document)
                .add("exitCode", exitCode)
                .build();
    }

    /** The failure in full, as part of a result. */
    void explain(Problem problem) {
        Optional<String> evidence = evidence(problem);
        labelled(TEXTS.get("label.owner"), owner(problem));
        if (!problem.remedy().isEmpty()) {
            steps(TEXTS.get("label.remedy"), problem.remedy());
        }
        evidence.ifPresent(text -> labelled(TEXTS.get("label.evidence"), text));
        problem.messageForAdmin().ifPresent(text -> {
            line("");
            line("  " + style(Style.DIM, TEXTS.get("label.admin")));
            paragraph("    ", text);
        });
    }

    private static Optional<String> evidence(Problem problem) {
        List<String> facts = new ArrayList<>();
        facts.add(problem.cause());
        problem.evidence().forEach((name, value) -> facts.add(name + " " + value));
        return facts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", facts));
    }

    static String owner(Problem problem) {
        return TEXTS.get("owner." + problem.owner().word());
    }

    String style(Style style, String text) {
        boolean colours = environment.terminal().out()
                && environment.variables().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.variables().get("TERM"));
        return colours && !style.code.isEmpty() ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }

    /** Whether the terminal's charset has these characters. */
    boolean shows(String characters) {
        return charset.newEncoder().canEncode(characters);
    }

    /** Replaces what the terminal's charset can't show. */
    String plain(String text) {
        if (symbols) {
            return text;
        }
        return text.replace("✔", "OK")
                .replace("▲", "!")
                .replace("✖", "X")
                .replace("–", "-")
                .replace("→", "->")
                .replace("…", "...")
                .replace("•", "*")
                .replace("„", "\"")
                .replace("“", "\"")
                .replace("”", "\"")
                .replace("’", "'")
                .replace("·", "-")
                .replace("\u00a0", " ");
    }

    private int width() {
        return environment.terminal().out()
                ? Math.min(WIDEST, environment.terminal().width().orElse(80))
                : Integer.MAX_VALUE;
    }

    private int errorWidth() {
        return environment.terminal().err()
                ? Math.min(WIDEST, environment.terminal().width().orElse(80))
                : Integer.MAX_VALUE;
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** Lines of at most that width, where words allow it; colours take no room. */
    static List<String> wrap(String text, int width) {
        int room = Math.max(width, 20);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int taken = 0;
        for (String word : text.split(" ", -1)) {
            int length = ESCAPE.matcher(word).replaceAll("").length();
            if (!line.isEmpty() && taken + 1 + length > room) {
                lines.add(line.toString());
                line.setLength(0);
                taken = 0;
            } else if (!line.isEmpty()) {
                line.append(' ');
                taken++;
            }
            line.append(word);
            taken += length;
        }
        lines.add(line.toString());
        return lines;
    }
}
