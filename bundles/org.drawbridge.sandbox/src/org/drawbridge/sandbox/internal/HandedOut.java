package org.drawbridge.sandbox.internal;

import com.sun.net.httpserver.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds, in an answer, what nobody but its receiver may see: session cookies, tokens and codes. */
final class HandedOut {

    /** Shorter ones would be found in ordinary text. */
    private static final int SHORTEST = 16;

    private static final Pattern IN_JSON =
            Pattern.compile("\"(?:access_token|refresh_token|id_token|device_code)\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern IN_FORM = Pattern.compile("name=\"code\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern IN_ADDRESS = Pattern.compile("[?&#]code=([^&]+)");

    private HandedOut() {}

    static void inHeaders(Headers headers, Consumer<String> told) {
        for (String cookie : headers.getOrDefault("Set-Cookie", List.of())) {
            tell(cookie.substring(cookie.indexOf('=') + 1).replaceFirst(";.*", ""), told);
        }
        for (String location : headers.getOrDefault("Location", List.of())) {
            find(IN_ADDRESS, location, told);
        }
    }

    static void inBody(byte[] body, Consumer<String> told) {
        String text = new String(body, StandardCharsets.UTF_8);
        find(IN_JSON, text, told);
        find(IN_FORM, text, told);
    }

    private static void find(Pattern pattern, String text, Consumer<String> told) {
        for (Matcher found = pattern.matcher(text); found.find(); ) {
            tell(found.group(1), told);
        }
    }

    private static void tell(String value, Consumer<String> told) {
        if (value.length() >= SHORTEST) {
            told.accept(value);
            if (value.contains("%")) {
                told.accept(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
    }
}
