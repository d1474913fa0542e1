package org.drawbridge.browser.internal;

import jakarta.json.JsonObject;

/**
 * Reads the answer to {@code Runtime.evaluate} that is one text, without a parser that would copy it char by char several
 * times: it may be a megabyte of base64.
 */
final class EvaluatedText {

    private static final String ID = "{\"id\":";
    private static final String RESULT = ",\"result\":{\"result\":{\"type\":\"string\",\"value\":\"";
    private static final String END = "\"}}";

    private EvaluatedText() {}

    /** The message, without what nobody reads of it; null if it is another one. */
    static JsonObject of(String message) {
        int comma = message.indexOf(',');
        if (comma < 0 || !message.startsWith(ID) || !message.startsWith(RESULT, comma)) {
            return null;
        }
        int start = comma + RESULT.length();
        StringBuilder text = null;
        int copied = start;
        int at = start;
        while (true) {
            int quote = message.indexOf('"', at);
            int escape = message.indexOf('\\', at);
            if (quote < 0) {
                return null;
            }
            if (escape < 0 || escape > quote) {
                if (!message.startsWith(END, quote)) {
                    return null;
                }
                String value = text == null
                        ? message.substring(start, quote)
                        : text.append(message, copied, quote).toString();
                return Json.createObjectBuilder()
                        .add("id", Long.parseLong(message, ID.length(), comma, 10))
                        .add(
                                "result",
                                Json.createObjectBuilder()
                                        .add(
                                                "result",
                                                Json.createObjectBuilder()
                                                        .add("type", "string")
                                                        .add("value", value)))
                        .build();
            }
            if (text == null) {
                text = new StringBuilder(message.length() - start);
            }
            text.append(message, copied, escape);
            at = unescape(message, escape + 1, text);
            copied = at;
        }
    }

    private static int unescape(String message, int at, StringBuilder text) {
        char kind = message.charAt(at);
        switch (kind) {
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'u' -> {
                text.append((char) Integer.parseInt(message, at + 1, at + 5, 16));
                return at + 5;
            }
            default -> text.append(kind);
        }
        return at + 1;
    }
}
