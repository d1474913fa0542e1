package org.drawbridge.core.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.core.Texts;

/**
 * One setting or secret of a sign-in method, as data: the desktop's form, the command line's options and the
 * validation of connection files are made from it.
 *
 * @param key stable key in settings or secrets
 * @param label what people read, in their language
 * @param help one or two sentences: what it is and where to find it
 * @param fallback the default, empty for none
 * @param choices the allowed values of a {@link Kind#CHOICE}, else empty
 * @param check an additional check of a non-blank value: the complaint, or empty if it is fine. Must be quick: it runs
 *     while the user types
 */
public record Field(
        String key,
        Kind kind,
        String label,
        String help,
        boolean required,
        String fallback,
        List<Choice> choices,
        Function<String, Optional<String>> check) {

    private static final Texts TEXTS = Texts.of(Field.class);

    /** How a field is entered and stored. {@link #SECRET}s and {@link #SECRET_TEXT}s go to the secret store, all else to the settings. */
    public enum Kind {
        TEXT,
        URL,
        SECRET,
        /** A secret of several lines, mostly the content of a file. */
        SECRET_TEXT,
        /** A path; relative ones are resolved against the connections file they stand in. */
        FILE,
        CHOICE,
        /** {@code true} or {@code false}. */
        FLAG,
        NUMBER
    }

    /** One allowed value and its label. */
    public record Choice(String value, String label) {}

    public Field {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        fallback = fallback == null ? "" : fallback;
        choices = List.copyOf(choices);
        Objects.requireNonNull(check, "check");
    }

    public static Field of(String key, Kind kind, String label, String help) {
        return new Field(key, kind, label, help, false, "", List.of(), value -> Optional.empty());
    }

    public static Field choice(String key, String label, String help, String fallback, Choice... choices) {
        return new Field(key, Kind.CHOICE, label, help, false, fallback, List.of(choices), value -> Optional.empty());
    }

    public Field asRequired() {
        return new Field(key, kind, label, help, true, fallback, choices, check);
    }

    public Field withDefault(String value) {
        return new Field(key, kind, label, help, required, value, choices, check);
    }

    public Field checkedBy(Function<String, Optional<String>> added) {
        return new Field(key, kind, label, help, required, fallback, choices, added);
    }

    public boolean secret() {
        return kind == Kind.SECRET || kind == Kind.SECRET_TEXT;
    }

    /** What is wrong with a value, in the user's words; empty if nothing is. Null counts as blank. */
    public Optional<String> complaint(String value) {
        if (value == null || value.isBlank()) {
            return required && fallback.isEmpty() ? Optional.of(TEXTS.get("field.required", label)) : Optional.empty();
        }
        Optional<String> general = switch (kind) {
            case URL -> url(value.strip());
            case CHOICE ->
                choices.stream().anyMatch(choice -> choice.value().equals(value))
                        ? Optional.empty()
                        : Optional.of(TEXTS.get(
                                "field.choice",
                                label,
                                String.join(
                                        ", ",
                                        choices.stream().map(Choice::value).toList())));
            case FLAG ->
                value.equals("true") || value.equals("false")
                        ? Optional.empty()
                        : Optional.of(TEXTS.get("field.flag", label));
            case NUMBER ->
                value.strip().matches("\\d{1,9}") ? Optional.empty() : Optional.of(TEXTS.get("field.number", label));
            case TEXT, SECRET, SECRET_TEXT, FILE -> Optional.empty();
        };
        return general.isPresent() ? general : check.apply(value);
    }

    private Optional<String> url(String value) {
        try {
            URI uri = new URI(value);
            // Not getHost(): it knows no host with an underscore, but intranets do.
            if (uri.getRawAuthority() != null
                    && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))) {
                return Optional.empty();
            }
        } catch (URISyntaxException e) {
            // The complaint below says it.
        }
        return Optional.of(TEXTS.get("field.url", label));
    }
}
