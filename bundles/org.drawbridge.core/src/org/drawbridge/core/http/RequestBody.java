package org.drawbridge.core.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request's body, which can be opened more than once.
 *
 * @param contentType with its charset, such as {@code application/json}
 * @param length in bytes, -1 if unknown
 */
public record RequestBody(String contentType, long length, Source source) {

    /** Opens the body; the caller closes it. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    public static RequestBody of(String contentType, byte[] content) {
        return new RequestBody(contentType, content.length, () -> new ByteArrayInputStream(content));
    }

    public static RequestBody json(String content) {
        return of("application/json", content.getBytes(StandardCharsets.UTF_8));
    }

    public static RequestBody form(Map<String, String> fields) {
        String encoded = fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return of("application/x-www-form-urlencoded", encoded.getBytes(StandardCharsets.UTF_8));
    }

    public static RequestBody file(String contentType, Path file) throws IOException {
        return new RequestBody(contentType, Files.size(file), () -> Files.newInputStream(file));
    }
}
