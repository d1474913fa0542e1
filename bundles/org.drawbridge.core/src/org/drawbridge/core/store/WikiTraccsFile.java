package org.drawbridge.core.store;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.JsonText.Member;
import org.drawbridge.core.store.JsonText.Node;
import org.drawbridge.core.store.JsonText.Obj;
import org.drawbridge.core.store.JsonText.Scalar;

/**
 * The {@code appsettings.json} of WikiTraccs: its source and target tenants as connections, and back. Facts: reference
 * wikitraccs §1a; what is only inferred there is said in the report. Used by one thread.
 */
public final class WikiTraccsFile {

    /** What became of a part of the file. */
    public enum Fate {
        /** It is in a connection now. */
        TAKEN,
        /** It has no counterpart; it stays in the file. */
        LEFT,
        /** A secret in clear, which should leave the file. */
        SECRET
    }

    /**
     * One line of the report.
     *
     * @param pointer where it stands, as a JSON pointer (RFC 6901)
     * @param connection the id of the connection it went to, or empty
     * @param note what is to be known of it, in the user's words; never a value that may be a secret
     */
    public record Line(Fate fate, String pointer, String connection, String note) {}

    /** A connection of the file, and its secrets by field key, which stand in the file in clear. */
    public record Imported(ConnectionEntry entry, Map<String, Secret> secrets) {
        public Imported {
            secrets = Map.copyOf(secrets);
        }
    }

    /** A source and a target that the file migrates between, as ids of connections. */
    public record Pair(String source, String target) {}

    /** @param notes what could not be written, in the user's words */
    public record Export(String text, List<String> notes) {
        public Export {
            notes = List.copyOf(notes);
        }
    }

    static final Texts TEXTS = Texts.of(WikiTraccsFile.class);
    static final String SOURCES = "SourceTenantIncludeList";
    static final String TARGETS = "TargetTenants";
    static final String SITES = "TargetSites";
    static final String TYPE = "AuthenticationType";
    static final String NAME = "HumanReadableId";
    static final String COOKIE_NAMES = "AuthCookieNames";
    static final String INTERACTIVE = "AuthenticationParameterSetInteractive";
    static final String CREDENTIALS = "AuthenticationParameterSetCredentials";
    static final String CERTIFICATE = "AuthenticationParameterSetAppOnlyAadCertificate";
    static final String SKIP_PATHS = "SkipConfluenceContextPathCookiePathMatching";
    static final String FEATURES = "Features";
    static final String KEEP_ALIVE = "InteractiveAuthKeepAliveEnabled";
    private static final String ROOT = "CustomSettings";
    private static final String MAPPINGS = "TransformationMappings";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|apikey)");
    private static final Pattern ABSOLUTE_ON_WINDOWS = Pattern.compile("[A-Za-z]:[\\\\/].*|\\\\\\\\.*");

    /** By the words of the file, in lower case. Documented are cookie, interactive and apponlywithcertificate. */
    static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("cookie", "confluence.browser"),
            Map.entry("anonymous", "confluence.anonymous"),
            Map.entry("token", "confluence.token"),
            Map.entry("personaltoken", "confluence.token"),
            Map.entry("personalaccesstoken", "confluence.token"),
            Map.entry("pat", "confluence.token"),
            Map.entry("interactive", "sharepoint.interactive"),
            Map.entry("devicelogin", "sharepoint.devicecode"),
            Map.entry("devicecode", "sharepoint.devicecode"),
            Map.entry("credentials", "sharepoint.password"),
            Map.entry("apponlywithcertificate", "sharepoint.certificate"));

    private static final Set<String> DOCUMENTED = Set.of("cookie", "interactive", "apponlywithcertificate");

    /** An element of the file and the connection it stands for. @param site null for a source */
    record Binding(Obj tenant, Obj site, Imported imported) {
        Connection connection() {
            return imported.entry().connection();
        }
    }

    final JsonText json;
    final Obj settings;
    private final Path folder;
    private final Map<Node, String> pointers = new IdentityHashMap<>();
    private final Map<Node, List<String>> taken = new IdentityHashMap<>();
    private final Map<Node, String> notes = new IdentityHashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Scalar> secrets = new ArrayList<>();

    private WikiTraccsFile(JsonText json, Path folder) {
        this.json = json;
        this.folder = folder;
        Obj root = (Obj) json.root();
        settings = root.object(ROOT).orElse(root);
        locate(root, "");
        for (Node source : settings.elements(SOURCES)) {
            if (source instanceof Obj object) {
                source(object);
            }
        }
        for (Node tenant : settings.elements(TARGETS)) {
            if (tenant instanceof Obj object) {
                tenant(object);
            }
        }
        for (Node mapping : settings.elements(MAPPINGS)) {
            if (mapping instanceof Obj object) {
                pair(object);
            }
        }
    }

    /**
     * Whether the file is one of WikiTraccs, also where it is damaged: {@link #read} then names the place, which the strict
     * reader of the product's own files would look for at the first comment. False where it can't be read.
     */
    public static boolean recognises(Path file) {
        String text;
        try {
            text = TextFile.read(file);
        } catch (AuthFailure e) {
            return false;
        }
        try {
            return recognised(new JsonText(text));
        } catch (JsonText.Malformed e) {
            return Stream.of(ROOT, SOURCES, TARGETS).anyMatch(name -> text.contains("\"" + name + "\""));
        }
    }

    private static boolean recognised(JsonText json) {
        return json.root() instanceof Obj root
                && (root.object(ROOT).isPresent()
                        || root.get(SOURCES).isPresent()
                        || root.get(TARGETS).isPresent());
    }

    /**
     * Reads one.
     *
     * @throws AuthFailure {@code file.missing, file.unreadable, file.too-large, connections.not-json}
     */
    public static WikiTraccsFile read(Path file) throws AuthFailure {
        return parse(TextFile.read(file), file);
    }

    /** Reads one from a text. @param file where it came from: relative paths start at its folder */
    public static WikiTraccsFile parse(String text, Path file) throws AuthFailure {
        try {
            JsonText json = new JsonText(text);
            if (json.root() instanceof Obj) {
                return new WikiTraccsFile(
                        json, file.toAbsolutePath().normalize().getParent());
            }
            throw TextFile.notJson(file, 1, 1, TEXTS.get("json.expected", "{"), null);
        } catch (JsonText.Malformed e) {
            throw TextFile.notJson(file, e.line, e.column, e.getMessage(), e);
        }
    }

    /** A file without any tenants, to export into. */
    public static WikiTraccsFile empty(Path file) throws AuthFailure {
        return parse("{\n  \"CustomSettings\": {\n  }\n}\n", file);
    }

    private void locate(Node node, String pointer) {
        pointers.put(node, pointer);
        if (node instanceof Obj object) {
            for (Member member : object.members()) {
                String name = member.name().replace("~", "~0").replace("/", "~1");
                locate(member.value(), pointer + "/" + name);
                if (member.value() instanceof Scalar scalar
                        && scalar.quoted()
                        && !scalar.text().isBlank()
                        && SECRET.matcher(member.name()).matches()) {
                    secrets.add(scalar);
                }
            }
        } else if (node instanceof JsonText.Array array) {
            for (int i = 0; i < array.elements().size(); i++) {
                locate(array.elements().get(i), pointer + "/" + i);
            }
        }
    }

    // ---- from the file

    /** The text, which counts as taken over by the connection of that id. */
    private Optional<String> take(Obj object, String name, String id) {
        Optional<String> text = object.text(name);
        if (text.isPresent()) {
            taken.computeIfAbsent(object.get(name).orElseThrow(), node -> new ArrayList<>())
                    .add(id);
        }
        return text;
    }

    private void source(Obj element) {
        String url = address(element.text("BaseUrl").orElse(""));
        if (url.isEmpty()) {
            notes.put(element, TEXTS.get("wikitraccs.no-address", "BaseUrl"));
            return;
        }
        String name = element.text(NAME).orElseGet(() -> host(url));
        String id = id(name);
        take(element, NAME, id);
        take(element, "BaseUrl", id);
        String method = method(element, id, "confluence.", "confluence.browser");
        Map<String, String> values = new LinkedHashMap<>();
        List<String> cookies = cookieNames(element);
        if (!cookies.isEmpty()) {
            values.put("cookieNames", String.join(" ", cookies));
            taken.put(element.get(COOKIE_NAMES).orElseThrow(), List.of(id));
        }
        if (method.equals("confluence.browser")) {
            flag(settings, SKIP_PATHS, "skipCookiePathCheck", id, values);
            settings.object(FEATURES).ifPresent(features -> flag(features, KEEP_ALIVE, "cookieRefresh", id, values));
        }
        element.get("AuthUrl").ifPresent(node -> notes.put(node, TEXTS.get("wikitraccs.auth-url")));
        Connection connection = new Connection(id, name, Target.of(Target.Kind.CONFLUENCE, url), method, values);
        bindings.add(new Binding(element, null, new Imported(new ConnectionEntry(connection, Map.of()), Map.of())));
    }

    private void flag(Obj object, String name, String key, String id, Map<String, String> values) {
        take(object, name, id).filter(text -> text.equalsIgnoreCase("true")).ifPresent(text -> values.put(key, "true"));
    }

    /** A list, or one text as people write lists. */
    private static List<String> cookieNames(Obj element) {
        List<String> names = new ArrayList<>();
        element.elements(COOKIE_NAMES).forEach(node -> {
            if (node instanceof Scalar scalar
                    && !scalar.isNull()
                    && !scalar.text().isBlank()) {
                names.add(scalar.text().strip());
            }
        });
        element.text(COOKIE_NAMES)
                .ifPresent(text -> names.addAll(List.of(text.strip().split("[,;\\s]+"))));
        return names;
    }

    private void tenant(Obj tenant) {
        String root = address(tenant.text("SharePointRootUrl").orElse(""));
        List<Obj> sites = tenant.elements(SITES).stream()
                .filter(Obj.class::isInstance)
                .map(Obj.class::cast)
                .toList();
        for (Obj site : sites) {
            String url = address(site.text("SiteRootUrl").orElse(""));
            if (url.isEmpty()) {
                notes.put(site, TEXTS.get("wikitraccs.no-address", "SiteRootUrl"));
            } else {
                target(tenant, site, url);
            }
        }
        if (sites.isEmpty() && !root.isEmpty()) {
            target(tenant, null, root);
        }
    }

    private void target(Obj tenant, Obj site, String url) {
        String name = tenant.text(NAME).orElseGet(() -> host(url))
                + (site == null ? "" : site.text(NAME).map(text -> " " + text).orElse(""));
        String id = id(name);
        take(tenant, NAME, id);
        if (site == null) {
            take(tenant, "SharePointRootUrl", id);
        } else {
            take(site, NAME, id);
            take(site, "SiteRootUrl", id);
        }
        String method = method(tenant, id, "sharepoint.", "sharepoint.interactive");
        Map<String, String> values = new LinkedHashMap<>();
        take(tenant, "ClientId", id).ifPresent(text -> values.put("clientId", text));
        take(tenant, "Tenant", id).ifPresent(text -> values.put("tenant", text));
        Map<String, Secret> found = new LinkedHashMap<>();
        if (method.equals("sharepoint.interactive")) {
            tenant.object(INTERACTIVE)
                    .flatMap(set -> take(set, "Tenant", id))
                    .ifPresent(text -> values.put("tenant", text));
        } else if (method.equals("sharepoint.password")) {
            tenant.object(CREDENTIALS).ifPresent(set -> {
                take(set, "CredentialsUserName", id).ifPresent(text -> values.put("user", text));
                take(set, "CredentialsPassword", id).ifPresent(text -> found.put("password", Secret.of(text)));
            });
        } else if (method.equals("sharepoint.certificate")) {
            tenant.object(CERTIFICATE).ifPresent(set -> {
                take(set, "CertificatePath", id).ifPresent(text -> values.put("certificate", path(text)));
                take(set, "CertificatePassword", id)
                        .ifPresent(text -> found.put("certificatePassword", Secret.of(text)));
            });
        }
        Connection connection = new Connection(id, name, Target.of(Target.Kind.SHAREPOINT, url), method, values);
        bindings.add(new Binding(tenant, site, new Imported(new ConnectionEntry(connection, Map.of()), found)));
    }

    private String method(Obj element, String id, String side, String otherwise) {
        Optional<String> word = take(element, TYPE, id).map(text -> text.strip().toLowerCase(Locale.ROOT));
        Optional<String> method = word.map(METHODS::get).filter(found -> found.startsWith(side));
        if (word.isPresent() && method.isEmpty()) {
            notes.put(element.get(TYPE).orElseThrow(), TEXTS.get("wikitraccs.type-unknown", otherwise));
        } else if (word.isPresent() && !DOCUMENTED.contains(word.get())) {
            notes.put(element.get(TYPE).orElseThrow(), TEXTS.get("wikitraccs.type-inferred", method.get()));
        }
        return method.orElse(otherwise);
    }

    private void pair(Obj mapping) {
        Optional<String> source = mapping.text("SourceTenantHumanReadableId");
        Optional<String> tenant = mapping.text("TargetTenantHumanReadableId");
        Optional<String> site = mapping.text("TargetSiteHumanReadableId");
        for (Binding from : bindings) {
            for (Binding to : bindings) {
                if (from.connection().target().kind() == Target.Kind.CONFLUENCE
                        && to.connection().target().kind() == Target.Kind.SHAREPOINT
                        && from.tenant().text(NAME).equals(source)
                        && to.tenant().text(NAME).equals(tenant)
                        && (to.site() == null || to.site().text(NAME).equals(site))) {
                    Pair pair = new Pair(from.connection().id(), to.connection().id());
                    pairs.add(pair);
                    notes.put(mapping, TEXTS.get("wikitraccs.pair", pair.source(), pair.target()));
                }
            }
        }
    }

    /** A missing scheme means https, as it does for WikiTraccs since v1.34.1. */
    private static String address(String text) {
        String address = text.strip();
        return address.isEmpty() || address.contains("://") ? address : "https://" + address;
    }

    private static String host(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getHost()).orElse(url);
        } catch (IllegalArgumentException e) {
            return url;
        }
    }

    private String path(String text) {
        try {
            return ABSOLUTE_ON_WINDOWS.matcher(text).matches()
                    ? text
                    : folder.resolve(text.strip()).normalize().toString();
        } catch (InvalidPathException e) {
            return text;
        }
    }

    private String id(String name) {
        String plain = name.strip().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+|-+$", "");
        String start = plain.isEmpty() ? "connection" : plain.substring(0, Math.min(plain.length(), 60));
        String id = start;
        for (int number = 2; !ids.add(id); number++) {
            id = start + "-" + number;
        }
        return id;
    }

    // ---- what came of it

    /** In the order of the file: sources, then targets, one for each site. */
    public List<Imported> connections() {
        return bindings.stream().map(Binding::imported).toList();
    }

    List<Binding> bindings() {
        return bindings;
    }

    /** Which source goes to which target, as far as both are in the file. */
    public List<Pair> pairs() {
        return List.copyOf(pairs);
    }

    /** What was taken, what not, and which secrets should leave the file, in the order of the file. */
    public List<Line> report() {
        List<Line> lines = new ArrayList<>();
        report(json.root(), lines);
        return lines;
    }

    private void report(Node node, List<Line> lines) {
        if (node instanceof Scalar scalar && secrets.contains(scalar)) {
            List<String> to = taken.getOrDefault(node, List.of());
            String note = TEXTS.get(to.isEmpty() ? "wikitraccs.secret-unknown" : "wikitraccs.secret");
            lines.add(new Line(Fate.SECRET, pointers.get(node), String.join(", ", to), note));
        } else if (taken.containsKey(node)) {
            lines.add(new Line(
                    Fate.TAKEN, pointers.get(node), String.join(", ", taken.get(node)), notes.getOrDefault(node, "")));
        } else if (!anythingIn(node)) {
            lines.add(new Line(Fate.LEFT, pointers.get(node), "", notes.getOrDefault(node, "")));
        } else if (node instanceof Obj object) {
            object.members().forEach(member -> report(member.value(), lines));
        } else if (node instanceof JsonText.Array array) {
            array.elements().forEach(element -> report(element, lines));
        }
    }

    /** Whether anything below has something to be said of its own. */
    private boolean anythingIn(Node node) {
        return switch (node) {
            case Scalar scalar -> taken.containsKey(scalar) || secrets.contains(scalar);
            case Obj object ->
                taken.containsKey(object)
                        || object.members().stream()
                                .anyMatch(member -> anythingIn(member.value()) || notes.containsKey(member.value()));
            case JsonText.Array array ->
                taken.containsKey(array)
                        || array.elements().stream()
                                .anyMatch(element -> anythingIn(element) || notes.containsKey(element));
        };
    }

    /** Where secrets stand in clear, as JSON pointers. */
    public List<String> secretPlaces() {
        return secrets.stream().map(pointers::get).collect(Collectors.toList());
    }

    /** The text of the file with every secret taken out of it, all else as it is. */
    public String withoutSecrets() {
        secrets.forEach(secret -> json.replace(secret, "\"\""));
        return json.edited();
    }

    /** The text of the file without the secrets that only connections of these ids need, all else as it is. */
    public String withoutSecretsOf(Set<String> connections) {
        secrets.stream()
                .filter(taken::containsKey)
                .filter(secret -> connections.containsAll(taken.get(secret)))
                .forEach(secret -> json.replace(secret, "\"\""));
        return json.edited();
    }

    /**
     * The file with the connections as they are now, without secrets. What has not changed, and what the file holds
     * besides, stays as it is; connections that the file does not know are added.
     */
    public Export export(List<ConnectionEntry> now) {
        return new WikiTraccsExport(this, now).run();
    }
}
