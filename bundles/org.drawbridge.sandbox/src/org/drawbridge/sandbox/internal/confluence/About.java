package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.drawbridge.sandbox.internal.Html;

/** Version, tokens and settings of Server and Data Center: {@code reference: confluence §2 Version, §3}. */
final class About {

    private About() {}

    /** Readable without an account. */
    static void openRoutes(Router router) {
        router.get("/rest/applinks/1.0/manifest", About::manifest);
    }

    static void routes(Router router, Profile profile) {
        if (profile.since(9, 1)) {
            router.get(
                    "/rest/api/server-information",
                    visit -> visit.answer(Visit.object()
                            .add("baseUrl", visit.profile().base())
                            .add("version", visit.profile().version())
                            .add("buildNumber", visit.profile().build())
                            .add("marketplaceBuildNumber", visit.profile().build())
                            .add("buildDate", "2026-03-02T00:00:00.000Z")
                            .build()));
        }
        if (profile.knowsTokens()) {
            for (String version : new String[] {"latest", "1.0"}) {
                String path = "/rest/pat/" + version + "/tokens";
                router.get(path, About::tokens).post(path, About::newToken).on("DELETE", path + "/{id}", About::revoke);
            }
        }
        if (profile.since(7, 17)) {
            router.get("/rest/basicauth/1.0/config", About::basicConfig)
                    .on("PUT", "/rest/basicauth/1.0/config", About::changeBasic);
        }
    }

    private static void manifest(Visit visit) throws IOException {
        Profile profile = visit.profile();
        if (visit.call().header("Accept").orElse("").contains("json")) {
            visit.answer(Visit.object()
                    .add("id", profile.serverId())
                    .add("name", "Acme Wiki")
                    .add("typeId", "confluence")
                    .add("version", profile.version())
                    .add("buildNumber", profile.build())
                    .add("applinksVersion", "9.1.3")
                    .add("publicSignup", false)
                    .add("url", profile.base())
                    .add("iconUrl", profile.base() + "/s/favicon.ico")
                    .build());
            return;
        }
        visit.call().send(200, "application/xml", """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?><manifest><id>%s</id><name>Acme Wiki</name>\
                <typeId>confluence</typeId><version>%s</version><buildNumber>%d</buildNumber>\
                <applinksVersion>9.1.3</applinksVersion><publicSignup>false</publicSignup><url>%s</url>\
                <iconUrl>%s/s/favicon.ico</iconUrl></manifest>""".formatted(
                        profile.serverId(),
                        profile.version(),
                        profile.build(),
                        Html.escape(profile.base()),
                        Html.escape(profile.base()))
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Person signedIn(Visit visit) {
        return visit.who().orElseThrow(() -> Refusal.forbidden("You must be signed in"));
    }

    private static void tokens(Visit visit) throws IOException {
        JsonArrayBuilder all = Visit.array();
        visit.site().tokens().of(signedIn(visit)).forEach(token -> all.add(shown(token)));
        visit.answer(all.build());
    }

    private static JsonObjectBuilder shown(Tokens.Token token) {
        return Visit.object()
                .add("id", token.id())
                .add("name", token.name())
                .add("createdAt", token.created().toString())
                .add("expiringAt", token.expires().toString());
    }

    private static void newToken(Visit visit) throws IOException {
        Person owner = signedIn(visit);
        JsonObject wanted = body(visit);
        String name = wanted.getString("name", "");
        int days = wanted.getInt("expirationDuration", 0);
        if (name.isBlank() || days < 1 || days > 365) {
            throw Refusal.badRequest("A name and an expirationDuration of 1 to 365 days are required");
        }
        Tokens.Token token = visit.site().tokens().give(owner, name, Duration.ofDays(days));
        visit.call().json(201, shown(token).add("rawToken", token.value()).build());
    }

    private static void revoke(Visit visit) throws IOException {
        long id = Long.parseLong("0" + visit.variable("id").replaceAll("\\D", ""));
        if (!visit.site().tokens().revoke(signedIn(visit), id)) {
            throw Refusal.notFound("No token found with id : " + visit.variable("id"));
        }
        visit.call().empty(204);
    }

    private static void basicConfig(Visit visit) throws IOException {
        requireAdministrator(visit);
        visit.answer(Visit.object()
                .add("block-requests", !visit.site().switches().basicAuthentication())
                .add("allowed-paths", Visit.array())
                .add("allowed-users", Visit.array())
                .build());
    }

    private static void changeBasic(Visit visit) throws IOException {
        requireAdministrator(visit);
        visit.site().switches().basicAuthentication(!body(visit).getBoolean("block-requests", false));
        basicConfig(visit);
    }

    private static void requireAdministrator(Visit visit) {
        if (!visit.administrator()) {
            throw Refusal.forbidden("Administrator rights are required");
        }
    }

    /** The body as a JSON object; anything else is refused. */
    static JsonObject body(Visit visit) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(visit.call().body()))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw Refusal.badRequest("Could not read JSON: " + e.getMessage());
        }
    }
}
