package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.store.Reasons;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One authenticated call, its body streamed to standard output or a file. */
@Command(name = "request")
final class RequestCommand extends CliCommand {

    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{3,10}");
    private static final List<String> REFUSED = List.of("authorization", "cookie", "host", "proxy-authorization");
    /** So much of a page tells what it is. */
    private static final int JUDGED = 64 * 1024;

    private static final int IN_MEMORY = 32 * 1024 * 1024;
    private static final int SHOWN_OF_ERROR = 4000;
    private static final int REFUSED_EXIT = 2;

    @Parameters(index = "0", paramLabel = "CONNECTION")
    String id;

    @Parameters(index = "1..*", arity = "1..2", paramLabel = "[METHOD] PATH")
    List<String> call;

    @Option(names = "--data", paramLabel = "@FILE")
    String data;

    @Option(names = "--header", paramLabel = "'NAME: VALUE'")
    List<String> headers = List.of();

    @Option(names = "--output", paramLabel = "FILE")
    Path file;

    RequestCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        Request request = request();
        SignIn signIn = runtime().signIn(entry(id), interaction(), cli.progress());
        try (Session session = Sessions.open(runtime(), signIn)) {
            cli.progress().step(TEXTS.get("request.sending", request));
            try (Response response = session.send(request, cli.progress())) {
                if (cli.verbose()) {
                    output().note(TEXTS.get("request.status", String.valueOf(response.status()), response.uri()));
                }
                return answer(request, response.status() >= 400 ? response : asked(request, response));
            }
        }
    }

    /**
     * The answer, unless the sign-in's page came instead of it: no server shows that with an error's status.
     *
     * @throws AuthFailure {@code answer.login-page}, {@code answer.sso} and the like
     */
    private Response asked(Request request, Response response) throws AuthFailure {
        boolean led = response.status() >= 300 || !response.redirects().isEmpty();
        String type = response.mediaType();
        if (!led || !type.isEmpty() && !type.equals("text/html")) {
            return response;
        }
        byte[] begin;
        try {
            begin = response.body().readNBytes(JUDGED);
        } catch (IOException e) {
            throw broken(request, 0, e);
        }
        String text = new String(begin, StandardCharsets.UTF_8);
        Optional<Answers.Page> page = Answers.page(response, text)
                .filter(found -> found != Answers.Page.OTHER_HTML && found != Answers.Page.MOVED);
        if (page.isPresent()) {
            throw Answers.failure(page.get(), response, text);
        }
        return new Response(
                response.uri(),
                response.status(),
                response.headers(),
                new SequenceInputStream(new ByteArrayInputStream(begin), response.body()),
                response.redirects());
    }

    private Request request() throws AuthFailure {
        if (call.size() > 2) {
            throw misuse("usage.too-many", "");
        }
        String path = call.getLast();
        String method = call.size() == 2 ? call.getFirst() : data == null ? "GET" : "POST";
        if (!METHOD.matcher(method).matches()) {
            throw misuse("usage.method", method);
        }
        if (!path.startsWith("/") && !path.startsWith("https://") && !path.startsWith("http://")) {
            throw misuse("usage.path");
        }
        Request request = Request.of(method.toUpperCase(Locale.ROOT), path);
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw misuse("usage.header");
            }
            String name = header.substring(0, colon).strip();
            if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
                throw CliFailures.problem("cli.header-refused")
                        .with("header", name)
                        .failure();
            }
            request = request.replacing(name, header.substring(colon + 1).strip());
        }
        return data == null ? request : request.withBody(body(request));
    }

    private RequestBody body(Request request) throws AuthFailure {
        if (!data.startsWith("@") || data.length() == 1) {
            throw misuse("usage.data");
        }
        String given = request.header("Content-Type").orElse(null);
        String name = data.substring(1);
        try {
            if (name.equals("-")) {
                // A body must be repeatable; what comes through a pipe is not.
                byte[] content = cli.environment().in().readAllBytes();
                return RequestBody.of(given == null ? "application/json" : given, content);
            }
            Path path = Path.of(name);
            if (!Files.isReadable(path) || Files.isDirectory(path)) {
                throw new IOException(TEXTS.get("request.no-file"));
            }
            return RequestBody.file(given == null ? contentType(name) : given, path);
        } catch (IOException e) {
            throw CliFailures.problem("cli.file-unreadable")
                    .with("file", name)
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        }
    }

    private static String contentType(String name) {
        if (name.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return "application/json";
        }
        String guessed = URLConnection.guessContentTypeFromName(name);
        return guessed == null ? "application/octet-stream" : guessed;
    }

    private int answer(Request request, Response response) throws AuthFailure {
        boolean refused = response.status() >= 400;
        AuthFailure failure = CliFailures.problem("cli.request-refused")
                .with("request", request)
                .with("connection", id)
                .evidence("status", response.status())
                .evidence("url", response.uri())
                .failure();
        if (output().json()) {
            document(request, response, refused ? failure : null);
        } else if (file != null) {
            if (refused) {
                // The file is for the content that was asked for.
                output().error(excerpt(response));
            } else {
                long bytes = save(request, response);
                output().note(TEXTS.get("request.saved", String.valueOf(bytes), file));
            }
        } else {
            output().clearStatus();
            copy(request, response.body(), cli.environment().out(), true);
        }
        if (refused && !output().json()) {
            output().failure(failure.problem(), REFUSED_EXIT);
        }
        return refused ? REFUSED_EXIT : 0;
    }

    private static String excerpt(Response response) {
        try {
            return response.text(SHOWN_OF_ERROR);
        } catch (IOException e) {
            return "";
        }
    }

    private long save(Request request, Response response) throws AuthFailure {
        long[] bytes = new long[1];
        NewFile.write(file, out -> bytes[0] = copy(request, response.body(), out, false));
        return bytes[0];
    }

    /** Failures to read are the answer's; failures to write are thrown, or end the copy if the reader went away. */
    private long copy(Request request, InputStream in, OutputStream out, boolean pipe) throws AuthFailure {
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        while (true) {
            int count;
            try {
                count = in.read(buffer);
            } catch (IOException e) {
                throw broken(request, total, e);
            }
            try {
                if (count < 0) {
                    out.flush();
                    return total;
                }
                out.write(buffer, 0, count);
            } catch (IOException e) {
                if (pipe) {
                    return total;
                }
                throw CliFailures.problem("cli.file-unwritable")
                        .with("file", file)
                        .with("reason", Reasons.of(e))
                        .because(e)
                        .failure();
            }
            total += count;
        }
    }

    private AuthFailure broken(Request request, long bytes, IOException e) throws AuthFailure {
        cli.progress().check();
        return CliFailures.problem("cli.request-broken")
                .with("request", request)
                .with("bytes", bytes)
                .with("reason", Reasons.of(e))
                .because(e)
                .failure();
    }

    private void document(Request request, Response response, AuthFailure failure) throws AuthFailure {
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("connection", id)
                .add("exitCode", failure == null ? 0 : REFUSED_EXIT)
                .add("status", response.status())
                .add("url", response.uri().toString())
                .add("contentType", response.mediaType());
        if (failure != null) {
            document.add("failure", org.drawbridge.core.json.Json.of(failure.problem()));
        }
        if (file != null && failure == null) {
            document.add("bytes", save(request, response)).add("output", file.toString());
        } else {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            copy(request, new Limited(response.body()), content, false);
            document.add("bytes", content.size());
            addBody(document, response, content.toByteArray());
        }
        // The answer is the user's own data: masking it would falsify it.
        output().documentUnmasked(withNotices(document.build()) + "\n");
    }

    private static void addBody(JsonObjectBuilder document, Response response, byte[] content) {
        if (response.json()) {
            try (JsonReader reader = Json.createReader(new ByteArrayInputStream(content))) {
                document.add("body", reader.readValue());
                return;
            } catch (JsonException e) {
                // Then it is text, whatever its type says.
            }
        }
        try {
            document.add(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString());
        } catch (CharacterCodingException e) {
            document.add("bodyBase64", Base64.getEncoder().encodeToString(content));
        }
    }

    /** Fails rather than filling the memory. */
    private static final class Limited extends FilterInputStream {
        private long left = IN_MEMORY;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw new IOException(TEXTS.get("request.too-large", IN_MEMORY / 1024 / 1024));
            }
            return count;
        }
    }
}
