package org.drawbridge.confluence.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.confluence.internal.PermissionLevels.Admin;
import org.drawbridge.confluence.internal.PermissionLevels.Rank;
import org.drawbridge.confluence.internal.PermissionLevels.SpaceRight;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;

/**
 * Goes through the spaces: what the account is in each, and, in a sample of them, whether the calls of a migration
 * really work. One pass for content, restrictions and permissions, so that each space is visited once.
 */
public final class SpacesCheck implements Check {

    private static final Texts TEXTS = Texts.of(SpacesCheck.class);
    /** So many are looked at between two reports. */
    private static final int CHUNK = 30;

    private static final List<Capability> SAMPLED = List.of(
            Capability.PAGE_CONTENT,
            Capability.PAGE_HIERARCHY,
            Capability.ATTACHMENTS,
            Capability.COMMENTS,
            Capability.PAGE_RESTRICTIONS,
            Capability.SPACE_PERMISSIONS);

    @Override
    public String id() {
        return "confluence.spaces";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.CONFLUENCE;
    }

    @Override
    public List<Capability> capabilities() {
        return Stream.concat(SAMPLED.stream(), Stream.of(Capability.PERSONAL_SPACES, Capability.ARCHIVED_SPACES))
                .toList();
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        ConfluenceApi api = ConfluenceApi.of(run.signIn(), run.session());
        new Pass(run, api).go();
    }

    /** A space that has been looked at. */
    private record Look(Space space, SpaceRight right, Map<Capability, SpaceSample.Tried> tried) {}

    /** How often a capability worked, and the calls that say so. */
    private static final class Tally {
        private static final int MOST_EVIDENCE = 5;
        private int works;
        private int blocked;
        private final List<Evidence> good = new ArrayList<>();
        private final List<Evidence> bad = new ArrayList<>();

        void add(SpaceSample.Tried tried) {
            boolean fine = tried.outcome() == Outcome.WORKS;
            works += fine ? 1 : 0;
            blocked += tried.outcome() == Outcome.BLOCKED ? 1 : 0;
            List<Evidence> list = fine ? good : bad;
            if (list.size() < MOST_EVIDENCE) {
                list.add(tried.evidence());
            }
        }

        int tried() {
            return works + blocked;
        }

        /** What went wrong first. */
        List<Evidence> evidence() {
            List<Evidence> all = new ArrayList<>(bad);
            good.stream().limit(MOST_EVIDENCE - bad.size()).forEach(all::add);
            return all;
        }

        Outcome outcome() {
            return tried() == 0
                    ? Outcome.NOT_CHECKED
                    : blocked == 0 ? Outcome.WORKS : works == 0 ? Outcome.BLOCKED : Outcome.LIMITED;
        }
    }

    /** One run of the check. */
    private static final class Pass {
        private final CheckRun run;
        private final ConfluenceApi api;
        private final PermissionLevels levels;
        private final boolean anonymous;
        private final Map<Capability, Tally> tallies = new HashMap<>();
        private final Owner owner;
        private Admin admin;
        private int administered;

        Pass(CheckRun run, ConfluenceApi api) {
            this.run = run;
            this.api = api;
            levels = new PermissionLevels(api);
            anonymous = run.session().account().anonymous();
            // Who isn't signed in needs no administrator to do so.
            owner = anonymous ? Owner.YOU : Owner.CONFLUENCE_ADMIN;
            SAMPLED.forEach(capability -> tallies.put(capability, new Tally()));
        }

        void go() throws AuthFailure {
            admin = anonymous ? Admin.NOBODY : levels.admin();
            SpaceListing listing = new SpaceListing(api);
            List<Space> spaces = listing.all();
            Set<Space> sample = sample(spaces, Fields.sampleSpaces(run.signIn().connection()));
            for (int from = 0; from < spaces.size(); from += CHUNK) {
                List<Space> chunk = spaces.subList(from, Math.min(from + CHUNK, spaces.size()));
                run.progress().step(TEXTS.get("check.spaces", from + chunk.size(), spaces.size()));
                for (Look look : Parallel.map(chunk, space -> look(space, sample.contains(space)))) {
                    count(look);
                    run.report(result(look));
                }
            }
            findings(listing, spaces, sample.size());
        }

        private Look look(Space space, boolean sampled) throws AuthFailure {
            SpaceRight right = admin.everywhere()
                    ? new SpaceRight(Optional.of(true), admin.evidence().get(0))
                    : levels.in(space);
            return new Look(space, right, sampled ? SpaceSample.of(api, space, levels) : Map.of());
        }

        private void count(Look look) {
            administered += look.right().administers().orElse(false) ? 1 : 0;
            look.tried().forEach((capability, tried) -> tallies.get(capability).add(tried));
        }

        private SpaceResult result(Look look) {
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            List<Evidence> evidence = new ArrayList<>();
            evidence.add(look.right().evidence());
            look.tried().forEach((capability, tried) -> {
                outcomes.put(capability.id(), tried.outcome());
                if (!evidence.contains(tried.evidence())) {
                    evidence.add(tried.evidence());
                }
            });
            String level = look.right()
                    .administers()
                    .map(value -> value ? "admin" : "view")
                    .orElse("unknown");
            Outcome content = outcomes.getOrDefault(Capability.PAGE_CONTENT.id(), Outcome.NOT_CHECKED);
            boolean all = outcomes.values().stream().allMatch(outcome -> outcome == Outcome.WORKS);
            Outcome whole = content != Outcome.WORKS ? content : all ? Outcome.WORKS : Outcome.LIMITED;
            String summary = TEXTS.get("check.space." + (look.tried().isEmpty() ? "not-sampled" : whole.word()));
            Space space = look.space();
            return new SpaceResult(
                    space.key(),
                    space.name(),
                    space.type(),
                    space.archived().orElse(false),
                    level,
                    whole,
                    summary,
                    outcomes,
                    evidence);
        }

        private void findings(SpaceListing listing, List<Space> spaces, int sampled) {
            String account = api.who();
            Rank rank = anonymous
                    ? Rank.ANONYMOUS
                    : admin.admin() ? Rank.ADMIN : administered > 0 ? Rank.SPACE_ADMIN : Rank.USER;
            if (spaces.isEmpty()) {
                SAMPLED.forEach(capability -> run.report(Finding.blocked(
                        capability,
                        TEXTS.get("check.no-spaces", account),
                        owner,
                        List.of(TEXTS.get("check.remedy.view", account)),
                        listing.evidence().toArray(Evidence[]::new))));
            } else {
                content(rank, spaces.size(), sampled, account);
                for (Capability capability :
                        List.of(Capability.PAGE_HIERARCHY, Capability.ATTACHMENTS, Capability.COMMENTS)) {
                    plain(capability, sampled, account);
                }
                restrictions(rank, sampled, account);
                permissions(rank, spaces.size(), sampled, account);
            }
            kinds(rank, listing, spaces, account);
        }

        private void content(Rank rank, int spaces, int sampled, String account) {
            Tally tally = tallies.get(Capability.PAGE_CONTENT);
            boolean everything = rank == Rank.ADMIN || rank == Rank.SPACE_ADMIN && administered == spaces;
            if (tally.outcome() != Outcome.WORKS || everything) {
                plain(Capability.PAGE_CONTENT, sampled, account);
                return;
            }
            String key = anonymous ? "check.content.anonymous" : "check.content.some";
            run.report(new Finding(
                    Capability.PAGE_CONTENT,
                    Outcome.LIMITED,
                    TEXTS.get(key, account, spaces, sampled),
                    tally.evidence(),
                    List.of(adminRemedy(account)),
                    Optional.of(owner)));
        }

        /** Works, partly or not at all, as the sample showed. */
        private void plain(Capability capability, int sampled, String account) {
            Tally tally = tallies.get(capability);
            Outcome outcome = tally.outcome();
            if (outcome == Outcome.NOT_CHECKED) {
                String why = sampled == 0
                        ? "check.no-sample"
                        : tally.bad.isEmpty() ? "check.nothing-found" : "check.no-answer";
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
                    TEXTS.get("check." + outcome.word(), tally.works, tally.tried()),
                    tally.evidence(),
                    works ? List.of() : List.of(remedy),
                    works ? Optional.empty() : Optional.of(owner)));
        }

        private void restrictions(Rank rank, int sampled, String account) {
            Tally tally = tallies.get(Capability.PAGE_RESTRICTIONS);
            if (tally.outcome() != Outcome.WORKS || rank == Rank.ADMIN) {
                plain(Capability.PAGE_RESTRICTIONS, sampled, account);
                return;
            }
            run.report(new Finding(
                    Capability.PAGE_RESTRICTIONS,
                    Outcome.LIMITED,
                    TEXTS.get("check.restrictions.some", account),
                    tally.evidence(),
                    List.of(adminRemedy(account)),
                    Optional.of(owner)));
        }

        private void permissions(Rank rank, int spaces, int sampled, String account) {
            Tally tally = tallies.get(Capability.SPACE_PERMISSIONS);
            if (rank == Rank.ADMIN) {
                if (tally.blocked > 0 && api.site().olderThan(Version.PERMISSIONS_API)) {
                    run.report(new Finding(
                            Capability.SPACE_PERMISSIONS,
                            tally.outcome(),
                            TEXTS.get("check.remote-api", account),
                            tally.evidence(),
                            List.of(TEXTS.get(remoteApiRemedy(tally), api.site().base())),
                            Optional.of(owner)));
                } else {
                    plain(Capability.SPACE_PERMISSIONS, sampled, account);
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
                    ? administered == spaces && tally.blocked == 0 ? Outcome.WORKS : Outcome.LIMITED
                    : Outcome.BLOCKED;
            run.report(new Finding(
                    Capability.SPACE_PERMISSIONS,
                    outcome,
                    TEXTS.get(
                            some ? "check.permissions.some" : "check.permissions.none", account, administered, spaces),
                    tally.evidence(),
                    outcome == Outcome.WORKS ? List.of() : List.of(adminRemedy(account)),
                    outcome == Outcome.WORKS ? Optional.empty() : Optional.of(owner)));
        }

        private String remoteApiRemedy(Tally tally) {
            if (tally.bad.stream().anyMatch(fact -> fact.note().contains("WebSudo"))) {
                return "check.remedy.websudo";
            }
            boolean off = tally.bad.stream()
                    .anyMatch(fact -> fact.status()
                            .filter(status -> status == 401 || status == 403)
                            .isPresent());
            return api.tokensForRestOnly() && !off ? "check.remedy.rest-only" : "check.remedy.remote-api";
        }

        /** Personal and archived spaces. */
        private void kinds(Rank rank, SpaceListing listing, List<Space> spaces, String account) {
            Evidence[] evidence = listing.evidence().toArray(Evidence[]::new);
            long personal = spaces.stream().filter(Space::personal).count();
            run.report(
                    rank == Rank.ADMIN
                            ? Finding.works(
                                    Capability.PERSONAL_SPACES, TEXTS.get("check.personal.all", personal), evidence)
                            : Finding.limited(
                                    Capability.PERSONAL_SPACES,
                                    TEXTS.get("check.personal.some", personal, account),
                                    owner,
                                    List.of(adminRemedy(account)),
                                    evidence));
            long archived = spaces.stream()
                    .filter(space -> space.archived().orElse(false))
                    .count();
            run.report(
                    listing.archivedKnown()
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

        /** Spread over the list, with archived and personal spaces among them if there are any. */
        private static Set<Space> sample(List<Space> spaces, int size) {
            Set<Space> sample = new LinkedHashSet<>();
            if (size <= 0) {
                return sample;
            }
            if (size >= spaces.size()) {
                sample.addAll(spaces);
                return sample;
            }
            spaces.stream()
                    .filter(space -> space.archived().orElse(false))
                    .findFirst()
                    .ifPresent(sample::add);
            spaces.stream().filter(Space::personal).findFirst().ifPresent(sample::add);
            for (int i = 0; i < size && sample.size() < size; i++) {
                sample.add(spaces.get((int) ((long) i * spaces.size() / size)));
            }
            return sample;
        }
    }
}
