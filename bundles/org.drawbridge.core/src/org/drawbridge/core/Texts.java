package org.drawbridge.core;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * The user-facing texts of one package, from {@code texts.properties} (and {@code texts_de.properties} …) beside the
 * given class. Patterns are those of {@link MessageFormat}: a literal apostrophe is written twice.
 */
public final class Texts {

    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** The texts in the package of {@code anchor}, in the default locale's language, English where there is none. */
    public static Texts of(Class<?> anchor) {
        return new Texts(ResourceBundle.getBundle(
                anchor.getPackageName() + ".texts",
                Locale.getDefault(),
                anchor.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    /** The text of a key, arguments filled in; a missing key shows itself as {@code !key!} rather than failing. */
    public String get(String key, Object... arguments) {
        String pattern;
        try {
            pattern = bundle.getString(key);
        } catch (MissingResourceException e) {
            return "!" + key + "!";
        }
        return new MessageFormat(pattern, bundle.getLocale()).format(arguments);
    }

    public boolean has(String key) {
        return bundle.containsKey(key);
    }
}
