package org.drawbridge.platform.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.http.ProxySettings;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionStore;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.core.store.ReferencedSecrets;
import org.drawbridge.platform.DataFolder;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.Near;
import org.drawbridge.platform.PlugIn;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.platform.SecretPlaces;
import org.drawbridge.platform.Services;
import org.drawbridge.platform.Settings;

/** The composition root. */
public final class DefaultRuntime implements DrawbridgeRuntime {

    private static final Texts TEXTS = Texts.of(DefaultRuntime.class);
    /** Where the secrets among the settings lie: no connection can have this id. */
    private static final String SETTINGS_SECRETS = "_settings";

    private final RuntimeOptions options;
    private final DefaultedMethods methods;
    private final Services services;
    private final Supplier<List<PlugIn>> plugIns;
    private final ConnectionStore store;
    private final Optional<ConnectionsFile> file;
    private final SettingsFile settings;
    private final SecretStore secrets;
    private final Rungs lasting;
    private final ConnectionTester tester;
    /** By the settings they were made for; those in use by running sessions stay open to the end. */
    private final Map<HttpSettings, Http> stacks = new LinkedHashMap<>();

    public DefaultRuntime(
            RuntimeOptions options, AuthMethods methods, Services services, Supplier<List<PlugIn>> plugIns)
            throws AuthFailure {
        this.options = options;
        this.services = services;
        this.plugIns = plugIns;
        useFolder(options.dataDir());
        settings = new SettingsFile(options.dataDir());
        this.methods = new DefaultedMethods(methods, settings::read);
        store = new ConnectionStore(options.dataDir(), this.methods);
        file = options.connectionsFile().isPresent()
                ? Optional.of(ConnectionsFile.read(options.connectionsFile().get(), this.methods))
                : Optional.empty();
        SystemKey key = new SystemKey(() -> KeyStore.ofSystem(options.dataDir()));
        lasting = new Rungs(options.dataDir(), MasterPassword.of(options), key, new KeptWishes());
        secrets = file.isPresent() ? new MemorySecretStore() : lasting;
        tester = new ConnectionTester(this.methods, services::probes);
    }

    /** The wish for a place of secrets is a setting like all others. */
    private final class KeptWishes implements Rungs.Wishes {
        @Override
        public SecretPlaces.Wish get() {
            String word = SettingsFile.readable(options.dataDir()).value(Preferences.SECRET_STORE);
            return SecretPlaces.Wish.ofWord(word).orElse(SecretPlaces.Wish.AUTOMATIC);
        }

        @Override
        public void set(SecretPlaces.Wish wish) throws AuthFailure {
            change(before -> before.with(Preferences.SECRET_STORE, wish.word()));
        }
    }

    private static void useFolder(Path folder) throws AuthFailure {
        try {
            OwnerOnly.folder(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException(TEXTS.get("reason.not-writable"));
            }
        } catch (IOException e) {
            throw PlatformFailures.problem("data-dir.unusable")
                    .with("folder", folder)
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        }
    }

    @Override
    public Path dataDir() {
        return options.dataDir();
    }

    @Override
    public AuthMethods methods() {
        return methods;
    }

    @Override
    public ConnectionStore connections() {
        return store;
    }

    @Override
    public List<ConnectionEntry> entries() throws AuthFailure {
        return file.isPresent() ? file.get().entries() : store.all();
    }

    @Override
    public ConnectionEntry entry(String id) throws AuthFailure {
        List<ConnectionEntry> all = entries();
        for (ConnectionEntry entry : all) {
            if (entry.connection().id().equals(id)) {
                return entry;
            }
        }
        List<String> ids = all.stream().map(entry -> entry.connection().id()).toList();
        String place = options.connectionsFile()
                .map(Path::toString)
                .orElseGet(() -> TEXTS.get("place.stored", options.dataDir()));
        throw PlatformFailures.problem("connection.unknown")
                .with("connection", id)
                .with("place", place)
                .with("near", Near.of(id, ids).orElse(null))
                .evidence("known", ids.size())
                .failure();
    }

    @Override
    public boolean keeps() {
        return file.isEmpty();
    }

    @Override
    public SecretStore secrets() {
        return secrets;
    }

    @Override
    public SecretPlaces secretPlaces() {
        return lasting;
    }

    @Override
    public Secrets secretSettings() {
        return lasting.of(SETTINGS_SECRETS);
    }

    @Override
    public synchronized Http http() throws AuthFailure {
        HttpSettings wanted = network();
        Http stack = stacks.get(wanted);
        if (stack == null) {
            stack = Http.create(wanted);
            stacks.put(wanted, stack);
        }
        return stack;
    }

    private HttpSettings network() throws AuthFailure {
        Settings.Network kept = settings().network();
        List<Path> authorities = new ArrayList<>(kept.authorities());
        file.ifPresent(found -> authorities.addAll(found.authorities()));
        authorities.addAll(options.authorities());
        List<ConnectTo> connectTo = new ArrayList<>(options.connectTo());
        file.ifPresent(found -> connectTo.addAll(found.connectTo()));
        HttpSettings defaults = HttpSettings.defaults();
        return defaults.withTimeouts(
                        options.timeout().orElse(kept.connectTimeout()),
                        options.timeout().orElse(kept.responseTimeout()))
                .withProxy(proxy(kept))
                .withAuthorities(authorities)
                .withConnectTo(connectTo)
                .withUserAgent(kept.userAgent().orElse(defaults.userAgent()))
                .withRetries(kept.retries(), kept.longestWait());
    }

    private Optional<Proxy> proxy(Settings.Network kept) throws AuthFailure {
        if (options.proxy().isPresent()) {
            List<String> exceptions = ProxySettings.exceptions(System.getenv());
            return Optional.of(withoutPassword(options.proxy().get(), "--proxy", exceptions));
        }
        if (kept.proxy().isEmpty()) {
            return ProxySettings.fromEnvironment(System.getenv());
        }
        Proxy proxy = withoutPassword(kept.proxy().get(), TEXTS.get("notice.from-settings"), kept.noProxy());
        if (proxy.user().isPresent() && proxy.password().isEmpty()) {
            return Optional.of(with(proxy, secretSettings().get(Preferences.PROXY_PASSWORD)));
        }
        return Optional.of(proxy);
    }

    /** Options and settings are no place for a password; it comes from the environment, or from the secret store. */
    private static Proxy withoutPassword(String address, String place, List<String> exceptions) throws AuthFailure {
        Proxy proxy = ProxySettings.parse(address, place, exceptions);
        if (proxy.password().isPresent()) {
            throw PlatformFailures.problem("settings.proxy-password")
                    .with("place", place)
                    .failure();
        }
        return with(
                proxy,
                Optional.ofNullable(System.getenv(RuntimeOptions.PROXY_PASSWORD_VARIABLE))
                        .map(Secret::of));
    }

    private static Proxy with(Proxy proxy, Optional<Secret> password) {
        return new Proxy(proxy.host(), proxy.port(), proxy.user(), password, proxy.exceptions());
    }

    @Override
    public List<String> notices() throws AuthFailure {
        List<String> notices = new ArrayList<>();
        String fromOptions = TEXTS.get("notice.from-options");
        add(notices, "notice.connect-to", fromOptions, options.connectTo());
        add(notices, "notice.authorities", fromOptions, options.authorities());
        file.ifPresent(found -> {
            String fromFile = TEXTS.get(
                    "notice.from-file", options.connectionsFile().orElseThrow().getFileName());
            add(notices, "notice.connect-to", fromFile, found.connectTo());
            add(notices, "notice.authorities", fromFile, found.authorities());
        });
        add(
                notices,
                "notice.authorities",
                TEXTS.get("notice.from-settings"),
                settings().network().authorities());
        return notices;
    }

    private static void add(List<String> notices, String text, String origin, List<?> values) {
        if (!values.isEmpty()) {
            notices.add(TEXTS.get(
                    text,
                    origin,
                    String.join(", ", values.stream().map(Object::toString).toList())));
        }
    }

    @Override
    public ConnectionTester tester() {
        return tester;
    }

    @Override
    public List<Check> checks() {
        return services.checks();
    }

    @Override
    public Optional<FreshBrowser> freshBrowser() {
        return services.freshBrowser();
    }

    @Override
    public List<Explainer> explainers() {
        return services.explainers();
    }

    @Override
    public List<SetupGuide> guides() {
        return services.guides();
    }

    @Override
    public List<PlugIn> plugIns() {
        return plugIns.get();
    }

    @Override
    public SignIn signIn(ConnectionEntry entry, Interaction interaction, Progress progress) throws AuthFailure {
        Connection connection = methods.complete(entry.connection());
        return new SignIn(
                connection,
                new ReferencedSecrets(entry.secrets(), secrets.of(connection.id())),
                http(),
                interaction,
                progress,
                Clock.systemUTC(),
                scratch());
    }

    /** In the data folder if the user has named one; the usual one may travel with a roaming profile. */
    private Optional<Path> scratch() {
        return options.dataDir().equals(DataFolder.of())
                ? Optional.empty()
                : Optional.of(options.dataDir().resolve("browser"));
    }

    @Override
    public Settings settings() throws AuthFailure {
        return settings.read();
    }

    @Override
    public void change(UnaryOperator<Settings> change) throws AuthFailure {
        settings.change(change);
    }

    @Override
    public synchronized void close() {
        stacks.values().forEach(Http::close);
        stacks.clear();
        services.close();
    }
}
