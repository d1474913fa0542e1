package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers.Page;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;

/**
 * Finds the Confluence behind any address a user pastes: base address, context path, edition, version and, on Cloud,
 * the site's id. Sends no credentials. Facts: reference confluence §2 and §6.
 */
final class SiteDiscovery {

    private static final Texts TEXTS = Texts.of(SiteDiscovery.class);
    private static final String MANIFEST = "/rest/applinks/1.0/manifest";
    /** So that the test and the sign-in of one job don't both ask; a job is one {@link SignIn}. */
    private static final Map<SignIn, Site> FOUND = new WeakHashMap<>();

    private final Http http;
    private final Progress progress;

    SiteDiscovery(Http http, Progress progress) {
        this.http = http;
        this.progress = progress;
    }

    /** The site of a sign-in's connection, looked for once per job. */
    static Site of(SignIn signIn) throws AuthFailure {
        synchronized (FOUND) {
            Site known = FOUND.get(signIn);
            if (known != null) {
                return known;
            }
        }
        SiteDiscovery discovery = new SiteDiscovery(signIn.http(), signIn.progress());
        Site site =
                discovery.identify(discovery.reach(signIn.connection().target().address()));
        remember(signIn, site);
        return site;
    }

    static void remember(SignIn signIn, Site site) {
        synchronized (FOUND) {
            FOUND.put(signIn, site);
        }
    }

    /**
     * An address that answers.
     *
     * @param door what the pasted address itself answered
     */
    record Reached(PastedAddress address, Answer door, List<String> warnings) {}

    /**
     * Sees whether anything answers. A redirect from http to https on the same host is followed by asking again there.
     *
     * @throws AuthFailure if the address is none, or nothing answers
     */
    Reached reach(String pasted) throws AuthFailure {
        PastedAddress address = PastedAddress.parse(pasted);
        List<String> warnings = new ArrayList<>();
        if (address.atlassianHost() && address.origin().getScheme().equals("http")) {
            address = address.at(URI.create("https://" + address.origin().getRawAuthority()));
        }
        Answer door = knock(address);
        URI secure = door.redirect() ? door.location().orElse(null) : null;
        if (secure != null
                && address.origin().getScheme().equals("http")
                && "https".equalsIgnoreCase(secure.getScheme())
                && address.origin().getHost().equalsIgnoreCase(secure.getHost())) {
            URI better = PastedAddress.originOf(secure);
            warnings.add(TEXTS.get("discovery.https", address.origin(), better));
            address = address.at(better);
            door = knock(address);
        }
        failIfBlocked(door);
        return new Reached(address, door, warnings);
    }

    private Answer knock(PastedAddress address) throws AuthFailure {
        return ask(Request.get(address.resolve(address.path().isEmpty() ? "/" : address.path())
                        .toString())
                .replacing("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .notFollowing());
    }

    private Answer ask(Request request) throws AuthFailure {
        return Answer.read(request, http.send(request, progress));
    }

    /**
     * Finds out which Confluence it is.
     *
     * @throws AuthFailure {@code confluence.not-there} naming what answers instead, {@code confluence.moved}, {@code
     *     confluence.cloud.no-site}, or that of a proxy's block page
     */
    Site identify(Reached reached) throws AuthFailure {
        PastedAddress address = reached.address();
        if (address.cloudId().isPresent()) {
            String id = address.cloudId().get();
            return new Site(
                    URI.create(Site.GATEWAY + id + "/wiki"),
                    Edition.CLOUD,
                    Optional.empty(),
                    "",
                    Optional.of(id),
                    List.of(),
                    Optional.empty(),
                    Map.of("cloudId", id),
                    reached.warnings());
        }
        if (address.atlassianHost()) {
            return cloud(reached).orElseThrow(() -> noCloudSite(reached));
        }
        return onPremises(reached);
    }

    private Optional<Site> cloud(Reached reached) throws AuthFailure {
        PastedAddress address = reached.address();
        Request request = Request.get(address.resolve("/_edge/tenant_info").toString())
                .json()
                .notFollowing();
        Answer answer = ask(request);
        String id = Answer.string(answer.object(), "cloudId");
        if (!answer.ok() || id.isEmpty()) {
            if (address.atlassianHost()) {
                failIfBlocked(answer);
                failIfMoved(address, List.of(answer));
            }
            return Optional.empty();
        }
        return Optional.of(new Site(
                URI.create(address.origin() + "/wiki"),
                Edition.CLOUD,
                Optional.empty(),
                "",
                Optional.of(id),
                List.of(),
                Optional.empty(),
                Map.of("cloudId", id, "from", "GET /_edge/tenant_info"),
                reached.warnings()));
    }

    private AuthFailure noCloudSite(Reached reached) {
        return ConfluenceFailures.problem("confluence.cloud.no-site")
                .with("site", reached.address().origin())
                .with("host", reached.address().origin().getHost())
                .evidence("url", reached.address().resolve("/_edge/tenant_info"))
                .evidence("status", reached.door().status())
                .failure();
    }

    private Site onPremises(Reached reached) throws AuthFailure {
        PastedAddress address = reached.address();
        Set<String> contexts = new LinkedHashSet<>(address.contexts());
        hint(address, reached.door()).ifPresent(contexts::add);
        List<Answer> refused = new ArrayList<>();
        List<URI> walled = new ArrayList<>();
        Optional<String> wall = Optional.empty();
        Optional<String> other = Optional.empty();
        List<String> queue = new ArrayList<>(contexts);
        for (int i = 0; i < queue.size() && i < 10; i++) {
            URI base = URI.create(address.origin() + queue.get(i));
            Answer answer = ask(Request.get(base + MANIFEST).json().notFollowing());
            Optional<Manifest> manifest = answer.ok() ? Manifest.of(answer) : Optional.empty();
            if (manifest.isPresent() && manifest.get().confluence()) {
                return known(reached, base, manifest.get(), answer);
            }
            if (manifest.isPresent() && other.isEmpty()) {
                other = Optional.of(manifest.get().product());
            }
            refused.add(answer);
            Optional<String> found = hint(address, answer);
            if (found.isPresent() && contexts.add(found.get())) {
                queue.add(found.get());
            }
            Optional<String> barrier = Barrier.of(address.origin(), answer);
            if (barrier.isPresent()) {
                wall = wall.or(() -> barrier);
                walled.add(base);
            }
        }
        Optional<Site> fromPage = fromPages(reached, queue);
        if (fromPage.isPresent()) {
            return fromPage.get();
        }
        for (Answer answer : refused) {
            failIfBlocked(answer);
        }
        failIfMoved(address, refused);
        if (!walled.isEmpty() && other.isEmpty()) {
            return hidden(reached, walled, wall.orElseThrow());
        }
        Optional<Site> customDomain = other.isPresent() ? Optional.empty() : cloud(reached);
        if (customDomain.isPresent()) {
            return customDomain.get();
        }
        String what = other.orElseGet(() -> Barrier.name(reached.door()));
        throw ConfluenceFailures.problem("confluence.not-there")
                .with("address", address.resolve(address.path()))
                .with("what", what)
                .evidence("url", reached.door().uri())
                .evidence("status", reached.door().status())
                .evidence("answers", what)
                .evidence(
                        "tried",
                        String.join(
                                " ",
                                queue.stream().map(c -> c.isEmpty() ? "/" : c).toList()))
                .failure();
    }

    private Site known(Reached reached, URI base, Manifest manifest, Answer answer) throws AuthFailure {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("from", "GET " + MANIFEST);
        evidence.put("status", answer.status());
        Optional<Version> version = manifest.version();
        String build = manifest.build();
        if (version.isEmpty()) {
            Answer info = ask(
                    Request.get(base + "/rest/api/server-information").json().notFollowing());
            version = Version.of(Answer.string(info.object(), "version"));
            build = Answer.string(info.object(), "buildNumber");
            evidence.put("versionFrom", "GET /rest/api/server-information");
        }
        List<String> warnings = new ArrayList<>(reached.warnings());
        manifest.url().filter(url -> !sameOrigin(url, base)).ifPresent(url -> {
            evidence.put("baseUrl", url.toString());
            warnings.add(TEXTS.get("discovery.base-url", url, base));
        });
        boolean dataCenter = answer.header("X-RateLimit-Limit").isPresent();
        return new Site(
                base,
                edition(version, dataCenter),
                version,
                build,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                evidence,
                warnings);
    }

    /** What Confluence's own pages say about themselves, where the interfaces don't: reference confluence §2. */
    private Optional<Site> fromPages(Reached reached, List<String> contexts) throws AuthFailure {
        List<URI> pages = new ArrayList<>();
        PastedAddress address = reached.address();
        pages.add(address.resolve(address.path().isEmpty() ? "/" : address.path()));
        contexts.stream().limit(4).forEach(context -> pages.add(address.resolve(context + "/login.action")));
        for (URI page : pages) {
            Answer answer = Answer.page(page.toString(), request -> http.send(request, progress));
            PageMetas metas = PageMetas.of(answer.text());
            boolean fingerprint = answer.header("X-Confluence-Request-Time").isPresent();
            Optional<String> context = metas.get("ajs-context-path");
            boolean confluence = metas.confluence() || fingerprint && answer.html() && context.isPresent();
            if (!confluence || !sameOrigin(answer.uri(), address.origin())) {
                continue;
            }
            URI base = URI.create(address.origin() + context.orElse(contextOf(answer.uri())));
            Optional<Version> version = metas.version();
            return Optional.of(new Site(
                    base,
                    edition(version, false),
                    version,
                    metas.get("ajs-build-number").orElse(""),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Map.of("from", "GET " + answer.uri().getRawPath(), "status", answer.status()),
                    reached.warnings()));
        }
        return Optional.empty();
    }

    private static String contextOf(URI page) {
        String path = page.getRawPath();
        int end = path.indexOf("/login.action");
        return end > 0 ? path.substring(0, end) : "";
    }

    private Site hidden(Reached reached, List<URI> bases, String wall) {
        List<String> warnings = new ArrayList<>(reached.warnings());
        warnings.add(TEXTS.get("discovery.hidden", wall));
        return new Site(
                bases.get(0),
                edition(Optional.empty(), false),
                Optional.empty(),
                "",
                Optional.empty(),
                bases,
                Optional.of(wall),
                Map.of("wall", wall, "status", reached.door().status()),
                warnings);
    }

    /** Asks for the version again, now that a sign-in in front lets the calls through. */
    static Site reveal(SignIn signIn, Site hidden, Session session) throws AuthFailure {
        Request request = Request.get("/rest/applinks/1.0/manifest").json().notFollowing();
        Answer answer = Answer.read(request, session.send(request, signIn.progress()));
        Manifest manifest =
                answer.ok() ? Manifest.of(answer).filter(Manifest::confluence).orElse(null) : null;
        Site found = manifest == null ? hidden : hidden.revealed(hidden.base(), manifest.version(), manifest.build());
        if (found.version().isEmpty()) {
            Request info = Request.get("/rest/api/server-information").json().notFollowing();
            Answer told = Answer.read(info, session.send(info, signIn.progress()));
            found = found.revealed(
                    hidden.base(),
                    Version.of(Answer.string(told.object(), "version")),
                    Answer.string(told.object(), "buildNumber"));
        }
        remember(signIn, found);
        return found;
    }

    /** Server can be told from Data Center only by its age; both are otherwise the same program. */
    static Edition edition(Optional<Version> version, boolean dataCenterSigns) {
        boolean serverAge =
                version.filter(found -> found.before(Version.DATA_CENTER_ONLY)).isPresent();
        return serverAge && !dataCenterSigns ? Edition.SERVER : Edition.DATA_CENTER;
    }

    /** A context path that a redirect within the origin gives away, such as from / to /confluence/. */
    private static Optional<String> hint(PastedAddress address, Answer answer) {
        if (!answer.redirect()) {
            return Optional.empty();
        }
        return answer.location()
                .filter(target -> target.getHost() != null && sameOrigin(target, address.origin()))
                .flatMap(target -> {
                    try {
                        return PastedAddress.parse(target.toString()).contexts().stream()
                                .findFirst();
                    } catch (AuthFailure e) {
                        return Optional.empty();
                    }
                });
    }

    private static void failIfBlocked(Answer answer) throws AuthFailure {
        if (answer.page().filter(page -> page == Page.PROXY_BLOCK).isPresent()) {
            answer.orFail();
        }
    }

    private static void failIfMoved(PastedAddress address, List<Answer> answers) throws AuthFailure {
        for (Answer answer : answers) {
            URI target = answer.redirect() ? answer.location().orElse(null) : null;
            if (target != null
                    && target.getHost() != null
                    && !sameOrigin(target, address.origin())
                    && Barrier.of(address.origin(), answer).isEmpty()) {
                throw ConfluenceFailures.problem("confluence.moved")
                        .with("address", address.origin())
                        .with("newAddress", newAddress(answer.uri(), target))
                        .evidence(answer.facts())
                        .failure();
            }
        }
    }

    /** The address to use instead: what the redirect kept of the asked path is cut off again. */
    private static String newAddress(URI asked, URI target) {
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        int end = path.indexOf("/rest/applinks");
        if (end < 0) {
            end = path.indexOf("/_edge/");
        }
        String kept = end >= 0 ? path.substring(0, end) : path.equals(asked.getRawPath()) ? "" : path;
        return PastedAddress.originOf(target) + kept.replaceAll("/+$", "");
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme() != null
                && one.getHost() != null
                && PastedAddress.originOf(one).equals(PastedAddress.originOf(other));
    }
}
