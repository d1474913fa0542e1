package org.drawbridge.sandbox.internal.sharepoint;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.drawbridge.sandbox.internal.entra.Tenant;

/** All sites of all tenants. Thread-safe. */
public final class Sites {

    private final List<Site> sites = new CopyOnWriteArrayList<>();

    /** Makes a site collection at that path, {@code /} for the root site. */
    public Site add(Tenant tenant, String path, String title, boolean noScript) {
        Site site = new Site(tenant, path, title, noScript);
        sites.add(site);
        return site;
    }

    List<Site> of(Tenant tenant) {
        return sites.stream().filter(site -> site.tenant().equals(tenant)).toList();
    }

    /** The site collection at exactly that server-relative path. */
    public Optional<Site> at(Tenant tenant, String path) {
        return web(tenant, path).map(Site.Web::site);
    }

    /** The web at exactly that server-relative path; letter case doesn't matter. */
    Optional<Site.Web> web(Tenant tenant, String path) {
        String plain = normal(path);
        return of(tenant).stream()
                .flatMap(site -> site.webs().values().stream())
                .filter(web -> normal(web.path()).equals(plain))
                .findFirst();
    }

    /** The web that a page, list or file belongs to: the deepest one above it. Managed paths fall to no other web. */
    Optional<Site.Web> webAbove(Tenant tenant, String path) {
        String plain = normal(path);
        Optional<Site.Web> found = of(tenant).stream()
                .flatMap(site -> site.webs().values().stream())
                .filter(web -> {
                    String at = normal(web.path());
                    return at.equals("/") || plain.equals(at) || plain.startsWith(at + '/');
                })
                .max(Comparator.comparingInt(web -> web.path().length()));
        boolean managed = plain.matches("/(sites|teams)/[^/]+(/.*)?");
        return found.filter(web -> !managed || !web.path().equals("/"));
    }

    private static String normal(String path) {
        String plain = path.toLowerCase(Locale.ROOT).replaceAll("/+$", "");
        return plain.isEmpty() ? "/" : plain;
    }
}
