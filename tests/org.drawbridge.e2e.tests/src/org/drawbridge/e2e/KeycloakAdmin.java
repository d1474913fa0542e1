package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;

/** Keycloak's own REST interface for its administrator. Used by one thread. */
final class KeycloakAdmin {

    /** Sends a request, not following redirects. */
    @FunctionalInterface
    interface Sender {
        HttpResponse<String> send(HttpRequest request) throws IOException;
    }

    private final URI address;
    private final String password;
    private final Sender sender;
    private String token;
    private Instant tokenEnds;

    KeycloakAdmin(URI address, String password, Sender sender) {
        this.address = address;
        this.password = password;
        this.sender = sender;
    }

    /** @param body null for none */
    JsonStructure call(String method, String path, JsonStructure body) throws IOException {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        Optional.ofNullable(body)
                                .map(json -> BodyPublishers.ofString(json.toString()))
                                .orElse(BodyPublishers.noBody()))
                .build());
    }

    /** Good for a minute only, and dear, as each costs the hash of a password. */
    private String token() throws IOException {
        if (token == null || Instant.now().isAfter(tokenEnds)) {
            tokenEnds = Instant.now().plusSeconds(30);
            token = newToken();
        }
        return token;
    }

    private String newToken() throws IOException {
        return send(HttpRequest.newBuilder(address.resolve("/realms/master/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(
                                "grant_type=password&client_id=admin-cli&username=admin&password=" + password))
                        .build())
                .asJsonObject()
                .getString("access_token");
    }

    private JsonStructure send(HttpRequest request) throws IOException {
        HttpResponse<String> response = sender.send(request);
        if (response.statusCode() >= 300) {
            throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
        }
        if (response.body().isEmpty()) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.read();
        }
    }
}
