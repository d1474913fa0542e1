package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Locale;
import org.drawbridge.sandbox.internal.Call;

/** Refusals of REST in the words of each edition and version: {@code reference: confluence §2, §3, §4}. */
final class Answer {

    private static final String EXCEPTIONS = "com.atlassian.confluence.api.service.exceptions.";

    private Answer() {}

    /** Lets a v1 resource answer, or refuses in its place. */
    static void orRefusal(Visit visit, Router.Handler handler) throws IOException {
        try {
            handler.handle(visit);
        } catch (Refusal refusal) {
            refusal(visit, refusal.status(), refusal.getMessage());
        }
    }

    /** A refusal of a v1 resource. */
    static void refusal(Visit visit, int status, String message) throws IOException {
        refusal(visit.call(), visit.profile(), status, message);
    }

    private static void refusal(Call call, Profile profile, int status, String message) throws IOException {
        String text = message;
        if (profile.cloud()) {
            String name = Tomcat.reason(status).toUpperCase(Locale.ROOT).replace(' ', '_');
            text = "org.springframework.web.server.ResponseStatusException: " + status + " " + name + " \"" + message
                    + "\"";
        } else if (!profile.since(9, 0) && status == 404) {
            text = EXCEPTIONS + "NotFoundException: " + message;
        } else if (status == 403) {
            text = EXCEPTIONS + "PermissionException: " + message;
        }
        JsonObjectBuilder data = Visit.object().add("authorized", false).add("valid", true);
        if (profile.since(7, 0)) {
            data.add("allowedInReadOnlyMode", true);
        }
        data.add("errors", Visit.array()).add("successful", false);
        call.json(
                status,
                Visit.object()
                        .add("statusCode", status)
                        .add("data", data)
                        .add("message", text)
                        .add("reason", Tomcat.reason(status))
                        .build());
    }

    /** The caller may not use this Confluence at all. */
    static void notPermitted(Visit visit) throws IOException {
        if (visit.who().isEmpty() && visit.profile().since(9, 0)) {
            visit.call()
                    .json(
                            401,
                            "{\"message\":\"Client must be authenticated to access this resource.\",\"status-code\":401}");
        } else {
            refusal(visit, 403, "Not permitted to use confluence : null");
        }
    }

    /** No REST resource there. */
    static void noResource(Visit visit) throws IOException {
        visit.call()
                .json(
                        404,
                        Visit.object()
                                .add("message", "null for uri: " + visit.call().uri())
                                .add("status-code", 404)
                                .build());
    }
}
