package org.drawbridge.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * TLS in front of Keycloak under the name of Entra, with Entra's addresses; the hosts of SharePoint and Graph are behind
 * it, too. It translates addresses and, as Entra has one resource in a token and Keycloak all that was asked for at
 * sign-in, narrows tokens down; it decides nothing about who gets in.
 */
final class EntraFront implements AutoCloseable {

    private static final String ORIGIN = "https://" + Keycloak.LOGIN_HOST;
    private static final String OPENID = "/realms/" + Keycloak.TENANT + "/protocol/openid-connect/";
    private static final Pattern ENTRA = Pattern.compile("/([^/]+)/oauth2/v2\\.0/(authorize|token|devicecode)");
    private static final Pattern CONFIGURATION = Pattern.compile("/([^/]+)/v2\\.0/\\.well-known/openid-configuration");
    private static final String FORM = "application/x-www-form-urlencoded";

    /** What must not be passed on: of the connection, or made anew. */
    private static final Set<String> HOP = Set.of(
            "connection",
            "host",
            "content-length",
            "transfer-encoding",
            "upgrade",
            "expect",
            "http2-settings",
            "keep-alive",
            "date");

    /** A request for a token: what was shown for it and for which resources. */
    record Asked(String grant, String scope, int status) {}

    private final Keycloak keycloak;
    private final ProtectedSites sites;
    private final TestAuthority authority;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    EntraFront(Keycloak keycloak, ProtectedSites sites, TestAuthority authority) throws IOException {
        this.keycloak = keycloak;
        this.sites = sites;
        this.authority = authority;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.context()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static String[] hosts() {
        return new String[] {
            Keycloak.LOGIN_HOST,
            URI.create(Keycloak.SHAREPOINT).getHost(),
            URI.create(Keycloak.GRAPH).getHost()
        };
    }

    /** Options of the product that lead to it. */
    String[] network() {
        return new String[] {"--ca", authority.certificate().toString(), "--connect-to", "::127.0.0.1:" + port()};
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** The requests for tokens so far. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** A browser that is led here, with a fresh profile. */
    UsersBrowser browser(Path folder) throws IOException {
        return new UsersBrowser(
                folder,
                "--host-resolver-rules=MAP " + Keycloak.LOGIN_HOST + " 127.0.0.1:" + port(),
                "--ignore-certificate-errors-spki-list=" + authority.pin());
    }

    /** Asks with a token, by no part of the product. @return the status */
    int get(String address, String token) throws IOException {
        URI uri = URI.create(address);
        try (Socket socket =
                authority.client().getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port())) {
            socket.getOutputStream()
                    .write(("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost()
                                    + "\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"))
                    .replaceFirst(":\\d+$", "");
            if (host.equals(Keycloak.LOGIN_HOST)) {
                entra(exchange);
            } else {
                sites.answer("https://" + host, exchange);
            }
        } catch (IOException | RuntimeException e) {
            // The server would say nothing at all of it.
            System.err.println("EntraFront: " + exchange.getRequestURI().getPath() + ": " + e);
            throw e;
        }
    }

    private void entra(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher endpoint = ENTRA.matcher(path);
        Matcher configuration = CONFIGURATION.matcher(path);
        if (path.equals("/common/discovery/instance")) {
            json(exchange, 200, instances());
        } else if (configuration.matches()) {
            if (configuration.group(1).equals(Keycloak.TENANT)) {
                json(exchange, 200, configuration());
            } else {
                json(exchange, 400, unknownTenant(configuration.group(1)));
            }
        } else if (!endpoint.matches()) {
            // The pages, which Keycloak has at its own addresses.
            forward(
                    exchange,
                    exchange.getRequestURI().toString(),
                    exchange.getRequestBody().readAllBytes());
        } else if (!endpoint.group(1).equals(Keycloak.TENANT)) {
            json(exchange, 400, unknownTenant(endpoint.group(1)));
        } else {
            switch (endpoint.group(2)) {
                case "authorize" -> {
                    Map<String, String> query = fields(exchange.getRequestURI().getRawQuery());
                    widen(query);
                    forward(exchange, OPENID + "auth?" + form(query), new byte[0]);
                }
                case "devicecode" -> {
                    Map<String, String> form = body(exchange);
                    widen(form);
                    forward(exchange, OPENID + "auth/device", form(form).getBytes(StandardCharsets.UTF_8));
                }
                default -> token(exchange, body(exchange));
            }
        }
    }

    /** A sign-in is good for every resource; which one a token is for, each request for a token says. */
    private static void widen(Map<String, String> fields) {
        String scope = fields.getOrDefault("scope", "");
        if (scope.contains("/.default")) {
            fields.put(
                    "scope",
                    scope.replaceAll("https://\\S+", "").strip() + " " + Keycloak.SHAREPOINT + "/.default "
                            + Keycloak.GRAPH + "/.default");
        }
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        String grant = form.getOrDefault("grant_type", "");
        if (grant.equals("device_code")) {
            form.put("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        }
        HttpResponse<String> answer = ask(exchange, form);
        JsonObject given = parsed(answer.body());
        boolean narrow =
                answer.statusCode() == 200 && given.containsKey("refresh_token") && !grant.equals("refresh_token");
        if (narrow) {
            HttpResponse<String> narrowed = ask(
                    exchange,
                    new LinkedHashMap<>(Map.of(
                            "grant_type",
                            "refresh_token",
                            "client_id",
                            form.get("client_id"),
                            "refresh_token",
                            given.getString("refresh_token"),
                            "scope",
                            form.get("scope"))));
            JsonObjectBuilder both = Json.createObjectBuilder(given);
            JsonObject second = parsed(narrowed.body());
            if (narrowed.statusCode() != 200) {
                answer = narrowed;
                given = second;
            } else {
                // The id token stays the one that belongs to the sign-in: it has the nonce.
                for (String name : List.of("access_token", "refresh_token", "expires_in", "scope")) {
                    both.add(name, second.get(name));
                }
                given = both.build();
            }
        }
        asked.add(new Asked(grant, form.getOrDefault("scope", ""), answer.statusCode()));
        json(exchange, answer.statusCode(), given);
    }

    private HttpResponse<String> ask(HttpExchange exchange, Map<String, String> form) throws IOException {
        return keycloak.send(
                request(exchange, OPENID + "token")
                        .setHeader("Content-Type", FORM)
                        .POST(BodyPublishers.ofString(form(form)))
                        .build(),
                BodyHandlers.ofString());
    }

    private void forward(HttpExchange exchange, String target, byte[] body) throws IOException {
        HttpResponse<byte[]> answer = keycloak.send(
                request(exchange, target)
                        .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
        answer.headers().map().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        Leaks.plantTokens(new String(answer.body(), StandardCharsets.UTF_8));
        send(exchange, answer.statusCode(), answer.body());
    }

    private HttpRequest.Builder request(HttpExchange exchange, String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(keycloak.address() + target));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.setHeader("X-Forwarded-Proto", "https")
                .setHeader("X-Forwarded-Host", Keycloak.LOGIN_HOST)
                .setHeader("X-Forwarded-Port", "443");
    }

    // ---- Entra's documents

    private JsonObject configuration() {
        JsonObject own = keycloak.document(".well-known/openid-configuration");
        String tenant = ORIGIN + "/" + Keycloak.TENANT;
        return Json.createObjectBuilder(own)
                .add("issuer", tenant + "/v2.0")
                .add("authorization_endpoint", tenant + "/oauth2/v2.0/authorize")
                .add("token_endpoint", tenant + "/oauth2/v2.0/token")
                .add("device_authorization_endpoint", tenant + "/oauth2/v2.0/devicecode")
                .add("tenant_region_scope", "WW")
                .add("cloud_instance_name", "microsoftonline.com")
                .add("cloud_graph_host_name", "graph.windows.net")
                .add("msgraph_host", "graph.microsoft.com")
                .build();
    }

    private static JsonObject instances() {
        return Json.createObjectBuilder()
                .add(
                        "tenant_discovery_endpoint",
                        ORIGIN + "/" + Keycloak.TENANT + "/v2.0/.well-known/openid-configuration")
                .add("api-version", "1.1")
                .add(
                        "metadata",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("preferred_network", Keycloak.LOGIN_HOST)
                                        .add("preferred_cache", "login.windows.net")
                                        .add(
                                                "aliases",
                                                Json.createArrayBuilder().add(Keycloak.LOGIN_HOST))))
                .build();
    }

    private static JsonObject unknownTenant(String tenant) {
        return Json.createObjectBuilder()
                .add("error", "invalid_tenant")
                .add("error_description", "AADSTS90002: Tenant '" + tenant + "' not found.")
                .add("error_codes", Json.createArrayBuilder().add(90002))
                .build();
    }

    // ---- HTTP

    private static Map<String, String> body(HttpExchange exchange) throws IOException {
        return fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : form.split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> Keycloak.encoded(field.getKey()) + "=" + Keycloak.encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static JsonObject parsed(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new UncheckedIOException(new IOException("no JSON: " + text, e));
        }
    }

    static void json(HttpExchange exchange, int status, JsonObject body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        send(exchange, status, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }
}
