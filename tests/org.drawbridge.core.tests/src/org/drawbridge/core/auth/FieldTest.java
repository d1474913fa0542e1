package org.drawbridge.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.drawbridge.core.auth.Field.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTest {

    @ParameterizedTest
    @CsvSource({
        "URL, https://wiki.acme.test/x, true",
        "URL, HTTP://my_wiki:8090, true",
        "URL, wiki.acme.test, false",
        "URL, ftp://wiki.acme.test, false",
        "URL, https://, false",
        "FLAG, true, true",
        "FLAG, yes, false",
        "NUMBER, 12, true",
        "NUMBER, -1, false",
        "NUMBER, 1e3, false",
        "CHOICE, a, true",
        "CHOICE, b, false",
        "TEXT, anything at all, true"
    })
    void judgesValuesByKind(Kind kind, String value, boolean fine) {
        Field field = kind == Kind.CHOICE
                ? Field.choice("k", "Label", "", "", new Field.Choice("a", "A"))
                : Field.of("k", kind, "Label", "");
        assertEquals(fine, field.complaint(value).isEmpty());
    }

    @Test
    void aRequiredFieldMayOnlyBeBlankIfItHasADefault() {
        Field field = Field.of("k", Kind.TEXT, "Label", "").asRequired();
        assertEquals(Optional.of("Label is needed."), field.complaint(" "));
        assertEquals(Optional.of("Label is needed."), field.complaint(null));
        assertEquals(Optional.empty(), field.withDefault("x").complaint(""));
    }

    @Test
    void aFieldsOwnCheckComesAfterTheGeneralOne() {
        Field field = Field.of("k", Kind.NUMBER, "Port", "")
                .checkedBy(value -> value.equals("0") ? Optional.of("Port 0 is none.") : Optional.empty());
        assertEquals(Optional.of("Port 0 is none."), field.complaint("0"));
        assertEquals(Optional.of("Port must be a whole number."), field.complaint("x"));
        assertEquals(Optional.empty(), field.complaint("1"));
    }
}
