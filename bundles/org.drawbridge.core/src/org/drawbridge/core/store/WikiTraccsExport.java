package org.drawbridge.core.store;

import static org.drawbridge.core.store.JsonText.quoted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.store.JsonText.Node;
import org.drawbridge.core.store.JsonText.Obj;
import org.drawbridge.core.store.JsonText.Scalar;
import org.drawbridge.core.store.WikiTraccsFile.Binding;

/** Writes connections into a file of WikiTraccs, by changing what differs and adding what is new. Used once. */
final class WikiTraccsExport {

    /** What WikiTraccs calls each method; documented are the first, third and last. */
    private static final Map<String, String> WORDS = Map.of(
            "confluence.browser", "cookie",
            "confluence.anonymous", "anonymous",
            "confluence.token", "token",
            "sharepoint.interactive", "interactive",
            "sharepoint.devicecode", "devicelogin",
            "sharepoint.password", "credentials",
            "sharepoint.certificate", "apponlywithcertificate");

    private final WikiTraccsFile file;
    private final JsonText json;
    private final List<ConnectionEntry> now;
    private final List<String> notes = new ArrayList<>();
    /** What was written where, since the sites of a tenant share its settings. */
    private final Map<String, String> written = new HashMap<>();

    WikiTraccsExport(WikiTraccsFile file, List<ConnectionEntry> now) {
        this.file = file;
        this.json = file.json;
        this.now = now;
    }

    WikiTraccsFile.Export run() {
        List<Connection> left =
                new ArrayList<>(now.stream().map(ConnectionEntry::connection).toList());
        List<Connection> sources = new ArrayList<>();
        for (Binding binding : file.bindings()) {
            Optional<Connection> found = match(binding.connection(), left);
            if (found.isEmpty()) {
                notes.add(text("wikitraccs.gone", binding.connection().id()));
                continue;
            }
            left.remove(found.get());
            if (binding.connection().target().kind() == Target.Kind.CONFLUENCE) {
                sources.add(found.get());
                source(binding.tenant(), binding.connection(), found.get());
            } else {
                target(binding, found.get());
            }
        }
        List<String> newSources = new ArrayList<>();
        List<String> newTenants = new ArrayList<>();
        for (Connection connection : left) {
            if (!WORDS.containsKey(connection.method())) {
                notes.add(text("wikitraccs.no-word", connection.id(), connection.method()));
            } else if (connection.target().kind() == Target.Kind.CONFLUENCE) {
                sources.add(connection);
                newSources.add(newSource(connection));
            } else {
                newTenants.add(newTenant(connection));
            }
        }
        add(WikiTraccsFile.SOURCES, newSources);
        add(WikiTraccsFile.TARGETS, newTenants);
        shared(sources);
        return new WikiTraccsFile.Export(file.withoutSecrets(), notes);
    }

    private static String text(String key, Object... arguments) {
        return WikiTraccsFile.TEXTS.get(key, arguments);
    }

    /** By id, else by address: the user may have renamed it. */
    private static Optional<Connection> match(Connection wanted, List<Connection> all) {
        return Stream.concat(
                        all.stream().filter(other -> other.id().equals(wanted.id())),
                        all.stream()
                                .filter(other -> other.target()
                                        .address()
                                        .equals(wanted.target().address())))
                .filter(other -> other.target().kind() == wanted.target().kind())
                .findFirst();
    }

    private void source(Obj element, Connection before, Connection after) {
        change(element, "BaseUrl", before.target().address(), after.target().address(), after);
        type(element, before, after);
        String names = after.setting("cookieNames", "");
        if (!before.setting("cookieNames", "").equals(names)) {
            Optional<Node> there = element.get(WikiTraccsFile.COOKIE_NAMES);
            boolean text = there.filter(Scalar.class::isInstance).isPresent();
            json.set(element, WikiTraccsFile.COOKIE_NAMES, text ? quoted(names) : list(names));
        }
    }

    private static String list(String names) {
        return Stream.of(names.strip().split("[,;\\s]+"))
                .filter(name -> !name.isEmpty())
                .map(JsonText::quoted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private void type(Obj element, Connection before, Connection after) {
        if (before.method().equals(after.method())) {
            return;
        }
        String word = WORDS.get(after.method());
        if (word == null) {
            notes.add(text("wikitraccs.no-word", after.id(), after.method()));
        } else {
            put(element, WikiTraccsFile.TYPE, word, after);
        }
    }

    private void target(Binding binding, Connection after) {
        Connection before = binding.connection();
        Obj tenant = binding.tenant();
        boolean root = binding.site() == null;
        change(
                root ? tenant : binding.site(),
                root ? "SharePointRootUrl" : "SiteRootUrl",
                before.target().address(),
                after.target().address(),
                after);
        type(tenant, before, after);
        setting(tenant, "ClientId", "clientId", before, after);
        // The interactive sign-in looks into its own block first.
        Obj ofTenant = tenant.object(WikiTraccsFile.INTERACTIVE)
                .filter(set -> set.text("Tenant").isPresent() && after.method().equals("sharepoint.interactive"))
                .orElse(tenant);
        setting(ofTenant, "Tenant", "tenant", before, after);
        block(tenant, WikiTraccsFile.CREDENTIALS, "CredentialsUserName", "user", before, after);
        block(tenant, WikiTraccsFile.CERTIFICATE, "CertificatePath", "certificate", before, after);
    }

    private void setting(Obj object, String name, String key, Connection before, Connection after) {
        change(object, name, before.setting(key, ""), after.setting(key, ""), after);
    }

    private void block(Obj tenant, String block, String name, String key, Connection before, Connection after) {
        String value = after.setting(key, "");
        if (before.setting(key, "").equals(value)) {
            return;
        }
        Optional<Obj> there = tenant.object(block);
        if (there.isPresent()) {
            put(there.get(), name, value, after);
        } else if (!value.isEmpty() && first(tenant, block, value, after)) {
            json.set(tenant, block, "{ " + quoted(name) + ": " + quoted(value) + " }");
        }
    }

    private void change(Obj object, String name, String before, String after, Connection connection) {
        if (!before.equals(after)) {
            put(object, name, after, connection);
        }
    }

    private void put(Obj object, String name, String value, Connection connection) {
        if (first(object, name, value, connection)) {
            json.set(object, name, quoted(value));
        }
    }

    /** False, with a note, if another connection has written another value there. */
    private boolean first(Obj object, String name, String value, Connection connection) {
        String before = written.putIfAbsent(object.start() + " " + name, value);
        if (before != null && !before.equals(value)) {
            notes.add(text("wikitraccs.conflict", connection.id(), name));
        }
        return before == null;
    }

    private static String newSource(Connection connection) {
        List<String> members = new ArrayList<>();
        member(members, WikiTraccsFile.NAME, connection.id());
        member(members, "BaseUrl", connection.target().address());
        member(members, WikiTraccsFile.TYPE, WORDS.get(connection.method()));
        connection
                .setting("cookieNames")
                .ifPresent(names -> members.add(quoted(WikiTraccsFile.COOKIE_NAMES) + ": " + list(names)));
        return object(members);
    }

    private static String newTenant(Connection connection) {
        List<String> members = new ArrayList<>();
        member(members, WikiTraccsFile.NAME, connection.id());
        member(members, "SharePointRootUrl", root(connection.target().address()));
        connection.setting("tenant").ifPresent(tenant -> member(members, "Tenant", tenant));
        connection.setting("clientId").ifPresent(id -> member(members, "ClientId", id));
        member(members, WikiTraccsFile.TYPE, WORDS.get(connection.method()));
        if (connection.method().equals("sharepoint.interactive")) {
            inner(members, WikiTraccsFile.INTERACTIVE, "Tenant", connection.setting("tenant", ""));
        } else if (connection.method().equals("sharepoint.password")) {
            inner(members, WikiTraccsFile.CREDENTIALS, "CredentialsUserName", connection.setting("user", ""));
        } else if (connection.method().equals("sharepoint.certificate")) {
            inner(members, WikiTraccsFile.CERTIFICATE, "CertificatePath", connection.setting("certificate", ""));
        }
        List<String> site = new ArrayList<>();
        member(site, WikiTraccsFile.NAME, connection.id());
        member(site, "SiteRootUrl", connection.target().address());
        members.add(quoted(WikiTraccsFile.SITES) + ": [\n  " + object(site).replace("\n", "\n  ") + "\n]");
        return object(members);
    }

    private static String root(String address) {
        int path = address.indexOf('/', Math.max(0, address.indexOf("://") + 3));
        return path < 0 ? address : address.substring(0, path);
    }

    private static void inner(List<String> members, String block, String name, String value) {
        members.add(quoted(block) + ": { " + quoted(name) + ": " + quoted(value) + " }");
    }

    private static void member(List<String> members, String name, String value) {
        members.add(quoted(name) + ": " + quoted(value));
    }

    private static String object(List<String> members) {
        return members.stream()
                .map(member -> "  " + member.replace("\n", "\n  "))
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }

    private void add(String name, List<String> elements) {
        if (elements.isEmpty()) {
            return;
        }
        if (file.settings.get(name).orElse(null) instanceof JsonText.Array array) {
            elements.forEach(element -> json.add(array, element));
        } else {
            json.set(
                    file.settings,
                    name,
                    elements.stream()
                            .map(element -> "  " + element.replace("\n", "\n  "))
                            .collect(Collectors.joining(",\n", "[\n", "\n]")));
        }
    }

    /** What is one setting for all sources there. */
    private void shared(List<Connection> sources) {
        List<Connection> browser = sources.stream()
                .filter(connection -> connection.method().equals("confluence.browser"))
                .toList();
        shared(browser, file.settings, WikiTraccsFile.SKIP_PATHS, "skipCookiePathCheck");
        Optional<Obj> features = file.settings.object(WikiTraccsFile.FEATURES);
        if (features.isPresent()) {
            shared(browser, features.get(), WikiTraccsFile.KEEP_ALIVE, "cookieRefresh");
        } else if (browser.stream().anyMatch(connection -> connection.flag("cookieRefresh"))) {
            json.set(file.settings, WikiTraccsFile.FEATURES, "{ " + quoted(WikiTraccsFile.KEEP_ALIVE) + ": true }");
        }
    }

    private void shared(List<Connection> browser, Obj object, String name, String key) {
        Set<Boolean> wanted = new TreeSet<>();
        browser.forEach(connection -> wanted.add(connection.flag(key)));
        boolean before = object.text(name).filter("true"::equalsIgnoreCase).isPresent();
        if (wanted.size() > 1) {
            notes.add(text("wikitraccs.one-for-all", name));
        } else if (wanted.size() == 1 && wanted.contains(!before)) {
            json.set(object, name, String.valueOf(!before));
        }
    }
}
