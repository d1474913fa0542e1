package org.drawbridge.sandbox.internal.sharepoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.internal.entra.App;
import org.drawbridge.sandbox.internal.entra.Person;
import org.drawbridge.sandbox.internal.entra.Tenant;

/** A site collection with its webs. Thread-safe once set up. */
public final class Site {

    /** The three groups that every site has. */
    public enum Group {
        OWNERS(3, "Owners", "Full Control", 1073741829, Rights.FULL_CONTROL),
        VISITORS(4, "Visitors", "Read", 1073741826, Rights.READ),
        MEMBERS(5, "Members", "Edit", 1073741830, Rights.EDIT);

        final int id;
        final String suffix;
        final String level;
        final int levelId;
        final Rights rights;

        Group(int id, String suffix, String level, int levelId, Rights rights) {
            this.id = id;
            this.suffix = suffix;
            this.level = level;
            this.levelId = levelId;
            this.rights = rights;
        }
    }

    /** A web: the root web of the site or one below it. */
    public record Web(Site site, String path, String title, String template, String id, List<ItemList> lists) {
        /** Its address. */
        public String url() {
            return "https://" + site.host() + (path.equals("/") ? "" : path);
        }
    }

    /** A list or library. */
    public record ItemList(String id, String title, int template, int items, boolean hidden) {}

    /** What an app with Sites.Selected was given here. */
    public record AppGrant(String id, String clientId, String name, String role) {}

    private static final Instant CREATED = Instant.parse("2024-03-05T08:15:00Z");

    private final Tenant tenant;
    private final String path;
    private final String id;
    private final boolean noScript;
    private final Map<String, Web> webs = new LinkedHashMap<>();
    private final Map<Person, Group> people = new LinkedHashMap<>();
    private final List<Person> admins = new ArrayList<>();
    private final List<AppGrant> grants = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> userIds = new ConcurrentHashMap<>();
    private volatile SiteLock lock = SiteLock.NONE;

    Site(Tenant tenant, String path, String title, boolean noScript) {
        this.tenant = tenant;
        this.path = path;
        this.id = guid("site" + path);
        this.noScript = noScript;
        addWeb(path, title, path.startsWith("/teams/") ? "GROUP" : path.equals("/") ? "STS" : "SITEPAGEPUBLISHING");
    }

    /** Adds a web below the root web. */
    public Site addWeb(String webPath, String title, String template) {
        webs.put(webPath, new Web(this, webPath, title, template, guid("web" + webPath), lists(webPath)));
        return this;
    }

    private List<ItemList> lists(String webPath) {
        return List.of(
                list(webPath, "Documents", 101, 12, false),
                list(webPath, "Site Pages", 119, 3, false),
                list(webPath, "Site Assets", 101, 1, false),
                list(webPath, "Form Templates", 101, 0, false),
                list(webPath, "Style Library", 101, 0, false),
                list(webPath, "User Information List", 112, 9, true));
    }

    private ItemList list(String webPath, String title, int template, int items, boolean hidden) {
        return new ItemList(guid(webPath + title), title, template, items, hidden);
    }

    private String guid(String seed) {
        return UUID.nameUUIDFromBytes((tenant.id() + seed).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    public Site member(Person person, Group group) {
        people.put(person, group);
        return this;
    }

    /** Makes somebody a site collection administrator. */
    public Site admin(Person person) {
        admins.add(person);
        return this;
    }

    /**
     * Lets an app with Sites.Selected in.
     *
     * @param role {@code read, write, manage, owner} or {@code fullcontrol}
     */
    public AppGrant grant(App app, String role) {
        return grant(app.clientId(), app.name(), role);
    }

    AppGrant grant(String clientId, String name, String role) {
        String grantId = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(("i:0i.t|ms.sp.ext|" + clientId + '@' + tenant.id()).getBytes(StandardCharsets.UTF_8));
        AppGrant grant = new AppGrant(grantId, clientId, name, role);
        revoke(grantId);
        grants.add(grant);
        return grant;
    }

    boolean revoke(String grantId) {
        return grants.removeIf(old -> old.id().equals(grantId));
    }

    /** Takes an app's grant back. */
    public void revokeFrom(App app) {
        grants.removeIf(old -> old.clientId().equals(app.clientId()));
    }

    public List<AppGrant> grants() {
        return List.copyOf(grants);
    }

    Optional<AppGrant> grantOf(String clientId) {
        return grants.stream()
                .filter(grant -> grant.clientId().equalsIgnoreCase(clientId))
                .findFirst();
    }

    /** What a person may do here, before the limits of the app that acts for them. */
    public Rights rightsOf(Person person) {
        if (admins.contains(person)) {
            return limit(Rights.FULL_CONTROL);
        }
        Group group = people.get(person);
        return group == null ? Rights.NONE : limit(group.rights);
    }

    /** NoScript sites take one right away, from owners too (reference: entra-sharepoint, fact 5). */
    Rights limit(Rights rights) {
        Rights left = noScript ? rights.without(Rights.ADD_AND_CUSTOMIZE_PAGES) : rights;
        return lock == SiteLock.READ_ONLY ? left.and(Rights.READ) : left;
    }

    /** Locks it, or unlocks it. */
    public Site lock(SiteLock changed) {
        lock = changed;
        return this;
    }

    SiteLock lock() {
        return lock;
    }

    Map<Person, Group> people() {
        return people;
    }

    boolean admin(String loginName) {
        return admins.stream().anyMatch(person -> person.loginName().equals(loginName));
    }

    List<Person> admins() {
        return admins;
    }

    /** SharePoint's number for an account on this site; given when it first comes. */
    int userId(String loginName) {
        return userIds.computeIfAbsent(loginName, any -> 10 + userIds.size());
    }

    public Tenant tenant() {
        return tenant;
    }

    public String host() {
        return tenant.sharePointHost();
    }

    public String path() {
        return path;
    }

    String id() {
        return id;
    }

    Instant created() {
        return CREATED;
    }

    Web root() {
        return webs.get(path);
    }

    Map<String, Web> webs() {
        return webs;
    }

    /** Graph's id of a web: host, site and web. */
    String graphId(Web web) {
        return host() + ',' + id + ',' + web.id();
    }
}
