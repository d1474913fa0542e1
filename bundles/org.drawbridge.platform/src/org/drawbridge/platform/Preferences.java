package org.drawbridge.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.ProxySettings;
import org.drawbridge.platform.Preference.Page;

/**
 * All settings of the product, in the order of the pages. Those that fill a field of the sign-in methods hold for every
 * connection that does not set the field itself; what they mean there is described by reference wikitraccs §1a.
 */
public final class Preferences {

    public static final String SECRET_STORE = "security.secretStore";
    public static final String LOG_LEVEL = "logging.level";
    public static final String OPEN_WITH = "sharepoint.openWith";
    public static final String PROXY = "network.proxy";
    public static final String PROXY_PASSWORD = "network.proxyPassword";
    public static final String NO_PROXY = "network.noProxy";
    public static final String AUTHORITIES = "network.authorities";
    public static final String CONNECT_TIMEOUT = "network.connectTimeout";
    public static final String RESPONSE_TIMEOUT = "network.responseTimeout";
    public static final String USER_AGENT = "network.userAgent";
    public static final String RETRIES = "network.retries";
    public static final String LONGEST_WAIT = "network.longestWait";

    static final Texts TEXTS = Texts.of(Preferences.class);

    private static final List<Preference> ALL = make();

    private Preferences() {}

    public static List<Preference> all() {
        return ALL;
    }

    public static List<Preference> of(Page page) {
        return ALL.stream().filter(preference -> preference.page() == page).toList();
    }

    public static Optional<Preference> find(String key) {
        return ALL.stream().filter(preference -> preference.key().equals(key)).findFirst();
    }

    /** The method that is preselected for a kind of target, as the preference's key. */
    public static String method(Target.Kind kind) {
        return kind.word() + ".method";
    }

    private static List<Preference> make() {
        List<Preference> all = new ArrayList<>();
        browser(all);
        confluence(all);
        sharePoint(all);
        network(all);
        all.add(fills(Page.MISC, "relay", choice("misc.relay", "ask", "ask", "always", "never")));
        all.add(plain(
                Page.SECURITY,
                choice(
                        SECRET_STORE,
                        "automatic",
                        Stream.of(SecretPlaces.Wish.values())
                                .map(SecretPlaces.Wish::word)
                                .toArray(String[]::new))));
        all.add(plain(
                Page.LOGGING,
                choice(
                        LOG_LEVEL,
                        Log.Detail.NORMAL.word(),
                        Stream.of(Log.Detail.values()).map(Log.Detail::word).toArray(String[]::new))));
        return List.copyOf(all);
    }

    private static void browser(List<Preference> all) {
        // SharePoint's field of that name means something else: the regular browser, or a window of its own.
        all.add(new Preference(
                Page.BROWSER,
                choice("browser.kind", "auto", "auto", "chrome", "edge", "chromium", "embedded"),
                false,
                Optional.of("browser"),
                Optional.of(Target.Kind.CONFLUENCE),
                0,
                0));
        all.add(fills(Page.BROWSER, "browserProgram", field("browser.program", Field.Kind.FILE)));
        all.add(fills(Page.BROWSER, "driver", field("browser.driver", Field.Kind.FILE)));
        all.add(fills(Page.BROWSER, "browserArguments", field("browser.arguments", Field.Kind.TEXT)));
        all.add(number(
                Page.BROWSER,
                Optional.of("timeoutMinutes"),
                field("browser.timeoutMinutes", Field.Kind.NUMBER).withDefault("10"),
                1,
                1440));
    }

    private static void confluence(List<Preference> all) {
        all.add(plain(Page.CONFLUENCE, field(method(Target.Kind.CONFLUENCE), Field.Kind.TEXT)));
        for (String key : List.of("cookieNames", "mandatoryCookieNames")) {
            all.add(fills(Page.CONFLUENCE, key, field("confluence." + key, Field.Kind.TEXT)));
        }
        for (String key : List.of("copyAllCookies", "cookieRefresh", "skipCookiePathCheck")) {
            all.add(fills(
                    Page.CONFLUENCE,
                    key,
                    field("confluence." + key, Field.Kind.FLAG).withDefault("false")));
        }
        all.add(fills(Page.CONFLUENCE, "kerberosHosts", field("confluence.kerberosHosts", Field.Kind.TEXT)));
        all.add(number(
                Page.CONFLUENCE,
                Optional.of("sampleSpaces"),
                field("confluence.sampleSpaces", Field.Kind.NUMBER).withDefault("20"),
                0,
                1000));
    }

    private static void sharePoint(List<Preference> all) {
        all.add(plain(Page.SHAREPOINT, field(method(Target.Kind.SHAREPOINT), Field.Kind.TEXT)));
        for (String key : List.of("clientId", "tenant")) {
            all.add(fills(Page.SHAREPOINT, key, field("sharepoint." + key, Field.Kind.TEXT)));
        }
        all.add(fills(
                Page.SHAREPOINT,
                "cloud",
                choice("sharepoint.cloud", "auto", "auto", "worldwide", "us-government", "us-dod", "china")));
        all.add(plain(Page.SHAREPOINT, field(OPEN_WITH, Field.Kind.TEXT)));
    }

    private static void network(List<Preference> all) {
        HttpSettings http = HttpSettings.defaults();
        all.add(plain(Page.NETWORK, field(PROXY, Field.Kind.TEXT).checkedBy(Preferences::proxy)));
        all.add(plain(Page.NETWORK, field(PROXY_PASSWORD, Field.Kind.SECRET)));
        all.add(list(field(NO_PROXY, Field.Kind.TEXT)));
        all.add(list(field(AUTHORITIES, Field.Kind.FILE)));
        all.add(seconds(CONNECT_TIMEOUT, http.connectTimeout().toSeconds()));
        all.add(seconds(RESPONSE_TIMEOUT, http.responseTimeout().toSeconds()));
        all.add(number(
                Page.NETWORK,
                Optional.empty(),
                field(RETRIES, Field.Kind.NUMBER).withDefault(String.valueOf(http.maxRetries())),
                0,
                100));
        all.add(seconds(LONGEST_WAIT, http.maxWait().toSeconds()));
        all.add(plain(Page.NETWORK, field(USER_AGENT, Field.Kind.TEXT)));
    }

    /** A password in it is told where it is used: the settings may have been written by hand. */
    private static Optional<String> proxy(String address) {
        try {
            return ProxySettings.parse(address, TEXTS.get("field." + PROXY), List.of())
                            .password()
                            .isPresent()
                    ? Optional.of(TEXTS.get("proxy.password"))
                    : Optional.empty();
        } catch (AuthFailure e) {
            return Optional.of(e.problem().message());
        }
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

    private static Preference plain(Page page, Field field) {
        return new Preference(page, field, false, Optional.empty(), Optional.empty(), 0, 0);
    }

    private static Preference list(Field field) {
        return new Preference(Page.NETWORK, field, true, Optional.empty(), Optional.empty(), 0, 0);
    }

    private static Preference fills(Page page, String filled, Field field) {
        return new Preference(page, field, false, Optional.of(filled), side(page), 0, 0);
    }

    private static Optional<Target.Kind> side(Page page) {
        return switch (page) {
            case CONFLUENCE, MISC -> Optional.of(Target.Kind.CONFLUENCE);
            case SHAREPOINT -> Optional.of(Target.Kind.SHAREPOINT);
            default -> Optional.empty(); // a browser is opened for both
        };
    }

    private static Preference number(Page page, Optional<String> filled, Field field, int least, int most) {
        return new Preference(page, field, false, filled, filled.flatMap(key -> side(page)), least, most);
    }

    private static Preference seconds(String key, long fallback) {
        return number(
                Page.NETWORK,
                Optional.empty(),
                field(key, Field.Kind.NUMBER).withDefault(String.valueOf(fallback)),
                1,
                86_400);
    }
}
