package org.drawbridge.sandbox.internal.entra;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An app registration and its service principal in one tenant. Thread-safe once registered. */
public final class App {

    /** A client secret: Entra shows the value once, the id always, and people mix them up. */
    record ClientSecret(String id, String value, Instant expires) {}

    /**
     * A redirect address.
     *
     * @param publicClient whether it stands under "Mobile and desktop applications", else under "Web"
     */
    record Reply(String address, boolean publicClient) {}

    private final Tenant tenant;
    private final String clientId;
    private final String name;
    private final String objectId;
    private final Permissions roles = new Permissions();
    private final Permissions requestedRoles = new Permissions();
    private final Permissions requestedScopes = new Permissions();
    private final Permissions consentedForAll = new Permissions();
    private final Map<Person, Permissions> consented = new HashMap<>();
    private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();
    private final List<ClientSecret> secrets = new CopyOnWriteArrayList<>();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private volatile boolean publicClient;
    private volatile Set<Person> assigned;
    private volatile EntraError refusal;

    App(Tenant tenant, String clientId, String name) {
        this.tenant = tenant;
        this.clientId = clientId;
        this.name = name;
        this.objectId = UUID.nameUUIDFromBytes((tenant.id() + clientId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    public Tenant tenant() {
        return tenant;
    }

    public String clientId() {
        return clientId;
    }

    public String name() {
        return name;
    }

    /** The object id of its service principal: {@code oid} and {@code sub} of its tokens. */
    String objectId() {
        return objectId;
    }

    /** Whether "Allow public client flows" is on. */
    boolean publicClient() {
        return publicClient;
    }

    void publicClient(boolean on) {
        publicClient = on;
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    List<ClientSecret> secrets() {
        return secrets;
    }

    /** The application permissions that an administrator has consented to. */
    synchronized Set<String> roles(Api api) {
        return roles.of(api);
    }

    /** Gives it application permissions, with the administrator's consent. */
    public synchronized App consent(Api api, String... granted) {
        roles.add(api, Set.of(granted));
        requestedRoles.add(api, Set.of(granted));
        return this;
    }

    /** Puts application permissions into its registration, to which nobody has consented yet. */
    synchronized App requestRoles(Api api, String... wanted) {
        requestedRoles.add(api, Set.of(wanted));
        return this;
    }

    /** Puts delegated permissions into its registration, to which nobody has consented yet. */
    synchronized App request(Api api, Set<String> wanted) {
        requestedScopes.add(api, wanted);
        return this;
    }

    /** The delegated permissions of its registration. */
    synchronized Set<String> requested(Api api) {
        return requestedScopes.of(api);
    }

    /** All permissions of its registration, delegated and application, for the consent page. */
    synchronized Map<Api, Set<String>> registration() {
        Map<Api, Set<String>> all = new EnumMap<>(Api.class);
        for (Api api : Api.values()) {
            Set<String> both = requestedScopes.of(api);
            both.addAll(requestedRoles.of(api));
            all.put(api, both);
        }
        return all;
    }

    /** The delegated permissions that an administrator or the person has consented to. */
    synchronized Set<String> consented(Api api, Person person) {
        Set<String> all = consentedForAll.of(api);
        all.addAll(consented.getOrDefault(person, new Permissions()).of(api));
        return all;
    }

    /** A person's consent to delegated permissions. */
    synchronized void consent(Person person, Map<Api, Set<String>> given) {
        given.forEach((api, scopes) ->
                consented.computeIfAbsent(person, any -> new Permissions()).add(api, scopes));
    }

    /** An administrator's consent to everything in the registration. */
    synchronized App consentForAll() {
        for (Api api : Api.values()) {
            consentedForAll.add(api, requestedScopes.of(api));
            roles.add(api, requestedRoles.of(api));
        }
        return this;
    }

    /** An administrator's consent to some delegated permissions. */
    synchronized void consentForAll(Map<Api, Set<String>> given) {
        given.forEach(consentedForAll::add);
    }

    /** Takes all consents away, as before anybody consented. */
    public synchronized App withdrawConsent() {
        roles.clear();
        consentedForAll.clear();
        consented.clear();
        return this;
    }

    App upload(X509Certificate certificate) {
        certificates.add(certificate);
        return this;
    }

    App secret(String value, Instant expires) {
        String id = UUID.nameUUIDFromBytes((clientId + secrets.size()).getBytes(StandardCharsets.UTF_8))
                .toString();
        secrets.add(new ClientSecret(id, value, expires));
        return this;
    }

    /** Replaces its redirect addresses. */
    synchronized App replies(List<Reply> now) {
        replies.clear();
        replies.addAll(now);
        return this;
    }

    List<Reply> replies() {
        return List.copyOf(replies);
    }

    /** The registered address that one of a request matches: loopback addresses may name any port. */
    Optional<Reply> reply(String asked) {
        return replies.stream()
                .filter(reply -> normal(reply.address()).equals(normal(asked)))
                .findFirst();
    }

    // Entra ignores the port of loopback addresses, not the path (reference: entra-sharepoint §E, Public client).
    private static String normal(String address) {
        try {
            URI uri = URI.create(address);
            boolean loopback = "http".equals(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && ("localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost()));
            return loopback
                    ? "http://" + uri.getHost() + '/'
                            + uri.getRawSchemeSpecificPart().replaceFirst("^//[^/?]*/?", "")
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /** From now on only these may use it; null for everybody. */
    void assign(Set<Person> only) {
        assigned = only == null ? null : Set.copyOf(only);
    }

    boolean assigned(Person person) {
        Set<Person> only = assigned;
        return only == null || only.contains(person);
    }

    /**
     * The switch for everything that policies and administrators do to an app: from now on its sign-ins are refused
     * with this error, although its credentials are right. Null ends it.
     */
    public App refuse(EntraError error) {
        refusal = error;
        return this;
    }

    /** What {@link #refuse} says, where it can come up. */
    Optional<EntraError> refusal(EntraError.Stage stage) {
        return Optional.ofNullable(refusal).filter(error -> error.concerns(stage));
    }

    /** Permissions by service. */
    private static final class Permissions {
        private final Map<Api, Set<String>> all = new EnumMap<>(Api.class);

        void add(Api api, Set<String> more) {
            all.computeIfAbsent(api, any -> new TreeSet<>()).addAll(more);
        }

        /** A copy. */
        Set<String> of(Api api) {
            return new TreeSet<>(all.getOrDefault(api, Set.of()));
        }

        void clear() {
            all.clear();
        }
    }
}
