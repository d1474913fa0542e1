package org.drawbridge.sandbox.internal;

import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request to the sandbox and the answer to it. Handlers answer exactly once. */
public interface Call {
    /** The host the client asked for (Host header, lower case, without port). */
    String host();

    String method();

    /** The raw path, undecoded, without query. */
    String path();

    /** The full address as the client sees it. */
    URI uri();

    /** Query parameters, decoded, first value each. */
    Map<String, String> query();

    /** All values of one query parameter. */
    List<String> queryAll(String name);

    Optional<String> header(String name);

    /** Cookies sent by the client; of two with the same name the first one. */
    Map<String, String> cookies();

    /** The body as UTF-8 text (read once, kept). */
    String body() throws IOException;

    /** The body as form fields, decoded. */
    Map<String, String> form() throws IOException;

    /** Adds a header to the answer. */
    Call with(String name, String value);

    void json(int status, JsonStructure content) throws IOException;

    void json(int status, String content) throws IOException;

    void html(int status, String content) throws IOException;

    void text(int status, String content) throws IOException;

    void send(int status, String contentType, byte[] content) throws IOException;

    /** Answers with a body that is written while it is sent. */
    void stream(int status, String contentType, long length, Writer content) throws IOException;

    void redirect(int status, String location) throws IOException;

    void empty(int status) throws IOException;

    /** Drops the connection without an answer. */
    void reset() throws IOException;

    /** Writes a body of the promised length; writing less drops the connection in the middle. */
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
