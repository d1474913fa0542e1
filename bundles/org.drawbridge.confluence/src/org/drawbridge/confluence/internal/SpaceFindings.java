package org.drawbridge.confluence.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.confluence.internal.PermissionLevels.Admin;
import org.drawbridge.confluence.internal.PermissionLevels.Rank;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;

/**
 * Counts what the spaces say and makes findings of it. What it says depends on the spaces and not on the order in which
 * they were looked at, so that a run that was interrupted ends like one that was not. Thread-safe.
 */
final class SpaceFindings {

    private static final Texts TEXTS = Texts.of(SpaceFindings.class);

    static final List<Capability> SAMPLED = List.of(
            Capability.PAGE_CONTENT,
            Capability.PAGE_HIERARCHY,
            Capability.ATTACHMENTS,
            Capability.COMMENTS,
            Capability.PAGE_RESTRICTIONS,
            Capability.SPACE_PERMISSIONS);

    private final CheckRun run;
    private final ConfluenceApi api;
    private final Admin admin;
    private final List<Evidence> listing;
    private final boolean archivedKnown;
    private final boolean anonymous;
    private final Owner owner;
    private final Map<Capability, Tally> tallies = new HashMap<>();
    private int spaces;
    private int sampled;
    private int administered;
    private int personal;
    private int archived;

    /**
     * @param listing what the list of spaces rests on
     * @param archivedKnown whether the server told which spaces are archived
     */
    SpaceFindings(CheckRun run, ConfluenceApi api, Admin admin, List<Evidence> listing, boolean archivedKnown) {
        this.run = run;
        this.api = api;
        this.admin = admin;
        this.listing = listing;
        this.archivedKnown = archivedKnown;
        anonymous = run.session().account().anonymous();
        // Who isn't signed in needs no administrator to do so.
        owner = anonymous ? Owner.YOU : Owner.CONFLUENCE_ADMIN;
        SAMPLED.forEach(capability -> tallies.put(capability, new Tally()));
    }

    synchronized void count(SpaceResult space) {
        spaces++;
        administered += space.level().equals(SpacesCheck.ADMIN) ? 1 : 0;
        personal += space.type().equals("personal") || space.key().startsWith("~") ? 1 : 0;
        archived += space.archived() ? 1 : 0;
        sampled += space.tried() ? 1 : 0;
        for (Capability capability : SAMPLED) {
            Outcome outcome = space.outcomes().get(capability.id());
            if (outcome != null) {
                tallies.get(capability).add(space.place(), outcome, space.evidenceOf(capability.id()));
            }
        }
    }

    /** Reports what all spaces together say. */
    void report() {
        String account = api.who();
        Rank rank = anonymous
                ? Rank.ANONYMOUS
                : admin.admin() ? Rank.ADMIN : administered > 0 ? Rank.SPACE_ADMIN : Rank.USER;
        if (spaces == 0) {
            SAMPLED.forEach(capability -> run.report(Finding.blocked(
                    capability,
                    TEXTS.get("check.no-spaces", account),
                    owner,
                    List.of(TEXTS.get("check.remedy.view", account)),
                    listing.toArray(Evidence[]::new))));
        } else {
            content(rank, account);
            for (Capability capability :
                    List.of(Capability.PAGE_HIERARCHY, Capability.ATTACHMENTS, Capability.COMMENTS)) {
                plain(capability, account);
            }
            restrictions(rank, account);
            permissions(rank, account);
        }
        kinds(rank, account);
    }

    private void content(Rank rank, String account) {
        boolean everything = rank == Rank.ADMIN || rank == Rank.SPACE_ADMIN && administered == spaces;
        if (everything || works(Capability.PAGE_CONTENT) == 0) {
            plain(Capability.PAGE_CONTENT, account);
        } else {
            String key = anonymous ? "check.content.anonymous" : "check.content.some";
            onlyWhatIsSeen(Capability.PAGE_CONTENT, account, TEXTS.get(key, account, spaces, sampled));
        }
    }

    private int works(Capability capability) {
        return tallies.get(capability).works();
    }

    /** Works, but only for what the account sees; and it may have failed in some of the spaces besides. */
    private void onlyWhatIsSeen(Capability capability, String account, String missing) {
        Tally tally = tallies.get(capability);
        List<String> remedy = new ArrayList<>(List.of(adminRemedy(account)));
        String message = missing;
        if (tally.outcome() == Outcome.LIMITED) {
            message = TEXTS.get("check.limited", tally.works(), tally.tried()) + " " + missing;
            remedy.add(TEXTS.get("check.remedy.calls", account, api.site().base()));
        }
        run.report(new Finding(capability, Outcome.LIMITED, message, tally.evidence(), remedy, Optional.of(owner)));
    }

    /** Works, partly or not at all, as the sample showed. */
    private void plain(Capability capability, String account) {
        Tally tally = tallies.get(capability);
        Outcome outcome = tally.outcome();
        if (outcome == Outcome.NOT_CHECKED) {
            String why = sampled == 0
                    ? "check.no-sample"
                    : tally.bad().isEmpty() ? "check.nothing-found" : "check.no-answer";
            run.report(new Finding(
                    capability,
                    Outcome.NOT_CHECKED,
                    TEXTS.get(why, sampled),
                    tally.evidence(),
                    List.of(),
                    Optional.empty()));
            return;
        }
        boolean works = outcome == Outcome.WORKS;
        String remedy = capability == Capability.ATTACHMENTS
                ? TEXTS.get(
                        "check.remedy.downloads" + (api.tokensForRestOnly() ? ".old" : ""),
                        api.site().base())
                : TEXTS.get("check.remedy.calls", account, api.site().base());
        run.report(new Finding(
                capability,
                outcome,
                TEXTS.get("check." + outcome.word(), tally.works(), tally.tried()),
                tally.evidence(),
                works ? List.of() : List.of(remedy),
                works ? Optional.empty() : Optional.of(owner)));
    }

    private void restrictions(Rank rank, String account) {
        if (rank == Rank.ADMIN || works(Capability.PAGE_RESTRICTIONS) == 0) {
            plain(Capability.PAGE_RESTRICTIONS, account);
        } else {
            onlyWhatIsSeen(Capability.PAGE_RESTRICTIONS, account, TEXTS.get("check.restrictions.some", account));
        }
    }

    private void permissions(Rank rank, String account) {
        Tally tally = tallies.get(Capability.SPACE_PERMISSIONS);
        if (rank == Rank.ADMIN) {
            if (tally.blocked() > 0 && api.site().olderThan(Version.PERMISSIONS_API)) {
                run.report(new Finding(
                        Capability.SPACE_PERMISSIONS,
                        tally.outcome(),
                        TEXTS.get("check.remote-api", account),
                        tally.evidence(),
                        List.of(TEXTS.get(remoteApiRemedy(tally), api.site().base())),
                        Optional.of(owner)));
            } else {
                plain(Capability.SPACE_PERMISSIONS, account);
            }
            return;
        }
        if (api.site().cloud() && tally.outcome() == Outcome.WORKS) {
            // Cloud shows them to everybody who sees the space (reference: confluence §4).
            boolean all = administered == spaces;
            run.report(new Finding(
                    Capability.SPACE_PERMISSIONS,
                    all ? Outcome.WORKS : Outcome.LIMITED,
                    TEXTS.get("check.permissions.visible", account, administered, spaces),
                    tally.evidence(),
                    all ? List.of() : List.of(adminRemedy(account)),
                    all ? Optional.empty() : Optional.of(owner)));
            return;
        }
        boolean some = rank == Rank.SPACE_ADMIN;
        Outcome outcome = some
                ? administered == spaces && tally.blocked() == 0 ? Outcome.WORKS : Outcome.LIMITED
                : Outcome.BLOCKED;
        run.report(new Finding(
                Capability.SPACE_PERMISSIONS,
                outcome,
                TEXTS.get(some ? "check.permissions.some" : "check.permissions.none", account, administered, spaces),
                tally.evidence(),
                outcome == Outcome.WORKS ? List.of() : List.of(adminRemedy(account)),
                outcome == Outcome.WORKS ? Optional.empty() : Optional.of(owner)));
    }

    private String remoteApiRemedy(Tally tally) {
        if (tally.bad().stream().anyMatch(fact -> fact.note().contains("WebSudo"))) {
            return "check.remedy.websudo";
        }
        boolean off = tally.bad().stream()
                .anyMatch(fact -> fact.status()
                        .filter(status -> status == 401 || status == 403)
                        .isPresent());
        return api.tokensForRestOnly() && !off ? "check.remedy.rest-only" : "check.remedy.remote-api";
    }

    /** Personal and archived spaces. */
    private synchronized void kinds(Rank rank, String account) {
        Evidence[] evidence = listing.toArray(Evidence[]::new);

        run.report(
                rank == Rank.ADMIN
                        ? Finding.works(Capability.PERSONAL_SPACES, TEXTS.get("check.personal.all", personal), evidence)
                        : Finding.limited(
                                Capability.PERSONAL_SPACES,
                                TEXTS.get("check.personal.some", personal, account),
                                owner,
                                List.of(adminRemedy(account)),
                                evidence));
        run.report(
                archivedKnown
                        ? Finding.works(Capability.ARCHIVED_SPACES, TEXTS.get("check.archived", archived), evidence)
                        : Finding.notChecked(Capability.ARCHIVED_SPACES, TEXTS.get("check.archived.unknown")));
    }

    private String adminRemedy(String account) {
        return anonymous
                ? TEXTS.get("check.remedy.sign-in")
                : TEXTS.get(
                        api.site().cloud() ? "check.remedy.cloud-admin" : "check.remedy.admin",
                        account,
                        api.site().base());
    }
}
