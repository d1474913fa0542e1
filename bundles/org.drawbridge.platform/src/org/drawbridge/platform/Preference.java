package org.drawbridge.platform;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Field;

/**
 * One setting of the whole product, as data: preference pages, tooltips, the command line and the validation of the
 * settings file are made from it.
 *
 * @param page where it stands
 * @param field its key, such as {@code browser.kind}, label, help, default, allowed values. A
 *     {@link Field.Kind#SECRET} lies in the secret store, under {@link DrawbridgeRuntime#secretSettings}
 * @param list whether it holds several values: {@link #values}
 * @param fills the field of the sign-in methods that it is the default of; empty if it is no such default
 * @param of the methods that are meant; empty for those of both sides
 * @param least the smallest number allowed, for {@link Field.Kind#NUMBER}
 * @param most the largest one
 */
public record Preference(
        Page page, Field field, boolean list, Optional<String> fills, Optional<Target.Kind> of, int least, int most) {

    /** The pages, in their order. */
    public enum Page {
        BROWSER,
        CONFLUENCE,
        SHAREPOINT,
        NETWORK,
        MISC,
        SECURITY,
        LOGGING;

        public String label() {
            return Preferences.TEXTS.get("page." + name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    public Preference {
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(field, "field");
    }

    public String key() {
        return field.key();
    }

    public boolean secret() {
        return field.secret();
    }

    /** The built-in default; empty for none. */
    public String fallback() {
        return field.fallback();
    }

    /** The single values of a list: lines of paths, otherwise what blanks, commas or semicolons separate. */
    public List<String> values(String text) {
        String separators = field.kind() == Field.Kind.FILE ? "\\R|" + java.io.File.pathSeparator : "[,;\\s]+";
        return Stream.of(text.split(separators))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The list as one text that {@link #values} takes apart again. */
    public String joined(List<String> values) {
        return String.join(field.kind() == Field.Kind.FILE ? "\n" : ", ", values);
    }

    /** Why a value may stand in the way of a sign-in or a migration, in the user's words; empty if it is harmless. */
    public Optional<String> caution(String value) {
        return Stream.of("caution." + key() + "." + value, "caution." + key())
                .filter(Preferences.TEXTS::has)
                .findFirst()
                .map(Preferences.TEXTS::get);
    }

    /** What is wrong with a value, in the user's words; empty if nothing is. */
    public Optional<String> complaint(String value) {
        Optional<String> wrong = field.complaint(value);
        if (wrong.isEmpty() && field.kind() == Field.Kind.NUMBER && !value.isBlank()) {
            long number = Long.parseLong(value.strip());
            if (number < least || number > most) {
                return Optional.of(Preferences.TEXTS.get("number.range", field.label(), least, most));
            }
        }
        return wrong;
    }
}
