package org.drawbridge.confluence.internal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.http.HttpSettings;

/** The settings of the sign-in by browser. */
final class BrowserFields {

    /** When calls go through the browser. */
    enum Relaying {
        ASK,
        ALWAYS,
        NEVER
    }

    static final String THROUGH_BROWSER = "throughBrowser";
    private static final String EMBEDDED = "embedded";
    private static final Texts TEXTS = Texts.of(BrowserFields.class);
    private static final int DEFAULT_MINUTES = 10;

    private BrowserFields() {}

    static Field throughBrowser() {
        return field(THROUGH_BROWSER, Field.Kind.FLAG).withDefault("false");
    }

    /** Which browser, and how it is started. */
    static List<Field> browser() {
        return List.of(
                choice("browser", "auto", "auto", "chrome", "edge", "chromium", EMBEDDED),
                field("browserProgram", Field.Kind.FILE),
                field("driver", Field.Kind.FILE),
                field("browserArguments", Field.Kind.TEXT));
    }

    static List<Field> all() {
        List<Field> all = new ArrayList<>(browser());
        all.addAll(List.of(
                field("cookieNames", Field.Kind.TEXT),
                field("mandatoryCookieNames", Field.Kind.TEXT),
                field("copyAllCookies", Field.Kind.FLAG).withDefault("false"),
                skipCookiePathCheck(),
                field("cookieRefresh", Field.Kind.FLAG).withDefault("false"),
                choice("relay", "ask", "ask", "always", "never"),
                field("kerberosHosts", Field.Kind.TEXT),
                field("timeoutMinutes", Field.Kind.NUMBER).withDefault(String.valueOf(DEFAULT_MINUTES)),
                Fields.sampleSpaces()));
        return all;
    }

    static Field skipCookiePathCheck() {
        return field("skipCookiePathCheck", Field.Kind.FLAG).withDefault("false");
    }

    private static Field field(String key, Field.Kind kind) {
        return Field.of(key, kind, TEXTS.get("field." + key), TEXTS.get("field." + key + ".help"));
    }

    private static Field choice(String key, String fallback, String... values) {
        return Field.choice(
                key,
                TEXTS.get("field." + key),
                TEXTS.get("field." + key + ".help"),
                fallback,
                Stream.of(values)
                        .map(value -> new Field.Choice(value, TEXTS.get("field." + key + "." + value)))
                        .toArray(Field.Choice[]::new));
    }

    /** The browser that a kept session goes on in: the embedded one if it is wanted and there is one. */
    static Ask.BrowserSignIn.Choice resuming(Connection connection) {
        return connection.setting("browser", "").equals(EMBEDDED) && Browsers.embedding()
                ? Ask.BrowserSignIn.Choice.EMBEDDED
                : Ask.BrowserSignIn.Choice.EXTERNAL;
    }

    static Relaying relaying(Connection connection) {
        return Relaying.valueOf(connection.setting("relay", "ask").toUpperCase(Locale.ROOT));
    }

    static Duration timeout(Connection connection) {
        try {
            int minutes =
                    Integer.parseInt(connection.setting("timeoutMinutes", "").strip());
            return Duration.ofMinutes(Math.clamp(minutes, 1, 24 * 60));
        } catch (NumberFormatException e) {
            return Duration.ofMinutes(DEFAULT_MINUTES);
        }
    }

    static BrowserSettings settings(SignIn signIn, URI site) {
        Connection connection = signIn.connection();
        HttpSettings network = signIn.http().settings();
        List<String> arguments = new ArrayList<>();
        kerberos(connection, site, arguments);
        arguments.addAll(words(connection.setting("browserArguments", "")));
        String kind = connection.setting("browser", "auto");
        return new BrowserSettings(
                kind.equals("auto") || kind.equals(EMBEDDED)
                        ? BrowserSettings.Kind.AUTOMATIC
                        : BrowserSettings.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                connection.setting("browserProgram").map(Path::of),
                connection.setting("driver").map(Path::of),
                arguments,
                network.proxy(),
                network.authorities(),
                network.connectTo(),
                List.of(site),
                signIn.scratch().orElseGet(Browsers::profileFolder));
    }

    /**
     * A fresh profile answers no Kerberos challenge by itself. On Windows the intranet zone decides, which a list of ours
     * would replace, also for the sign-in service: there only what the user has named is set.
     */
    private static void kerberos(Connection connection, URI site, List<String> arguments) {
        List<String> hosts = new ArrayList<>(SiteCookies.names(connection.setting("kerberosHosts", "")));
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
        if (!windows || !hosts.isEmpty()) {
            hosts.add(0, site.getHost());
            arguments.add("--auth-server-allowlist=" + String.join(",", hosts));
        }
    }

    /** Splits at blanks; double quotes keep them. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(text);
        while (matcher.find()) {
            words.add(Optional.ofNullable(matcher.group(1)).orElse(matcher.group(2)));
        }
        return words;
    }
}
