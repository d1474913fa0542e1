package org.drawbridge.core.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Texts;

/**
 * A JSON text as .NET's configuration reader takes it, with comments and trailing commas, that can be changed in places
 * while all else stays as it is, character by character. Used by one thread.
 */
final class JsonText {

    /** A value and where it stands. */
    sealed interface Node {
        int start();

        /** Exclusive. */
        int end();
    }

    /** A text, number, {@code true}, {@code false} or {@code null}. @param text what it says, without quotes */
    record Scalar(int start, int end, String text, boolean quoted) implements Node {
        boolean isNull() {
            return !quoted && text.equals("null");
        }
    }

    record Array(int start, int end, List<Node> elements) implements Node {}

    record Member(String name, int start, Node value) {}

    record Obj(int start, int end, List<Member> members) implements Node {

        /** The member of that name, whatever its case, as .NET looks it up. */
        Optional<Member> member(String name) {
            return members.stream()
                    .filter(member -> member.name().equalsIgnoreCase(name))
                    .findFirst();
        }

        Optional<Node> get(String name) {
            return member(name).map(Member::value);
        }

        Optional<Obj> object(String name) {
            return get(name).filter(Obj.class::isInstance).map(Obj.class::cast);
        }

        List<Node> elements(String name) {
            return get(name)
                    .filter(Array.class::isInstance)
                    .map(node -> ((Array) node).elements())
                    .orElse(List.of());
        }

        /** The text, number or flag of that name; empty if there is none, or null, or nothing but blanks. */
        Optional<String> text(String name) {
            return get(name)
                    .filter(Scalar.class::isInstance)
                    .map(Scalar.class::cast)
                    .filter(scalar -> !scalar.isNull())
                    .map(Scalar::text)
                    .filter(text -> !text.isBlank());
        }
    }

    /** The text is not JSON. Lines and columns start at 1. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        final int line;
        final int column;

        private Malformed(String message, int line, int column) {
            super(message);
            this.line = line;
            this.column = column;
        }
    }

    private record Edit(int start, int end, String text) {}

    private static final Texts TEXTS = Texts.of(JsonText.class);

    private final String text;
    private final Node root;
    private final List<Edit> edits = new ArrayList<>();
    private int at;

    JsonText(String text) throws Malformed {
        this.text = text;
        skip();
        root = value();
        skip();
        if (at < text.length()) {
            throw wrong(TEXTS.get("json.nothing"));
        }
    }

    Node root() {
        return root;
    }

    // ---- reading

    private Malformed wrong(String expected) {
        String before = text.substring(0, Math.min(at, text.length()));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Malformed(TEXTS.get("json.expected", expected), line, before.length() - before.lastIndexOf('\n'));
    }

    private void skip() throws Malformed {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    at = text.length();
                    throw wrong(TEXTS.get("json.comment-end"));
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private boolean take(char c) throws Malformed {
        skip();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private Node value() throws Malformed {
        if (at >= text.length()) {
            throw wrong(TEXTS.get("json.value"));
        }
        int start = at;
        return switch (text.charAt(at)) {
            case '{' -> object(start);
            case '[' -> array(start);
            case '"' -> {
                String string = string();
                yield new Scalar(start, at, string, true);
            }
            default -> literal(start);
        };
    }

    private Node object(int start) throws Malformed {
        at++;
        List<Member> members = new ArrayList<>();
        while (!take('}')) {
            if (!members.isEmpty() && !separated()) {
                throw wrong(TEXTS.get("json.or", ",", "}"));
            }
            if (take('}')) {
                break;
            }
            skip();
            int name = at;
            if (at >= text.length() || text.charAt(at) != '"') {
                throw wrong(TEXTS.get("json.name"));
            }
            String key = string();
            if (!take(':')) {
                throw wrong(":");
            }
            skip();
            members.add(new Member(key, name, value()));
        }
        return new Obj(start, at, List.copyOf(members));
    }

    private Node array(int start) throws Malformed {
        at++;
        List<Node> elements = new ArrayList<>();
        while (!take(']')) {
            if (!elements.isEmpty() && !separated()) {
                throw wrong(TEXTS.get("json.or", ",", "]"));
            }
            if (take(']')) {
                break;
            }
            skip();
            elements.add(value());
        }
        return new Array(start, at, List.copyOf(elements));
    }

    private boolean separated() throws Malformed {
        return take(',');
    }

    private String string() throws Malformed {
        StringBuilder read = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c < ' ') {
                throw wrong(TEXTS.get("json.text-end"));
            }
            at++;
            read.append(c == '\\' ? escaped() : c);
        }
        if (at >= text.length()) {
            throw wrong(TEXTS.get("json.text-end"));
        }
        at++;
        return read.toString();
    }

    private char escaped() throws Malformed {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        String digits = c == 'u' && at + 4 <= text.length() ? text.substring(at, at + 4) : "";
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw wrong(TEXTS.get("json.escape", "\\n", "\\u00e4"));
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Node literal(int start) throws Malformed {
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String literal = text.substring(start, at);
        if (!literal.matches("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            at = start;
            throw wrong(TEXTS.get("json.value"));
        }
        return new Scalar(start, at, literal, false);
    }

    // ---- changing

    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** @param json what is to stand there instead */
    void replace(Node node, String json) {
        edits.removeIf(edit -> edit.start() == node.start() && edit.end() == node.end());
        edits.add(new Edit(node.start(), node.end(), json));
    }

    /** Sets a member, where it stands or after the last one. */
    void set(Obj object, String name, String json) {
        Optional<Node> there = object.get(name);
        if (there.isPresent()) {
            replace(there.get(), json);
            return;
        }
        List<Member> members = object.members();
        int last = members.isEmpty() ? -1 : members.getLast().value().end();
        int example = members.isEmpty() ? -1 : members.getFirst().start();
        insert(object, last, example, quoted(name) + ": " + json);
    }

    /** Adds an element after the last one. */
    void add(Array array, String json) {
        List<Node> elements = array.elements();
        int last = elements.isEmpty() ? -1 : elements.getLast().end();
        int example = elements.isEmpty() ? -1 : elements.getFirst().start();
        insert(array, last, example, json);
    }

    private void insert(Node parent, int last, int example, String json) {
        boolean first = last < 0 && edits.stream().noneMatch(edit -> edit.start() == parent.start() + 1);
        int place = last < 0 ? parent.start() + 1 : last;
        String indent = example < 0 ? indent(parent.start()) + "  " : indent(example);
        boolean lines = example < 0 || text.substring(parent.start(), example).contains("\n");
        String gap = lines ? "\n" + indent : " ";
        String tail = first && !text.substring(place, parent.end()).contains("\n") ? "\n" + indent(parent.start()) : "";
        edits.add(new Edit(place, place, (first ? "" : ",") + gap + json.replace("\n", gap) + tail));
    }

    /** The blanks that the line begins with. */
    private String indent(int place) {
        int start = text.lastIndexOf('\n', Math.max(0, place - 1)) + 1;
        int end = start;
        while (end < place && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(start, end);
    }

    /** The text with all changes. */
    String edited() {
        StringBuilder result = new StringBuilder();
        int done = 0;
        // Stable: what was inserted at one place first stays first.
        for (Edit edit :
                edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList()) {
            result.append(text, done, edit.start()).append(edit.text());
            done = edit.end();
        }
        return result.append(text.substring(done)).toString();
    }
}
