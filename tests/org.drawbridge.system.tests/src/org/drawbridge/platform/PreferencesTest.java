package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.SharePointSite;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.store.ConnectionEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.FrameworkUtil;

/** Every setting: kept, shown, in force, and out of force again. */
class PreferencesTest {

    @TempDir
    Path folder;

    /** Two methods for each side, which have every field that a setting can fill. */
    private static final AuthMethods METHODS = new AuthMethods() {
        @Override
        public List<MethodInfo> all() {
            List<MethodInfo> all = new ArrayList<>();
            for (Target.Kind kind : Target.Kind.values()) {
                all.add(new MethodInfo(kind.word() + ".first", "First", kind, 1, true, "test"));
                all.add(new MethodInfo(kind.word() + ".second", "Second", kind, 2, false, "test"));
            }
            return all;
        }

        @Override
        public AuthMethod load(String id) {
            return new AuthMethod() {
                @Override
                public List<Field> fields(Target target) {
                    return Preferences.all().stream()
                            .flatMap(preference -> preference.fills().stream())
                            .map(key -> Field.of(key, Field.Kind.TEXT, key, "").asRequired())
                            .toList();
                }

                @Override
                public Session open(SignIn signIn) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    };

    private static final Interaction NOBODY = new Interaction() {
        @Override
        public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
            throw new Cancelled();
        }
    };

    private DrawbridgeRuntime open() throws Exception {
        Path password = folder.resolve("password");
        Files.writeString(password, "Meisterwort-4711");
        return DrawbridgeRuntimes.open(
                new RuntimeOptions(
                        folder.resolve("data"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(password)),
                METHODS,
                new Services() {});
    }

    /** A value that differs from the default. */
    private static String sample(Preference preference) {
        return switch (preference.field().kind()) {
            case CHOICE ->
                preference.field().choices().stream()
                        .map(Field.Choice::value)
                        .filter(value -> !value.equals(preference.fallback()))
                        .reduce((first, last) -> last)
                        .orElseThrow();
            case FLAG -> "true";
            case NUMBER -> String.valueOf(preference.least() + 2);
            case FILE -> new File("/some/where/file").getAbsolutePath();
            default -> preference.key().equals(Preferences.PROXY) ? "http://proxy.test:3128" : "sample";
        };
    }

    static List<Preference> kept() {
        return Preferences.all().stream()
                .filter(preference -> !preference.secret())
                .toList();
    }

    static List<Preference> filling() {
        return Preferences.all().stream()
                .filter(preference -> preference.fills().isPresent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kept")
    void isKeptAndGoesBackToItsDefault(Preference preference) throws Exception {
        assertFalse(preference.field().label().isBlank());
        assertFalse(preference.field().help().isBlank());
        assertEquals(Optional.empty(), preference.complaint(sample(preference)));
        try (DrawbridgeRuntime runtime = open()) {
            runtime.change(settings -> settings.with(preference.key(), sample(preference)));
        }
        try (DrawbridgeRuntime runtime = open()) {
            assertEquals(sample(preference), runtime.settings().value(preference.key()));
            assertEquals(List.of(preference), runtime.settings().differing());
            runtime.change(settings -> settings.without(preference.key()));
            assertEquals(preference.fallback(), runtime.settings().value(preference.key()));
            assertEquals(List.of(), runtime.settings().differing());
        }
    }

    @ParameterizedTest
    @MethodSource("filling")
    void fillsWhatAConnectionLeavesOpenAndNothingElse(Preference preference) throws Exception {
        String key = preference.fills().orElseThrow();
        Target.Kind side = preference.of().orElse(Target.Kind.CONFLUENCE);
        Target target = side == Target.Kind.CONFLUENCE
                ? new ConfluenceSite("https://wiki.test")
                : new SharePointSite("https://a.sharepoint.com");
        Connection open = new Connection("open", "", target, side.word() + ".first", Map.of());
        Connection set = new Connection("set", "", target, side.word() + ".first", Map.of(key, "its own"));
        try (DrawbridgeRuntime runtime = open()) {
            assertEquals(Optional.empty(), seen(runtime, open).setting(key));
            runtime.change(settings -> settings.with(preference.key(), sample(preference)));
            assertEquals(Optional.of(sample(preference)), seen(runtime, open).setting(key));
            assertEquals(Optional.of("its own"), seen(runtime, set).setting(key));
            Field field = runtime.methods().load(open.method()).fields(target).stream()
                    .filter(found -> found.key().equals(key))
                    .findFirst()
                    .orElseThrow();
            assertEquals(sample(preference), field.fallback(), "forms show it as the default");
            assertEquals(Optional.empty(), field.complaint(""), "and ask for nothing more");
        }
    }

    private static Connection seen(DrawbridgeRuntime runtime, Connection connection) throws AuthFailure {
        return runtime.signIn(new ConnectionEntry(connection, Map.of()), NOBODY, Progress.none())
                .connection();
    }

    /** What shows that a setting is in force, of those that fill no field. */
    @FunctionalInterface
    private interface Effect {
        Object of(DrawbridgeRuntime runtime) throws Exception;
    }

    private static Effect http(java.util.function.Function<HttpSettings, Object> part) {
        return runtime -> part.apply(runtime.http().settings());
    }

    /** A CA that can't be read is named by the HTTP stack: so it is read. */
    private static Object authorityTrouble(DrawbridgeRuntime runtime) {
        try {
            runtime.http();
            return Optional.empty();
        } catch (AuthFailure e) {
            return Optional.of(e.getMessage()).map(text -> text.replaceAll(".*(/no/such.pem).*", "$1"));
        }
    }

    /** On a machine without a display nothing but the user's own command opens anything. */
    private static Object opens(DrawbridgeRuntime runtime) throws AuthFailure {
        String command = runtime.settings().value(Preferences.OPEN_WITH);
        return new BrowserOpener(Map.of(), "Linux", command).open(URI.create("https://login.test/"));
    }

    private static Effect preselected(Target.Kind kind) {
        return runtime -> runtime.methods().of(kind).stream()
                .filter(MethodInfo::recommended)
                .map(MethodInfo::id)
                .toList();
    }

    private record Case(Effect effect, String value, Object before, Object after) {}

    private static final Map<String, Case> EFFECTS = Map.ofEntries(
            Map.entry(
                    "confluence.method",
                    new Case(
                            preselected(Target.Kind.CONFLUENCE),
                            "confluence.second",
                            List.of("confluence.first"),
                            List.of("confluence.second"))),
            Map.entry(
                    "sharepoint.method",
                    new Case(
                            preselected(Target.Kind.SHAREPOINT),
                            "sharepoint.second",
                            List.of("sharepoint.first"),
                            List.of("sharepoint.second"))),
            Map.entry(Preferences.OPEN_WITH, new Case(PreferencesTest::opens, "true \"a profile\"", false, true)),
            Map.entry(
                    Preferences.PROXY,
                    new Case(
                            http(http -> http.proxy().map(proxy -> proxy.host() + " " + proxy.port())),
                            "http://proxy.test:3128",
                            Optional.empty(),
                            Optional.of("proxy.test 3128"))),
            Map.entry(
                    Preferences.AUTHORITIES,
                    new Case(
                            PreferencesTest::authorityTrouble,
                            "/no/such.pem",
                            Optional.empty(),
                            Optional.of("/no/such.pem"))),
            Map.entry(
                    Preferences.CONNECT_TIMEOUT,
                    new Case(http(HttpSettings::connectTimeout), "3", Duration.ofSeconds(10), Duration.ofSeconds(3))),
            Map.entry(
                    Preferences.RESPONSE_TIMEOUT,
                    new Case(http(HttpSettings::responseTimeout), "4", Duration.ofSeconds(20), Duration.ofSeconds(4))),
            Map.entry(Preferences.RETRIES, new Case(http(HttpSettings::maxRetries), "0", 5, 0)),
            Map.entry(
                    Preferences.LONGEST_WAIT,
                    new Case(http(HttpSettings::maxWait), "7", Duration.ofMinutes(5), Duration.ofSeconds(7))),
            Map.entry(
                    Preferences.USER_AGENT,
                    new Case(
                            http(HttpSettings::userAgent),
                            "ISV|Acme|Tool/1.0",
                            HttpSettings.DEFAULT_USER_AGENT,
                            "ISV|Acme|Tool/1.0")),
            Map.entry(
                    Preferences.SECRET_STORE,
                    new Case(
                            runtime -> runtime.secrets().durability(),
                            "session",
                            Durability.MASTER_PASSWORD,
                            Durability.SESSION_ONLY)),
            Map.entry(
                    Preferences.LOG_LEVEL,
                    new Case(runtime -> Log.Detail.of(runtime.dataDir()), "all", Log.Detail.NORMAL, Log.Detail.ALL)));

    static List<String> effects() {
        return List.copyOf(new TreeSet<>(EFFECTS.keySet()));
    }

    @ParameterizedTest
    @MethodSource("effects")
    void takesEffectAtOnceAndWithTheDefaultNoMore(String key) throws Exception {
        assumeTrue(
                !key.equals(Preferences.PROXY)
                        || Stream.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
                                .allMatch(name -> System.getenv(name) == null),
                "the environment has a proxy");
        Case one = EFFECTS.get(key);
        try (DrawbridgeRuntime runtime = open()) {
            assertEquals(one.before(), one.effect().of(runtime));
            runtime.change(settings -> settings.with(key, one.value()));
            assertEquals(one.after(), one.effect().of(runtime));
            runtime.change(settings -> settings.without(key));
            assertEquals(one.before(), one.effect().of(runtime));
        }
    }

    @Test
    void proxysExceptionsAndItsPasswordTakeEffectWithIt() throws Exception {
        try (DrawbridgeRuntime runtime = open()) {
            runtime.change(settings -> settings.with(Preferences.PROXY, "http://anna@proxy.test:3128")
                    .with(Preferences.NO_PROXY, "localhost .acme.test"));
            runtime.secretSettings().put(Preferences.PROXY_PASSWORD, Secret.of("durchlass-4711"));
            var proxy = runtime.http().settings().proxy().orElseThrow();
            assertEquals(List.of("localhost", ".acme.test"), proxy.exceptions());
            assertEquals("durchlass-4711", proxy.password().orElseThrow().reveal());
        }
        assertFalse(Files.readString(folder.resolve("data/settings.json")).contains("durchlass"));
    }

    @Test
    void noSettingIsWithoutATestThatItTakesEffect() {
        List<String> untested = Preferences.all().stream()
                .filter(preference -> preference.fills().isEmpty())
                .map(Preference::key)
                .filter(key -> !EFFECTS.containsKey(key))
                .filter(key -> !List.of(Preferences.NO_PROXY, Preferences.PROXY_PASSWORD)
                        .contains(key)) // by the test above
                .toList();
        assertEquals(List.of(), untested);
    }

    @Test
    void wrongValuesAreComplainedAbout() {
        for (String[] wrong : new String[][] {
            {"browser.kind", "opera"},
            {"network.retries", "-1"},
            {"network.retries", "101"},
            {"network.connectTimeout", "0"},
            {"confluence.copyAllCookies", "yes"},
            {"network.proxy", "proxy"},
            {"network.proxy", "http://anna:hunter22@proxy.test:3128"},
        }) {
            String complaint = Preferences.find(wrong[0])
                    .orElseThrow()
                    .complaint(wrong[1])
                    .orElseThrow(() -> new AssertionError(String.join("=", wrong)));
            assertFalse(complaint.contains("hunter22"), complaint);
        }
    }

    @Test
    void methodGetsTheSecretsOfItsOwnConnectionOnly() throws Exception {
        Target target = new ConfluenceSite("https://wiki.test");
        Connection own = new Connection("own", "", target, "confluence.first", Map.of());
        try (DrawbridgeRuntime runtime = open()) {
            runtime.secrets().of("own").put("token", Secret.of("eigenes-4711"));
            runtime.secrets().of("other").put("password", Secret.of("fremdes-4711"));
            runtime.secretSettings().put(Preferences.PROXY_PASSWORD, Secret.of("durchlass-4711"));
            SignIn signIn = runtime.signIn(new ConnectionEntry(own, Map.of()), NOBODY, Progress.none());
            assertTrue(signIn.secrets().get("token").isPresent());
            assertTrue(signIn.secrets().get("password").isEmpty());
            assertTrue(signIn.secrets().get(Preferences.PROXY_PASSWORD).isEmpty());
        }
    }

    /** The built-in defaults stand with the methods; what the pages show of them must be the same. */
    @Test
    void filledFieldsExistWithTheSameDefaultAndChoices() throws Exception {
        assumeTrue(FrameworkUtil.getBundle(PreferencesTest.class) != null, "only inside OSGi");
        try (DrawbridgeRuntime runtime = DrawbridgeRuntimes.open(RuntimeOptions.of(folder.resolve("empty")))) {
            for (Preference preference : filling()) {
                List<Field> fields = new ArrayList<>();
                for (MethodInfo info : runtime.methods().all()) {
                    if (preference.of().isEmpty() || preference.of().get() == info.target()) {
                        runtime.methods().load(info.id()).fields(Target.of(info.target(), "")).stream()
                                .filter(field ->
                                        field.key().equals(preference.fills().orElseThrow()))
                                .forEach(fields::add);
                    }
                }
                assertFalse(fields.isEmpty(), preference::key);
                for (Field field : fields) {
                    assertEquals(preference.fallback(), field.fallback(), preference::key);
                    List<String> known =
                            field.choices().stream().map(Field.Choice::value).toList();
                    assertTrue(
                            known.containsAll(preference.field().choices().stream()
                                    .map(Field.Choice::value)
                                    .toList()),
                            preference::key);
                }
            }
        }
    }
}
