package org.drawbridge.core.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP answer. The body is a stream that is read once; closing the answer frees the connection. Not thread-safe.
 */
public final class Response implements AutoCloseable {

    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

    private final URI uri;
    private final int status;
    private final Map<String, List<String>> headers;
    private final InputStream body;
    private final List<URI> redirects;

    /**
     * @param uri the address that answered, after redirects
     * @param headers names in any case
     * @param body never null; an empty stream where there is none
     * @param redirects the addresses that were left behind, in order
     */
    public Response(URI uri, int status, Map<String, List<String>> headers, InputStream body, List<URI> redirects) {
        this.uri = uri;
        this.status = status;
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) ->
                this.headers.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values));
        this.body = body;
        this.redirects = List.copyOf(redirects);
    }

    public URI uri() {
        return uri;
    }

    public int status() {
        return status;
    }

    /** The first header of that name, whatever its case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** All headers of that name, whatever its case. */
    public List<String> headers(String name) {
        return List.copyOf(headers.getOrDefault(name, List.of()));
    }

    /** All headers, unmodifiable; look-up ignores case. */
    public Map<String, List<String>> headers() {
        return Collections.unmodifiableMap(headers);
    }

    public List<URI> redirects() {
        return redirects;
    }

    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /** The media type in lower case without parameters, empty if the answer names none. */
    public String mediaType() {
        String type = header("Content-Type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    public boolean json() {
        String type = mediaType();
        return type.equals("application/json") || type.endsWith("+json");
    }

    /** The body as it comes in; reading may fail with {@link IOException} at any time. */
    public InputStream body() {
        return body;
    }

    /** The body as text, at most {@code limit} bytes of it; the rest is left unread. */
    public String text(int limit) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int left = limit;
        while (left > 0) {
            int count = body.read(buffer, 0, Math.min(buffer.length, left));
            if (count < 0) {
                break;
            }
            read.write(buffer, 0, count);
            left -= count;
        }
        return read.toString(charset());
    }

    private Charset charset() {
        Matcher matcher = CHARSET.matcher(header("Content-Type").orElse(""));
        if (matcher.find()) {
            try {
                return Charset.forName(matcher.group(1));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                // A server that names a charset nobody knows most likely sends UTF-8.
            }
        }
        return StandardCharsets.UTF_8;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // Nothing more is wanted from this answer.
        }
    }
}
