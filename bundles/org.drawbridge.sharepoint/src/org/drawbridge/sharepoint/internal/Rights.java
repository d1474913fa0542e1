package org.drawbridge.sharepoint.internal;

import java.util.ArrayList;
import java.util.List;
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
 * account may do on the site (reference: entra-sharepoint §C "Level").
 */
record Rights(SitePermissions site, TokenClaims claims) {

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

    Grade gradeOfApp() {
        if (!claims.readable()) {
            return Grade.FULL;
        }
        Set<String> granted = granted();
        if (granted.stream().anyMatch(FULL_GRANTS::contains)) {
            return Grade.FULL;
        }
        return granted.stream().anyMatch(MANAGE_GRANTS::contains) ? Grade.MANAGE : Grade.INSUFFICIENT;
    }

    /** The token's roles or scopes, sorted. */
    Set<String> granted() {
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
        if (gradeOfApp().compareTo(wanted) < 0) {
            String granted = granted().isEmpty() ? TEXTS.get("rights.none") : String.join(", ", granted());
            words.add(TEXTS.get(claims.appOnly() ? "rights.app" : "rights.delegated", granted));
            if (claims.appOnly()) {
                // What such an app may do on the site follows from its permission: one cause, one remedy.
                return words.get(0);
            }
        }
        if (!onSiteMissing.isEmpty()) {
            words.add(TEXTS.get(selectedOnly(claims) ? "rights.grant" : "rights.site", onSiteMissing));
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

    Level level() {
        return level(
                grade(),
                switch (grade()) {
                    case FULL -> "";
                    case MANAGE -> missingForFull();
                    case INSUFFICIENT -> missingForManage();
                });
    }

    /** @param why what keeps it from more */
    static Level level(Grade grade, String why) {
        String word = switch (grade) {
            case FULL -> "full-control";
            case MANAGE -> "manage";
            case INSUFFICIENT -> "insufficient";
        };
        return new Level(
                word,
                TEXTS.get("level." + word),
                TEXTS.get("level." + word + ".meaning", why).strip(),
                grade == Grade.FULL);
    }
}
