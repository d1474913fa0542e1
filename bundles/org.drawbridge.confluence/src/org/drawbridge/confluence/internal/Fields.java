package org.drawbridge.confluence.internal;

import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Field;

/** The fields of this bundle's methods. */
final class Fields {

    private static final Texts TEXTS = Texts.of(Fields.class);
    private static final int DEFAULT_SAMPLE = 20;

    private Fields() {}

    static Field token() {
        return Field.of("token", Field.Kind.SECRET, TEXTS.get("field.token"), TEXTS.get("field.token.help"))
                .asRequired()
                .checkedBy(value ->
                        wellFormed(value.strip()) ? Optional.empty() : Optional.of(TEXTS.get("field.token.malformed")));
    }

    /** A token has no spaces and only characters that a header may carry. */
    static boolean wellFormed(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    static Field email() {
        return Field.of("email", Field.Kind.TEXT, TEXTS.get("field.email"), TEXTS.get("field.email.help"))
                .checkedBy(value -> email(value) ? Optional.empty() : Optional.of(TEXTS.get("field.email.malformed")));
    }

    static boolean email(String value) {
        return value.strip().matches("[^@\\s:]+@[^@\\s:]+");
    }

    static Field tokenKind() {
        return Field.choice(
                "tokenKind",
                TEXTS.get("field.kind"),
                TEXTS.get("field.kind.help"),
                "auto",
                new Field.Choice("auto", TEXTS.get("field.kind.auto")),
                new Field.Choice("classic", TEXTS.get("field.kind.classic")),
                new Field.Choice("scoped", TEXTS.get("field.kind.scoped")));
    }

    static Field sampleSpaces() {
        return Field.of("sampleSpaces", Field.Kind.NUMBER, TEXTS.get("field.sample"), TEXTS.get("field.sample.help"))
                .withDefault(String.valueOf(DEFAULT_SAMPLE));
    }

    /** In how many spaces the readiness report tries real calls. */
    static int sampleSpaces(Connection connection) {
        try {
            return Integer.parseInt(connection.setting("sampleSpaces", "").strip());
        } catch (NumberFormatException e) {
            return DEFAULT_SAMPLE;
        }
    }
}
