package org.drawbridge.core.failure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.Redactor;

/**
 * The failures of one bundle as data: {@code failures.properties} beside the given class, UTF-8, translated by
 * {@code failures_de.properties} and so on. Each cause has the keys
 *
 * <pre>
 * confluence.token.invalid.kind     = refused            (a {@link Problem.Kind} in lower case with hyphens)
 * confluence.token.invalid.owner    = you                (an {@link Owner}'s word)
 * confluence.token.invalid.message  = {site} does not know this token.
 * confluence.token.invalid.remedy.1 = Create a new token at {site}/plugins/…
 * confluence.token.invalid.remedy.2 = …
 * confluence.token.invalid.admin    = optional: a ready message for the administrator
 * confluence.token.invalid.setting  = optional: the setting that it comes from, see {@link Problem#setting}
 * </pre>
 *
 * <p>{@code {name}} is filled with a value given to the {@link Builder}, or with evidence of that name. A remedy step
 * or admin message whose value is missing is left out rather than shown with a hole. Further keys are for the bundle
 * itself, see {@link #extra}. Thread-safe.
 */
public final class FailureCatalogue {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)\\}");

    private final ResourceBundle bundle;

    private FailureCatalogue(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** The catalogue in the package of {@code anchor}. */
    public static FailureCatalogue of(Class<?> anchor) {
        return of(anchor, Locale.getDefault());
    }

    public static FailureCatalogue of(Class<?> anchor, Locale locale) {
        return new FailureCatalogue(ResourceBundle.getBundle(
                anchor.getPackageName() + ".failures",
                locale,
                anchor.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    /** All cause ids, sorted. */
    public Set<String> causes() {
        Set<String> causes = new TreeSet<>();
        for (String key : bundle.keySet()) {
            if (key.endsWith(".message")) {
                causes.add(key.substring(0, key.length() - ".message".length()));
            }
        }
        return causes;
    }

    public boolean knows(String cause) {
        return bundle.containsKey(cause + ".message");
    }

    /**
     * What else a cause's data says: {@code browser=yes} for errors that show in the browser alone, {@code says} for
     * words that tell the error where it has no code.
     */
    public Optional<String> extra(String cause, String key) {
        String name = cause + "." + key;
        return bundle.containsKey(name)
                ? Optional.of(bundle.getString(name).strip()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** Starts a problem. Throws {@link IllegalArgumentException} for a cause that the catalogue does not have. */
    public Builder problem(String cause) {
        if (!knows(cause)) {
            throw new IllegalArgumentException("not in the failure catalogue: " + cause);
        }
        return new Builder(cause);
    }

    /** Collects the user's own values and the evidence. */
    public final class Builder {
        private final String cause;
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Map<String, Object> evidence = new LinkedHashMap<>();
        private Throwable origin;

        private Builder(String cause) {
            this.cause = cause;
        }

        /** A value for the texts; null is as good as not given. */
        public Builder with(String name, Object value) {
            if (value != null) {
                values.put(name, Redactor.mask(value.toString()));
            }
            return this;
        }

        /** A fact for the evidence, also available to the texts; null is as good as not given. */
        public Builder evidence(String name, Object value) {
            if (value != null) {
                evidence.put(
                        name,
                        value instanceof Number || value instanceof Boolean ? value : Redactor.mask(value.toString()));
            }
            return this;
        }

        public Builder evidence(Map<String, ?> facts) {
            facts.forEach(this::evidence);
            return this;
        }

        /** What led to this, for the log only. */
        public Builder because(Throwable thrown) {
            origin = thrown;
            return this;
        }

        public Problem problem() {
            List<String> remedy = new ArrayList<>();
            for (int i = 1; bundle.containsKey(cause + ".remedy." + i); i++) {
                fill(bundle.getString(cause + ".remedy." + i), null).ifPresent(remedy::add);
            }
            Optional<String> admin = bundle.containsKey(cause + ".admin")
                    ? fill(bundle.getString(cause + ".admin"), null)
                    : Optional.empty();
            String message = bundle.getString(cause + ".message");
            return new Problem(
                    cause,
                    Problem.Kind.valueOf(bundle.getString(cause + ".kind")
                            .strip()
                            .toUpperCase(Locale.ROOT)
                            .replace('-', '_')),
                    fill(message, "…").orElseThrow(),
                    Owner.ofWord(bundle.getString(cause + ".owner").strip()),
                    remedy,
                    admin,
                    evidence,
                    extra(cause, "setting"));
        }

        public AuthFailure failure() {
            return new AuthFailure(problem(), origin);
        }

        /** Fills the placeholders; where a value is missing, puts the substitute, or gives up if there is none. */
        private Optional<String> fill(String pattern, String substitute) {
            Matcher matcher = PLACEHOLDER.matcher(pattern);
            StringBuilder filled = new StringBuilder();
            while (matcher.find()) {
                String name = matcher.group(1);
                String value =
                        values.containsKey(name) ? values.get(name) : Objects.toString(evidence.get(name), substitute);
                if (value == null) {
                    return Optional.empty();
                }
                matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
            }
            return Optional.of(matcher.appendTail(filled).toString());
        }
    }
}
