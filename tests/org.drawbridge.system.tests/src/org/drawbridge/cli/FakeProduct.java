package org.drawbridge.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.drawbridge.cli.internal.Cli;
import org.drawbridge.cli.internal.Environment;
import org.drawbridge.cli.internal.Terminal;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.ProbeRun;
import org.drawbridge.core.probe.Product;
import org.drawbridge.core.probe.TargetProbe;
import org.drawbridge.platform.DrawbridgeRuntimes;
import org.drawbridge.platform.Services;

/** The command line in this process over one made-up sign-in method, without a network. */
final class FakeProduct {

    /** What the method takes for a valid token. */
    static final String TOKEN = "fake-token-of-4711";

    private final Path dataDir;
    private final Map<String, String> variables = new HashMap<>();
    private Terminal terminal = Terminal.none();
    private String input = "";
    private Supplier<RuntimeException> breakage = () -> null;
    private final List<Explainer> explainers = new ArrayList<>();
    private final List<SetupGuide> guides = new ArrayList<>();

    FakeProduct(Path dataDir) {
        this.dataDir = dataDir;
    }

    FakeProduct terminal(Terminal changed) {
        terminal = changed;
        return this;
    }

    FakeProduct input(String text) {
        input = text;
        return this;
    }

    FakeProduct variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    FakeProduct with(Explainer explainer) {
        explainers.add(explainer);
        return this;
    }

    FakeProduct with(SetupGuide guide) {
        guides.add(guide);
        return this;
    }

    /** The sign-in fails as nobody expected. */
    FakeProduct broken(RuntimeException thrown) {
        breakage = () -> thrown;
        return this;
    }

    record Run(int exitCode, String out, String err) {

        /** Standard output, which must be one JSON document and nothing else. */
        JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(out))) {
                return reader.readObject();
            }
        }

        String cause() {
            return json().getJsonObject("failure").getString("cause");
        }
    }

    Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new Cli(new Environment(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        err,
                        terminal,
                        variables,
                        dataDir,
                        "1.2.3",
                        options -> DrawbridgeRuntimes.open(options, new Methods(), new Brought()),
                        Optional::empty,
                        false))
                .run(List.of(arguments));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private final class Brought implements Services {
        @Override
        public List<TargetProbe> probes() {
            return List.of(new Probe());
        }

        @Override
        public List<Explainer> explainers() {
            return explainers;
        }

        @Override
        public List<SetupGuide> guides() {
            return guides;
        }
    }

    private final class Methods implements AuthMethods {
        @Override
        public List<MethodInfo> all() {
            return List.of(new MethodInfo(
                    "confluence.fake", "Fake", Target.Kind.CONFLUENCE, 100, true, "org.drawbridge.fake 1.0.0"));
        }

        @Override
        public AuthMethod load(String id) throws AuthFailure {
            if (!id.equals("confluence.fake")) {
                throw CoreFailures.problem("method.unknown").with("method", id).failure();
            }
            return new Method();
        }
    }

    private final class Method implements AuthMethod {
        private static final Field SECRET =
                Field.of("token", Field.Kind.SECRET, "Token", "The token.").asRequired();

        @Override
        public List<Field> fields(Target target) {
            return List.of(
                    Field.of("email", Field.Kind.TEXT, "E-mail", "Yours."),
                    Field.of("certificate", Field.Kind.FILE, "Certificate", "A file."),
                    Field.of("retries", Field.Kind.NUMBER, "Retries", "How many."),
                    SECRET);
        }

        @Override
        public Session open(SignIn signIn) throws AuthFailure {
            RuntimeException broken = breakage.get();
            if (broken != null) {
                throw broken;
            }
            if (!signIn.require(SECRET).reveal().equals(TOKEN)) {
                throw CoreFailures.problem("answer.html")
                        .with("url", "https://wiki.test")
                        .with("title", "Log in")
                        .with("status", 200)
                        .failure();
            }
            return new FakeSession();
        }
    }

    private static final class FakeSession implements Session {
        private static final String LOGIN =
                "<!DOCTYPE html><html><head><title>Log In - Wiki</title></head><body><form name=\"loginform\" method=\"POST\""
                        + " action=\"/dologin.action\"><input type=\"text\" name=\"os_username\"><input type=\"password\""
                        + " name=\"os_password\"></form></body></html>";
        private static final String PAGE = "<!DOCTYPE html><html><body>" + "a page ".repeat(30_000) + "</body></html>";

        @Override
        public Account account() {
            return Account.of("fake", "Fae Ke");
        }

        @Override
        public Response send(Request request, Progress progress) {
            URI address = URI.create("https://wiki.test" + request.target());
            if (request.target().startsWith("/behind-login")) {
                return new Response(
                        URI.create("https://wiki.test/login.action?os_destination=x"),
                        200,
                        Map.of("Content-Type", List.of("text/html;charset=UTF-8")),
                        new ByteArrayInputStream(LOGIN.getBytes(StandardCharsets.UTF_8)),
                        List.of(address));
            }
            if (request.target().startsWith("/behind-sso")) {
                return new Response(
                        address,
                        302,
                        Map.of("Location", List.of("https://idp.test/saml2?SAMLRequest=x")),
                        new ByteArrayInputStream(new byte[0]),
                        List.of());
            }
            if (request.target().startsWith("/page")) {
                return new Response(
                        URI.create("https://wiki.test/page-2"),
                        200,
                        Map.of("Content-Type", List.of("text/html")),
                        new ByteArrayInputStream(PAGE.getBytes(StandardCharsets.UTF_8)),
                        List.of(address));
            }
            int status = request.target().contains("missing") ? 404 : 200;
            byte[] body = ("{\"method\":\"" + request.method() + "\"}").getBytes(StandardCharsets.UTF_8);
            return new Response(
                    address,
                    status,
                    Map.of("Content-Type", List.of("application/json")),
                    new ByteArrayInputStream(body),
                    List.of());
        }

        @Override
        public Optional<Secret> token(String resource, Progress progress) {
            return resource.equals("graph") ? Optional.of(Secret.of("handed-over-4711")) : Optional.empty();
        }
    }

    private static final class Probe implements TargetProbe {
        @Override
        public Target.Kind target() {
            return Target.Kind.CONFLUENCE;
        }

        @Override
        public List<String> stages() {
            return List.of("sign-in", "permissions");
        }

        @Override
        public void run(ProbeRun run) throws AuthFailure {
            run.product(new Product("Confluence", "data-center", "9.2.21"));
            run.step("sign-in", stage -> {
                run.account(run.signIn().account());
                stage.summary("signed in");
            });
            run.step("permissions", stage -> {
                run.level(new Level("admin", "Administrator", "Everything can be migrated.", true));
                stage.summary("administrator");
            });
        }
    }
}
