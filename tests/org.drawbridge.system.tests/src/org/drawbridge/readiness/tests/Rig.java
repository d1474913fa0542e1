package org.drawbridge.readiness.tests;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.SharePointSite;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.TargetProbe;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** A sandbox, and readiness runs over it with the product's own probes, checks and sign-in methods. */
final class Rig implements AutoCloseable {

    private static final Map<String, String> METHODS = Map.of(
            "confluence.token", "org.drawbridge.confluence.internal.TokenMethod",
            "confluence.anonymous", "org.drawbridge.confluence.internal.AnonymousMethod",
            "sharepoint.certificate", "org.drawbridge.sharepoint.internal.CertificateMethod");

    final Sandbox sandbox;
    private final Http http;
    private final Map<String, AuthMethod> extra = new LinkedHashMap<>();

    Rig(Path folder) throws IOException, AuthFailure {
        this(folder, Duration.ofSeconds(20));
    }

    /** @param patience for an answer */
    Rig(Path folder, Duration patience) throws IOException, AuthFailure {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
        http = Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(10), patience)
                .withAuthorities(List.of(sandbox.caFile()))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + sandbox.port()))));
    }

    @Override
    public void close() {
        http.close();
        sandbox.close();
    }

    Http http() {
        return http;
    }

    /** Adds a way to sign in that only this test has. */
    void method(String id, AuthMethod method) {
        extra.put(id, method);
    }

    // ---- the product's parts: services inside OSGi, their classes in a plain test run

    private static <T> List<T> parts(Class<T> type, String... classes) {
        Bundle own = FrameworkUtil.getBundle(Rig.class);
        if (own != null) {
            BundleContext context = own.getBundleContext();
            try {
                return context.getServiceReferences(type, null).stream()
                        .map(context::getService)
                        .toList();
            } catch (InvalidSyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return Arrays.stream(classes).map(name -> type.cast(made(name, Rig.class.getClassLoader()))).toList();
    }

    private static Object made(String name, ClassLoader loader) {
        try {
            return Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Check> checks() {
        return parts(
                Check.class,
                "org.drawbridge.confluence.internal.SpacesCheck",
                "org.drawbridge.confluence.internal.PeopleCheck",
                "org.drawbridge.confluence.internal.LimitsCheck",
                "org.drawbridge.sharepoint.internal.TargetCheck",
                "org.drawbridge.sharepoint.internal.SignInCheck");
    }

    private static List<TargetProbe> probes() {
        return parts(
                TargetProbe.class,
                "org.drawbridge.confluence.internal.ConfluenceProbe",
                "org.drawbridge.sharepoint.internal.SharePointProbe");
    }

    AuthMethods methods() {
        return new AuthMethods() {
            @Override
            public List<MethodInfo> all() {
                List<MethodInfo> all = new java.util.ArrayList<>();
                METHODS.keySet().forEach(id -> all.add(described(id)));
                extra.keySet().forEach(id -> all.add(described(id)));
                return all;
            }

            private static MethodInfo described(String id) {
                Target.Kind kind = id.contains("sharepoint") ? Target.Kind.SHAREPOINT : Target.Kind.CONFLUENCE;
                return new MethodInfo(id, id, kind, 1, false, "test");
            }

            @Override
            public AuthMethod load(String id) {
                return extra.containsKey(id) ? extra.get(id) : (AuthMethod) made(METHODS.get(id), loader(id));
            }
        };
    }

    private static ClassLoader loader(String method) {
        Bundle own = FrameworkUtil.getBundle(Rig.class);
        if (own == null) {
            return Rig.class.getClassLoader();
        }
        String bundle = method.startsWith("confluence") ? "org.drawbridge.confluence" : "org.drawbridge.sharepoint";
        return Arrays.stream(own.getBundleContext().getBundles())
                .filter(each -> each.getSymbolicName().equals(bundle))
                .map(each -> each.adapt(org.osgi.framework.wiring.BundleWiring.class).getClassLoader())
                .findFirst()
                .orElseThrow();
    }

    ConnectionTester tester() {
        return new ConnectionTester(methods(), Rig::probes);
    }

    // ---- connections

    private JsonObject described(String id) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(sandbox.connectionsFile()))) {
            return reader.readObject().getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                    .filter(json -> json.getString("id").equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the sandbox has no connection " + id));
        }
    }

    /** The sandbox's connection of that id. */
    SignIn signIn(String id, Progress progress) throws IOException, AuthFailure {
        JsonObject json = described(id);
        Map<String, String> settings = new LinkedHashMap<>();
        if (json.get("settings") instanceof JsonObject given) {
            given.keySet().forEach(key -> settings.put(key, given.getString(key)));
        }
        settings.computeIfPresent(
                "certificate", (key, file) -> sandbox.folder().resolve(file).toString());
        Secrets secrets = new MemorySecretStore().of(id);
        if (json.get("secrets") instanceof JsonObject given) {
            for (String key : given.keySet()) {
                String file = given.getJsonObject(key).getString("file");
                secrets.put(key, Secret.of(Files.readString(sandbox.folder().resolve(file)).strip()));
            }
        }
        Target target = json.getString("target").equals("sharepoint")
                ? new SharePointSite(json.getString("url"))
                : new ConfluenceSite(json.getString("url"));
        return signIn(new Connection(id, json.getString("name", id), target, json.getString("method"), settings),
                secrets, progress);
    }

    SignIn signIn(Connection connection, Secrets secrets, Progress progress) {
        return new SignIn(connection, secrets, http, Interaction.none(), progress, Clock.systemUTC());
    }

    ReadinessReport run(SignIn source, SignIn target, ReadinessOptions options) throws AuthFailure {
        return run(source, target, options, new Readiness.Listener() {});
    }

    ReadinessReport run(SignIn source, SignIn target, ReadinessOptions options, Readiness.Listener listener)
            throws AuthFailure {
        return new Readiness(tester(), Rig::checks).run(source, target, options, listener);
    }

    ReadinessReport run(String source, String target, ReadinessOptions options) throws IOException, AuthFailure {
        return run(signIn(source, Progress.none()), signIn(target, Progress.none()), options);
    }

    /** The outcomes with the side that causes them, by capability: {@code limited source}. */
    static Map<String, String> cells(ReadinessReport report) {
        return report.capabilities().stream()
                .collect(Collectors.toMap(
                        row -> row.capability().id(),
                        row -> row.outcome().word()
                                + (row.outcome().word().equals("works") ? "" : " " + row.side().word()),
                        (first, second) -> first,
                        LinkedHashMap::new));
    }

    /**
     * A person's delegated sign-in to SharePoint by password, as the sandbox grants it: what a token of the device code
     * flow or of the browser is too. Stands in for these methods where nobody is there to sign in.
     *
     * @param app the client id
     * @param alias the person's name before the @
     */
    SignIn delegated(String app, String alias, String site) {
        String id = "test.sharepoint." + alias;
        method(id, new AuthMethod() {
            @Override
            public List<Field> fields(Target target) {
                return List.of();
            }

            @Override
            public Session open(SignIn signIn) throws AuthFailure {
                return new DelegatedSession(signIn, app, alias);
            }
        });
        return signIn(
                new Connection(
                        "delegated",
                        "Contoso as " + alias,
                        new SharePointSite(site),
                        id,
                        Map.of("clientId", app, "tenant", "contoso.onmicrosoft.com")),
                new MemorySecretStore().of("delegated"),
                Progress.none());
    }

    private final class DelegatedSession implements Session {
        private static final String SHAREPOINT = "https://contoso.sharepoint.com";
        private static final String GRAPH = "https://graph.microsoft.com";

        private final SignIn signIn;
        private final String app;
        private final String user;
        private final String password;

        private DelegatedSession(SignIn signIn, String app, String alias) throws AuthFailure {
            this.signIn = signIn;
            this.app = app;
            user = alias + "@contoso.onmicrosoft.com";
            try {
                password = sandbox.secret(alias + ".password");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            grant(SHAREPOINT);
        }

        private String grant(String resource) throws AuthFailure {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "password");
            form.put("client_id", app);
            form.put("username", user);
            form.put("password", password);
            form.put("scope", resource + "/.default");
            try (Response response = http.send(
                    Request.post(
                            "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
                            RequestBody.form(form)),
                    signIn.progress())) {
                return Answers.object(response).getString("access_token");
            }
        }

        @Override
        public Account account() {
            return Account.of(user, user);
        }

        @Override
        public Response send(Request request, Progress progress) throws AuthFailure {
            String address = request.target().startsWith("/")
                    ? signIn.connection().target().address() + request.target()
                    : request.target();
            String resource = address.startsWith(GRAPH) ? GRAPH : SHAREPOINT;
            return http.send(
                    request.at(java.net.URI.create(address.replace(" ", "%20")))
                            .replacing("Accept", "application/json;odata=nometadata")
                            .replacing("Authorization", "Bearer " + grant(resource)),
                    progress);
        }

        @Override
        public Optional<Secret> token(String resource, Progress progress) throws AuthFailure {
            return Optional.of(Secret.of(grant(resource.equals("graph") ? GRAPH : SHAREPOINT)));
        }
    }
}
