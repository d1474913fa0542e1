package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonStructure;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.internal.Call;

/**
 * A call to one site, by somebody.
 *
 * @param path the raw path below the context path
 * @param who who is asking; empty for anonymous
 * @param session the web session; empty on Cloud
 * @param variables the values of the route's variables
 */
record Visit(
        Call call,
        Site site,
        String path,
        Optional<Person> who,
        Optional<Sessions.Session> session,
        Map<String, String> variables) {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    Visit with(Map<String, String> values) {
        return new Visit(call, site, path, who, session, values);
    }

    String variable(String name) {
        return variables.get(name);
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(call.query().get(name));
    }

    /** A numeric parameter; a bad one is refused as Confluence does: with 404, since it fits no resource. */
    int number(String name, int fallback) {
        try {
            return query(name).map(Integer::parseInt).orElse(fallback);
        } catch (NumberFormatException e) {
            throw Refusal.notFound("HTTP 404 Not Found");
        }
    }

    /** The names in {@code expand}. */
    Set<String> expand() {
        return call.queryAll("expand").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    /** Whether the parameter asks for that name, or for something below it. */
    boolean expands(String name) {
        return expand().stream().anyMatch(each -> each.equals(name) || each.startsWith(name + "."));
    }

    boolean administrator() {
        return who.map(Person::administrator).orElse(false);
    }

    Profile profile() {
        return site.profile();
    }

    void answer(JsonStructure json) throws IOException {
        call.json(200, json);
    }

    static JsonObjectBuilder object() {
        return JSON.createObjectBuilder();
    }

    static JsonArrayBuilder array() {
        return JSON.createArrayBuilder();
    }
}
