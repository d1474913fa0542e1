package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.internal.confluence.Sessions.Session;

/** The remote API of old, which is the only source of space permissions before 9.1: {@code reference: confluence §4, JSON-RPC}. */
final class JsonRpc {

    static final String PATH = "/rpc/json-rpc/confluenceservice-v2";

    private static final String PACKAGE = "com.atlassian.confluence.rpc.";

    @SuppressWarnings("serial")
    private static final class Fault extends Exception {
        Fault(String message) {
            super(message, null, false, false);
        }
    }

    private JsonRpc() {}

    static void handle(Visit visit) throws IOException {
        if (!visit.site().switches().remoteApi()) {
            Tomcat.error(visit.call(), 401, "The remote API is not enabled");
            return;
        }
        if (visit.profile().since(10, 0)) {
            // Measured on 10.2: status 200, and a page instead of JSON.
            HtmlPages.webSudo(visit, PATH);
            return;
        }
        JsonStructure body;
        try (JsonReader reader = Json.createReader(new StringReader(visit.call().body()))) {
            body = reader.read();
        } catch (JsonException e) {
            visit.call().json(400, "{\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}");
            return;
        }
        if (body instanceof JsonObject envelope) {
            JsonObjectBuilder answer = Visit.object().add("jsonrpc", "2.0");
            if (envelope.containsKey("id")) {
                answer.add("id", envelope.get("id"));
            }
            try {
                JsonArray arguments =
                        envelope.containsKey("params") ? envelope.getJsonArray("params") : JsonValue.EMPTY_JSON_ARRAY;
                answer.add("result", call(visit, envelope.getString("method", ""), arguments));
            } catch (Fault fault) {
                answer.add("error", error(fault));
            }
            visit.answer(answer.build());
        } else {
            try {
                visit.answer(call(visit, visit.path().substring(PATH.length()).replace("/", ""), body.asJsonArray()));
            } catch (Fault fault) {
                visit.call().json(500, Visit.object().add("error", error(fault)).build());
            }
        }
    }

    private static JsonObject error(Fault fault) {
        return Visit.object()
                .add("code", 500)
                .add("message", fault.getMessage())
                .add("data", JsonValue.NULL)
                .build();
    }

    private static JsonStructure call(Visit visit, String method, JsonArray arguments) throws Fault {
        return switch (method) {
            case "getPermissions" -> permissions(visit, space(visit, arguments));
            case "getSpacePermissionSets" -> permissionSets(visit, space(visit, arguments));
            case "getUser" -> user(visit, arguments);
            case "getServerInfo" -> serverInfo(visit.profile());
            default -> throw new Fault("java.lang.NoSuchMethodException: " + method);
        };
    }

    private static JsonStructure user(Visit visit, JsonArray arguments) throws Fault {
        boolean may = visit.administrator()
                || visit.who().isPresent() && visit.site().switches().lookupsForEverybody();
        Person person = visit.site()
                .people()
                .find(first(arguments))
                .filter(found -> may || visit.who().equals(Optional.of(found)))
                .orElseThrow(() ->
                        new Fault(PACKAGE + "RemoteException: No user found with username : " + first(arguments)));
        boolean shown =
                person.showsEmail() || visit.administrator() || visit.who().equals(Optional.of(person));
        return Visit.object()
                .add("name", person.name())
                .add("fullname", person.displayName())
                .add("email", shown ? person.email() : "")
                .add("url", visit.profile().base() + "/display/~" + person.name())
                .build();
    }

    private static JsonStructure serverInfo(Profile profile) {
        String[] version = profile.version().split("\\.");
        return Visit.object()
                .add("majorVersion", Integer.parseInt(version[0]))
                .add("minorVersion", Integer.parseInt(version[1]))
                .add("patchLevel", Integer.parseInt(version[2]))
                .add("buildId", Integer.toString(profile.build()))
                .add("developmentBuild", false)
                .add("baseUrl", profile.base())
                .build();
    }

    private static String first(JsonArray arguments) {
        JsonValue first = arguments.isEmpty() ? JsonValue.NULL : arguments.getFirst();
        return first instanceof JsonString text ? text.getString() : first.toString();
    }

    private static Space space(Visit visit, JsonArray arguments) throws Fault {
        String key = first(arguments);
        return visit.site()
                .wiki()
                .space(key)
                .filter(space -> visit.site().maySee(visit.who(), space))
                .orElseThrow(() -> new Fault(
                        PACKAGE + "RemoteException: You're not allowed to view that space, or it does not exist."));
    }

    /** What the caller may do: anybody may ask. */
    private static JsonArray permissions(Visit visit, Space space) {
        Set<Right> rights = visit.site().rights(visit.who(), space);
        JsonArrayBuilder words = Visit.array();
        Map<Right, String> names = Map.of(
                Right.VIEW,
                "view",
                Right.CREATE_PAGE,
                "modify",
                Right.CREATE_COMMENT,
                "comment",
                Right.ADMINISTER,
                "admin");
        rights.stream().filter(names::containsKey).map(names::get).forEach(words::add);
        return words.build();
    }

    /** Who may do what: for administrators of the space, and since 7.7 only with a confirmed password. */
    private static JsonArray permissionSets(Visit visit, Space space) throws Fault {
        if (!visit.site().rights(visit.who(), space).contains(Right.ADMINISTER)) {
            throw new Fault(PACKAGE + "NotPermittedException: You don't have permission to administer this space.");
        }
        if (visit.profile().since(7, 7)
                && !visit.session().map(Session::secureAdministrator).orElse(false)) {
            throw new Fault(PACKAGE + "WebSudoRequiredException");
        }
        JsonArrayBuilder sets = Visit.array();
        for (Right right : Right.values()) {
            JsonArrayBuilder grants = Visit.array();
            space.grants().forEach((subject, rights) -> {
                if (rights.contains(right)) {
                    JsonObjectBuilder grant = Visit.object()
                            .add("type", right.rpcName())
                            .addNull("userName")
                            .addNull("groupName");
                    if (subject instanceof Subject.User(Person person)) {
                        grant.add("userName", person.name());
                    } else if (subject instanceof Subject.Group(String name)) {
                        grant.add("groupName", name);
                    }
                    grants.add(grant);
                }
            });
            JsonArray given = grants.build();
            if (!given.isEmpty()) {
                sets.add(Visit.object().add("type", right.rpcName()).add("spacePermissions", given));
            }
        }
        return sets.build();
    }
}
