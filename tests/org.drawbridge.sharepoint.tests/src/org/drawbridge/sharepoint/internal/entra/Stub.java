package org.drawbridge.sharepoint.internal.entra;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A TLS server of a few lines that answers byte for byte what a test tells it, under the real host names. Apart from
 * the sandbox on purpose: a misunderstanding that simulator and connector share would not show there.
 */
public final class Stub implements AutoCloseable {

    public static final String TENANT = "11111111-2222-4333-8444-555555555555";
    public static final String CLIENT = "99999999-8888-4777-8666-555555555555";

    /** One request as it came in. */
    public record Call(String method, String host, String path, Map<String, String> headers, String body) {

        public Map<String, String> form() {
            Map<String, String> form = new HashMap<>();
            for (String pair : body.split("&")) {
                String[] parts = pair.split("=", 2);
                form.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return form;
        }

        public String bearer() {
            return headers.getOrDefault("authorization", "");
        }
    }

    /** The bytes of an answer; {@link #NOTHING} drops the connection, {@link #SILENCE} never answers. */
    public record Answer(byte[] bytes) {}

    public static final Answer NOTHING = new Answer(new byte[0]);
    public static final Answer SILENCE = new Answer(null);

    private final ServerSocket listener;
    private final Path authority;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, Function<Call, Answer>> routes = new ConcurrentHashMap<>();

    public Stub(Path folder) throws Exception {
        Path pfx = folder.resolve("stub.pfx");
        if (Files.notExists(pfx)) {
            TestKeys.pfx(
                    pfx,
                    "stub",
                    "-ext",
                    "san=dns:login.microsoftonline.com,dns:login.microsoftonline.us,dns:graph.microsoft.com,"
                            + "dns:contoso.sharepoint.com,dns:contoso-my.sharepoint.com,dns:login.acme.test,"
                            + "dns:graph.acme.test,dns:sp.acme.test",
                    "-ext",
                    "bc:c=ca:true");
        }
        authority = folder.resolve("stub.pem");
        Files.writeString(authority, TestKeys.pem(TestKeys.certificate(pfx)));
        KeyStore store = TestKeys.open(pfx);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, TestKeys.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener = context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Path authority() {
        return authority;
    }

    /** What answers for a host and a start of the path; the longest start wins. */
    public Stub on(String hostAndPath, Function<Call, Answer> answer) {
        routes.put(hostAndPath, answer);
        return this;
    }

    public List<Call> calls(String hostAndPath) {
        return calls.stream()
                .filter(call -> (call.host() + call.path()).startsWith(hostAndPath))
                .toList();
    }

    /** A tenant that is found, and a token endpoint that gives tokens. */
    public Stub entra() {
        on("contoso.sharepoint.com/_vti_bin", call -> challenge(TENANT));
        on("contoso.sharepoint.com/sites/wiki/_vti_bin", call -> challenge(TENANT));
        on("login.microsoftonline.com/" + TENANT + "/v2.0/.well-known", call -> configuration(TENANT));
        on("login.microsoftonline.com/" + TENANT + "/oauth2/v2.0/token", call -> token(call, 3599));
        return this;
    }

    public static Answer challenge(String tenant) {
        return answer(
                401,
                "WWW-Authenticate: Bearer realm=\"" + tenant
                        + "\",client_id=\"00000003-0000-0ff1-ce00-000000000000\",trusted_issuers=\"00000001-0000-0000-c000-000000000000@*\"\r\n"
                        + "MicrosoftSharePointTeamServices: 16.0.0.25430\r\n",
                "text/plain",
                "");
    }

    public static Answer configuration(String tenant) {
        return configuration(tenant, "login.microsoftonline.com", "microsoftonline.com", "graph.microsoft.com");
    }

    public static Answer configuration(String tenant, String login, String instance, String graph) {
        return json(
                200,
                "{\"issuer\":\"https://" + login + "/" + tenant + "/v2.0\",\"token_endpoint\":\"https://" + login + "/"
                        + tenant + "/oauth2/v2.0/token\",\"cloud_instance_name\":\"" + instance
                        + "\",\"msgraph_host\":\"" + graph + "\"}");
    }

    /** A token that says which resource and which request it is for. */
    public Answer token(Call call, int seconds) {
        String audience = call.form().get("scope").replaceAll(".*(https://\\S+)/\\.default.*", "$1");
        int number = calls("login.microsoftonline.com/" + TENANT + "/oauth2").size();
        return json(
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":" + seconds + ",\"ext_expires_in\":" + seconds
                        + ",\"access_token\":\"" + jwt(audience, number, "\"roles\":[\"Sites.FullControl.All\"]")
                        + "\"}");
    }

    public static String jwt(String audience, int number, String more) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String claims = "{\"aud\":\"" + audience + "\",\"tid\":\"" + TENANT + "\",\"appid\":\"" + CLIENT
                + "\",\"appidacr\":\"2\",\"uti\":\"" + number + "\",\"exp\":"
                + Instant.now().plusSeconds(3600).getEpochSecond() + (more.isEmpty() ? "" : "," + more) + "}";
        return base64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl" + number;
    }

    public static Answer json(int status, String body) {
        return answer(status, "", "application/json; charset=utf-8", body);
    }

    public static Answer html(int status, String body) {
        return answer(status, "", "text/html; charset=utf-8", body);
    }

    /** @param headers further ones, each ended by a line break */
    public static Answer answer(int status, String headers, String type, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        return raw("HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Length: " + content.length
                + "\r\nConnection: close\r\n" + headers + "\r\n" + body);
    }

    public static Answer raw(String text) {
        return new Answer(text.getBytes(StandardCharsets.UTF_8));
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        boolean keep = false;
        try {
            Call call = read(new BufferedInputStream(socket.getInputStream()));
            if (call != null) {
                calls.add(call);
                Answer answer = route(call);
                keep = answer == SILENCE;
                if (!keep && answer != NOTHING) {
                    socket.getOutputStream().write(answer.bytes());
                    socket.getOutputStream().flush();
                }
            }
        } catch (IOException e) {
            // The client went away, which is what some tests want.
        } finally {
            if (!keep) {
                close(socket);
            }
        }
    }

    private Answer route(Call call) {
        String address = call.host() + call.path();
        return routes.entrySet().stream()
                .filter(route -> address.startsWith(route.getKey()))
                .max((a, b) -> Integer.compare(a.getKey().length(), b.getKey().length()))
                .map(route -> route.getValue().apply(call))
                .orElseGet(() -> json(404, "{\"error\":\"no such route\"}"));
    }

    private static Call read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        if (first.length < 2) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String host = headers.getOrDefault("host", "").replaceAll(":\\d+$", "");
        return new Call(first[0], host, first[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // Gone already.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(this::close);
    }
}
