package org.drawbridge.sharepoint.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.probe.Level;
import org.drawbridge.sharepoint.internal.SitePermissions.Permission;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/**
 * What a sign-in may do on a site: the lesser of what the app was granted (the token's roles or scopes) and what the
 * account may do on the site (reference: entra-sharepoint §C "Level"). Whether SharePoint's mask already shows the lesser
 * of both is not documented, so a small mask is not blamed on the account while the app's own permission is small.
 *
 * @param siteAdmin whether the account is site collection administrator; empty if that is not known or means nothing
 */
record Rights(SitePermissions site, TokenClaims claims, Optional<Boolean> siteAdmin) {

    private static final Texts TEXTS = Texts.of(Rights.class);

    /** From less to more. */
    enum Grade {
        INSUFFICIENT,
        MANAGE,
        FULL
    }

    /** Who holds back what is missing. */
    enum Side {
        /** The app's permission: the Entra administrator. */
        APP(Owner.ENTRA_ADMIN),
        /** The site's grant for an app with Sites.Selected. */
        GRANT(Owner.SHAREPOINT_ADMIN),
        /** The account's role on the site. */
        SITE(Owner.SHAREPOINT_ADMIN);

        private final Owner owner;

        Side(Owner owner) {
            this.owner = owner;
        }

        Owner owner() {
            return owner;
        }
    }

    Rights(SitePermissions site, TokenClaims claims) {
        this(site, claims, Optional.empty());
    }

    // With Sites.Selected the site's own grant decides, which the permissions on the site show.
    private static final Set<String> FULL_GRANTS =
            Set.of("Sites.FullControl.All", "AllSites.FullControl", "Sites.Selected");
    private static final Set<String> MANAGE_GRANTS = Set.of("Sites.Manage.All", "AllSites.Manage");

    Grade grade() {
        Grade site = gradeOfSite();
        Grade app = gradeOfApp();
        return site.compareTo(app) < 0 ? site : app;
    }

    Grade gradeOfSite() {
        if (site.missing(SitePermissions.FOR_FULL).isEmpty()) {
            return Grade.FULL;
        }
        return site.missing(SitePermissions.FOR_MANAGE).isEmpty() ? Grade.MANAGE : Grade.INSUFFICIENT;
    }

    /** What the account may do by itself, as far as it shows: an administrator's small mask is the app's doing. */
    Grade gradeOfAccount() {
        boolean masked = gradeOfApp() != Grade.FULL && siteAdmin.orElse(false);
        return masked ? Grade.FULL : gradeOfSite();
    }

    Grade gradeOfApp() {
        return claims.readable() ? gradeOf(granted()) : Grade.FULL;
    }

    /** What permissions of an app allow, for SharePoint or for Graph. */
    static Grade gradeOf(Set<String> granted) {
        if (granted.stream().anyMatch(FULL_GRANTS::contains)) {
            return Grade.FULL;
        }
        return granted.stream().anyMatch(MANAGE_GRANTS::contains) ? Grade.MANAGE : Grade.INSUFFICIENT;
    }

    /** The token's roles or scopes, sorted. */
    Set<String> granted() {
        return granted(claims);
    }

    static Set<String> granted(TokenClaims claims) {
        Set<String> granted = new TreeSet<>(claims.roles());
        granted.addAll(claims.scopes());
        return granted;
    }

    /** Whether the app may only reach sites that were granted to it one by one. */
    static boolean selectedOnly(TokenClaims claims) {
        List<String> granted = claims.appOnly() ? claims.roles() : claims.scopes();
        return granted.contains("Sites.Selected")
                && granted.stream()
                        .noneMatch(
                                one -> one.matches("(All)?Sites\\.(FullControl|Manage|ReadWrite|Read|Write)(\\.All)?"));
    }

    /** What keeps it from full control, in the user's words: which permission, and on which side. */
    String missingForFull() {
        return missing(SitePermissions.FOR_FULL, Grade.FULL);
    }

    /** What keeps it from the least that a migration needs, in the user's words. */
    String missingForManage() {
        return missing(SitePermissions.FOR_MANAGE, Grade.MANAGE);
    }

    private String missing(List<Permission> onSite, Grade wanted) {
        List<String> words = new ArrayList<>();
        String onSiteMissing =
                site.missing(onSite).stream().map(Permission::label).collect(Collectors.joining(", "));
        boolean appTooSmall = gradeOfApp().compareTo(wanted) < 0;
        if (appTooSmall) {
            String granted = granted().isEmpty() ? TEXTS.get("rights.none") : String.join(", ", granted());
            words.add(TEXTS.get(claims.appOnly() ? "rights.app" : "rights.delegated", granted));
            if (claims.appOnly() || siteAdmin.orElse(false)) {
                // What it may do on the site follows from the app's permission: one cause, one remedy.
                return words.get(0);
            }
        }
        if (!onSiteMissing.isEmpty()) {
            String side = appTooSmall ? "rights.perhaps" : selectedOnly(claims) ? "rights.grant" : "rights.site";
            words.add(TEXTS.get(side, onSiteMissing));
        }
        return String.join(" ", words);
    }

    /** Which side has to give more, for at least that grade. */
    Side side(Grade wanted) {
        if (gradeOfApp().compareTo(wanted) < 0) {
            return Side.APP;
        }
        return selectedOnly(claims) ? Side.GRANT : Side.SITE;
    }

    /** App, Graph and account side by side. @param graph claims of the token for Graph; unreadable if there is none */
    List<Level.Side> sides(TokenClaims graph) {
        List<Level.Side> sides = new ArrayList<>();
        boolean appOnly = claims.appOnly();
        sides.add(side(
                "app",
                granted(),
                selectedOnly(claims) ? "Sites.Selected" : appOnly ? "Sites.FullControl.All" : "AllSites.FullControl",
                gradeOfApp()));
        if (graph.readable()) {
            sides.add(side(
                    "graph",
                    granted(graph),
                    selectedOnly(graph) ? "Sites.Selected" : "Sites.FullControl.All",
                    gradeOf(granted(graph))));
        }
        String needed = SitePermissions.FOR_FULL.stream().map(Permission::label).collect(Collectors.joining(", "));
        String role = TEXTS.get("role." + site.role());
        if (siteAdmin.orElse(false)) {
            role += ", " + TEXTS.get("role.site-admin");
        }
        String id = !appOnly ? "account" : selectedOnly(claims) ? "grant" : "site";
        sides.add(new Level.Side(
                id,
                TEXTS.get("side." + id),
                role + " (" + site + ")",
                needed,
                word(gradeOfAccount()),
                TEXTS.get("grade." + gradeOfAccount())));
        return sides;
    }

    private static Level.Side side(String id, Set<String> granted, String needed, Grade grade) {
        return new Level.Side(
                id,
                TEXTS.get("side." + id),
                granted.isEmpty() ? TEXTS.get("rights.none") : String.join(", ", granted),
                needed,
                word(grade),
                TEXTS.get("grade." + grade));
    }

    Level level(TokenClaims graph) {
        String why = switch (grade()) {
            case FULL -> "";
            case MANAGE -> missingForFull();
            case INSUFFICIENT -> missingForManage();
        };
        Level level = level(grade(), why);
        return new Level(level.word(), level.label(), level.meaning(), level.full(), sides(graph));
    }

    /** @param why what keeps it from more */
    static Level level(Grade grade, String why) {
        String word = word(grade);
        return new Level(
                word,
                TEXTS.get("level." + word),
                TEXTS.get("level." + word + ".meaning", why).strip(),
                grade == Grade.FULL);
    }

    /** The contract's word. */
    private static String word(Grade grade) {
        return switch (grade) {
            case FULL -> "full-control";
            case MANAGE -> "manage";
            case INSUFFICIENT -> "insufficient";
        };
    }
}
