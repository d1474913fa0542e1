package org.drawbridge.browser.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What relay.js hands back.
 *
 * @param url after redirects
 * @param content the body as text or base64, or what went wrong
 */
record RelayAnswer(
        Kind kind, int status, boolean redirected, String url, Map<String, List<String>> headers, String content) {

    enum Kind {
        /** The whole body, as text. */
        TEXT,
        /** The whole body, as base64. */
        BYTES,
        /** The beginning or a further part of the body, as base64. */
        PART,
        /** The last part of a body. */
        LAST,
        /** Headers only: the body is large enough to be downloaded. */
        DOWNLOAD,
        /** A redirect that was not followed; the page is not shown where it leads. */
        REDIRECT,
        /** The page is not the one that it should be; nothing was sent. */
        LOST,
        ERROR
    }

    /** Headers that described the body as it travelled: the browser has unpacked it since. */
    private static final String PACKING = "content-encoding";

    private static final String LENGTH = "content-length";

    static RelayAnswer of(String text) {
        int end = text.indexOf('\n');
        String[] first = text.substring(0, end).split(" ");
        Kind kind = Kind.valueOf(first[0].toUpperCase(Locale.ROOT));
        if (first.length == 1) {
            return new RelayAnswer(kind, 0, false, "", Map.of(), text.substring(end + 1));
        }
        int at = text.indexOf('\n', end + 1);
        String url = text.substring(end + 1, at);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        boolean packed = false;
        at++;
        while (text.charAt(at) != '\n') {
            int line = text.indexOf('\n', at);
            int colon = text.indexOf(':', at);
            String name = text.substring(at, colon);
            packed |= name.equals(PACKING);
            headers.computeIfAbsent(name, key -> new ArrayList<>(1))
                    .add(text.substring(Math.min(colon + 2, line), line));
            at = line + 1;
        }
        if (packed) {
            headers.remove(PACKING);
            headers.remove(LENGTH);
        }
        return new RelayAnswer(
                kind, Integer.parseInt(first[1]), first[2].equals("1"), url, headers, text.substring(at + 1));
    }

    byte[] bytes() {
        return kind == Kind.TEXT
                ? content.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(content);
    }
}
