package org.drawbridge.core.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.function.Executable;

/** What the HTTP tests share. */
final class HttpTests {

    static final HttpSettings QUICK =
            HttpSettings.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));

    private HttpTests() {}

    /** The body as text; checks the status. */
    static String body(Http http, Request request, int status) throws AuthFailure, IOException {
        try (Response response = http.send(request, Progress.none())) {
            assertEquals(status, response.status());
            return response.text(1 << 20);
        }
    }

    static Problem fails(String cause, Executable what) {
        Problem problem = assertThrows(AuthFailure.class, what).problem();
        assertEquals(cause, problem.cause(), problem::toString);
        return problem;
    }

    static HttpSettings leadingTo(TestServer server) {
        return QUICK.withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + server.port())));
    }
}
