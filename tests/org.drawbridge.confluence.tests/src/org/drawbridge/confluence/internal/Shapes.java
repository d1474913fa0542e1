package org.drawbridge.confluence.internal;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Answers in shapes that are written down in the reference, independent of the sandbox, so that connector and sandbox
 * don't share one misunderstanding. Follows redirects within the origin as the real stack does.
 */
final class Shapes implements Http {

    /** One answer. */
    record Reply(int status, Map<String, String> headers, String body) {
        Reply with(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body);
        }
    }

    static final Reply NOT_FOUND = html(404, "<html><head><title>404</title></head><body>nothing here</body></html>");

    private final Function<Asked, Reply> server;
    final List<Request> requests = new ArrayList<>();

    /** A request, easily looked at. */
    record Asked(Request request, URI uri) {
        String path() {
            return uri.getPath();
        }

        String host() {
            return uri.getHost();
        }

        String query() {
            return uri.getQuery() == null ? "" : uri.getQuery();
        }

        String authorization() {
            return request.header("Authorization").orElse("");
        }

        boolean at(String address) {
            return (uri.getScheme() + "://" + uri.getAuthority() + uri.getPath()).equals(address);
        }
    }

    Shapes(Function<Asked, Reply> server) {
        this.server = server;
    }

    static Reply json(int status, String body) {
        return new Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    static Reply html(int status, String body) {
        return new Reply(status, Map.of("Content-Type", "text/html;charset=UTF-8"), body);
    }

    static Reply redirect(String location) {
        return new Reply(302, Map.of("Location", location, "Content-Type", "text/html;charset=UTF-8"), "");
    }

    /** The applinks manifest of a version. */
    static Reply manifest(String type, String version, String url) {
        return json(
                200,
                "{\"id\":\"x\",\"name\":\"N\",\"typeId\":\"" + type + "\",\"version\":\"" + version
                        + "\",\"buildNumber\":\"9000\",\"url\":\"" + url + "\"}");
    }

    static Reply known(String name) {
        return json(
                200,
                "{\"type\":\"known\",\"username\":\"" + name + "\",\"userKey\":\"k-" + name
                        + "\",\"displayName\":\"User " + name + "\"}");
    }

    static final Reply ANONYMOUS = json(200, "{\"type\":\"anonymous\",\"displayName\":\"Anonymous\"}");

    @Override
    public synchronized Response send(Request request, Progress progress) throws AuthFailure {
        progress.check();
        Request current = request;
        List<URI> left = new ArrayList<>();
        for (int hop = 0; hop < 10; hop++) {
            requests.add(current);
            URI uri = URI.create(current.target());
            Reply reply = server.apply(new Asked(current, uri));
            if (reply == null) {
                reply = NOT_FOUND;
            }
            String location = reply.headers().get("Location");
            boolean follow = location != null
                    && current.redirects() == Request.Redirects.SAME_ORIGIN
                    && SiteDiscovery.sameOrigin(uri.resolve(location), uri);
            if (!follow) {
                Map<String, List<String>> headers = new TreeMap<>();
                reply.headers().forEach((name, value) -> headers.put(name, List.of(value)));
                return new Response(
                        uri,
                        reply.status(),
                        headers,
                        new ByteArrayInputStream(reply.body().getBytes(StandardCharsets.UTF_8)),
                        left);
            }
            left.add(uri);
            current = current.at(uri.resolve(location));
        }
        throw CoreFailures.problem("redirect.loop").failure();
    }

    /** Whether any request carried a credential to another place than those under this address. */
    boolean credentialsOnlyUnder(String address) {
        return requests.stream()
                .filter(request -> request.header("Authorization").isPresent())
                .allMatch(request -> request.target().startsWith(address));
    }

    boolean anyCredential() {
        return requests.stream()
                .anyMatch(request -> request.header("Authorization").isPresent());
    }

    @Override
    public HttpSettings settings() {
        return HttpSettings.defaults();
    }

    @Override
    public void close() {}
}
