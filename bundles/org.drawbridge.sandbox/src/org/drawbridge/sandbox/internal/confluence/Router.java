package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the handler for a path by templates such as {@code /rest/api/space/{key}}; the first that fits wins. */
final class Router {

    @FunctionalInterface
    interface Handler {
        void handle(Visit visit) throws IOException;
    }

    /** A handler that was found, and the decoded values of the template's variables. */
    record Match(Handler handler, Map<String, String> variables) {}

    private record Route(String method, Pattern pattern, List<String> names, Handler handler) {}

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final List<Route> routes = new ArrayList<>();

    Router get(String template, Handler handler) {
        return on("GET", template, handler);
    }

    Router post(String template, Handler handler) {
        return on("POST", template, handler);
    }

    Router on(String method, String template, Handler handler) {
        StringBuilder pattern = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(template);
        int end = 0;
        while (variables.find()) {
            pattern.append(Pattern.quote(template.substring(end, variables.start())))
                    .append("([^/]+)");
            names.add(variables.group(1));
            end = variables.end();
        }
        pattern.append(Pattern.quote(template.substring(end))).append("/?");
        routes.add(new Route(method, Pattern.compile(pattern.toString()), names, handler));
        return this;
    }

    Optional<Match> find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Route route : routes) {
            Matcher matcher = route.pattern().matcher(path);
            if (route.method().equals(wanted) && matcher.matches()) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < route.names().size(); i++) {
                    values.put(
                            route.names().get(i),
                            // A plus sign stands for itself in a path.
                            URLDecoder.decode(matcher.group(i + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
                }
                return Optional.of(new Match(route.handler(), values));
            }
        }
        return Optional.empty();
    }

    /** Whether the path exists for another method. */
    boolean knows(String path) {
        return routes.stream().anyMatch(route -> route.pattern().matcher(path).matches());
    }
}
