package org.drawbridge.sharepoint.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of an error that SharePoint or Graph answers with, in any of the shapes that they use: {@code
 * odata.error}, {@code error} with a message that is an object or a text, {@code error_description}, XML (reference:
 * entra-sharepoint §C "Errors").
 *
 * @param code empty if there is none
 * @param message empty if there is none
 * @param requestId of Graph's inner error; empty if there is none
 */
record ServiceError(String code, String message, String requestId) {

    private static final Pattern XML_CODE = Pattern.compile("<(?:\\w+:)?code[^>]*>([^<]*)<");
    private static final Pattern XML_MESSAGE = Pattern.compile("<(?:\\w+:)?message[^>]*>([^<]*)<");

    static ServiceError of(String body) {
        String text = body.strip();
        if (text.startsWith("<")) {
            // By pattern, not by a parser: nothing in a foreign document is resolved.
            return new ServiceError(first(XML_CODE, text), first(XML_MESSAGE, text), "");
        }
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonValue value = reader.readValue();
            if (value instanceof JsonObject object) {
                return of(object);
            }
        } catch (JsonException | IllegalStateException e) {
            // No shape that is known.
        }
        return new ServiceError("", "", "");
    }

    private static ServiceError of(JsonObject object) {
        JsonValue error = object.containsKey("odata.error") ? object.get("odata.error") : object.get("error");
        if (error instanceof JsonObject inner) {
            JsonValue message = inner.get("message");
            String words = message instanceof JsonObject nested ? text(nested, "value") : text(inner, "message");
            JsonValue more = inner.containsKey("innerError") ? inner.get("innerError") : inner.get("innererror");
            return new ServiceError(
                    text(inner, "code"), words, more instanceof JsonObject details ? text(details, "request-id") : "");
        }
        return new ServiceError(text(object, "error"), text(object, "error_description"), "");
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find()
                ? matcher.group(1)
                        .strip()
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&")
                : "";
    }

    boolean isEmpty() {
        return code.isEmpty() && message.isEmpty();
    }
}
