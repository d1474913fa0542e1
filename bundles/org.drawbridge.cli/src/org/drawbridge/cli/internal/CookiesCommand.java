package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.store.ConnectionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands a session's cookies to another tool. */
@Command(name = "cookies")
final class CookiesCommand extends CliCommand {

    enum Format {
        NETSCAPE,
        HEADER,
        JSON
    }

    @Parameters(paramLabel = "CONNECTION")
    String id;

    @Option(names = "--format", paramLabel = "netscape|header|json", defaultValue = "netscape")
    Format format;

    CookiesCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        ConnectionEntry entry = entry(id);
        List<Cookie> cookies;
        String account;
        try (Session session = Sessions.open(runtime(), runtime().signIn(entry, interaction(), cli.progress()))) {
            cookies = session.cookies();
            account = session.account().displayName();
        }
        if (cookies.isEmpty()) {
            throw CliFailures.problem("cli.no-cookies")
                    .with("connection", id)
                    .with("method", entry.connection().method())
                    .failure();
        }
        if (output().json()) {
            output().documentUnmasked(Json.createObjectBuilder()
                            .add("connection", id)
                            .add("exitCode", 0)
                            .add("cookies", json(cookies))
                            .build()
                    + "\n");
            return 0;
        }
        output().documentUnmasked(text(cookies));
        output().note(TEXTS.get("cookies.warning", account));
        return 0;
    }

    private String text(List<Cookie> cookies) {
        return switch (format) {
            case NETSCAPE ->
                "# Netscape HTTP Cookie File\n"
                        + cookies.stream().map(CookiesCommand::line).collect(Collectors.joining());
            case HEADER ->
                cookies.stream()
                                .map(cookie -> cookie.name() + "=" + cookie.value())
                                .collect(Collectors.joining("; "))
                        + "\n";
            case JSON -> json(cookies).build() + "\n";
        };
    }

    private static String line(Cookie cookie) {
        return (cookie.httpOnly() ? "#HttpOnly_" : "")
                + String.join(
                        "\t",
                        (cookie.hostOnly() ? "" : ".") + cookie.domain(),
                        cookie.hostOnly() ? "FALSE" : "TRUE",
                        cookie.path(),
                        cookie.secure() ? "TRUE" : "FALSE",
                        cookie.expires()
                                .map(end -> String.valueOf(end.getEpochSecond()))
                                .orElse("0"),
                        cookie.name(),
                        cookie.value())
                + "\n";
    }

    /** In the form of the browsers' export extensions. */
    private static JsonArrayBuilder json(List<Cookie> cookies) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (Cookie cookie : cookies) {
            JsonObjectBuilder item = Json.createObjectBuilder()
                    .add("domain", (cookie.hostOnly() ? "" : ".") + cookie.domain())
                    .add("hostOnly", cookie.hostOnly())
                    .add("path", cookie.path())
                    .add("secure", cookie.secure())
                    .add("httpOnly", cookie.httpOnly())
                    .add("session", cookie.expires().isEmpty())
                    .add("name", cookie.name())
                    .add("value", cookie.value());
            cookie.expires().ifPresent(end -> item.add("expirationDate", end.getEpochSecond()));
            array.add(item);
        }
        return array;
    }
}
