package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.drawbridge.confluence.internal.PermissionLevels.Admin;
import org.drawbridge.confluence.internal.PermissionLevels.Rank;
import org.drawbridge.confluence.internal.PermissionLevels.SpaceRight;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers.Page;
import org.drawbridge.core.probe.ProbeRun;
import org.drawbridge.core.probe.SpaceCount;
import org.drawbridge.core.probe.TargetProbe;

/** The staged test of a Confluence connection: by the calls that a migration will make, not by a login page's looks. */
public final class ConfluenceProbe implements TargetProbe {

    private static final Texts TEXTS = Texts.of(ConfluenceProbe.class);
    /** One call per space; a Confluence with more is sampled by the readiness report. */
    private static final int MOST_SPACES_ASKED = 500;

    @Override
    public Target.Kind target() {
        return Target.Kind.CONFLUENCE;
    }

    @Override
    public List<String> stages() {
        return List.of("address", "product", "sign-in", "account", "permissions", "spaces");
    }

    @Override
    public List<String> openStages() {
        return List.of("address", "product");
    }

    @Override
    public void recognise(ProbeRun run) throws AuthFailure {
        SiteDiscovery discovery = new SiteDiscovery(run.http(), run.progress());
        SiteDiscovery.Reached reached = run.stage("address", stage -> {
            SiteDiscovery.Reached found =
                    discovery.reach(run.connection().target().address());
            stage.evidence("url", found.address().origin())
                    .evidence("status", found.door().status());
            stage.summary(TEXTS.get("probe.address", found.address().origin().getHost()));
            return found;
        });
        run.step("product", stage -> {
            Site site = discovery.identify(reached);
            SiteDiscovery.remember(run.signInContext(), site);
            describe(run, stage, site);
        });
    }

    @Override
    public void run(ProbeRun run) throws AuthFailure {
        recognise(run);
        Session session = run.stage("sign-in", stage -> {
            Session open = run.signIn();
            Account account = open.account();
            stage.summary(
                    account.anonymous()
                            ? TEXTS.get("probe.anonymous")
                            : TEXTS.get("probe.signed-in", account.displayName()));
            return open;
        });
        ConfluenceApi api = ConfluenceApi.of(run.signInContext(), session);
        account(run, api);
        PermissionLevels levels = new PermissionLevels(api);
        Admin admin = permissions(run, api, levels);
        spaces(run, api, levels, admin);
    }

    private static void describe(ProbeRun run, ProbeRun.Stage stage, Site site) {
        run.product(site.product());
        site.warnings().forEach(run::warn);
        stage.evidence("url", site.base());
        site.evidence().forEach(stage::evidence);
        if (!site.build().isEmpty()) {
            stage.evidence("build", site.build());
        }
        if (site.cloud()) {
            stage.summary(TEXTS.get("probe.cloud", site.base()));
        } else if (site.version().isEmpty()) {
            stage.summary(
                    TEXTS.get("probe.unknown-version", site.base(), site.wall().orElse("")));
        } else {
            String kind = site.edition() == Edition.SERVER ? TEXTS.get("probe.server") : TEXTS.get("probe.data-center");
            stage.summary(TEXTS.get("probe.product", site.version().get(), kind, site.base()));
            if (site.olderThan(Version.OLDEST_SUPPORTED)) {
                run.warn(TEXTS.get("probe.old", site.version().get(), Version.OLDEST_SUPPORTED));
            }
        }
    }

    private static void account(ProbeRun run, ConfluenceApi api) throws AuthFailure {
        run.step("account", stage -> {
            JsonObject me = api.me();
            Account account = run.signIn().account();
            if (!account.anonymous()) {
                account = SignInAnswer.accountOf(me);
            }
            run.account(account);
            // What a single sign-on in front has hidden before.
            run.product(api.site().product());
            if (api.site().wall().isPresent() && api.site().version().isEmpty()) {
                run.warn(TEXTS.get("probe.still-unknown"));
            }
            stage.evidence("call", "GET " + SignInAnswer.CALL).evidence("type", Answer.string(me, "type"));
            if (account.anonymous()) {
                stage.summary(TEXTS.get("probe.anonymous"));
                return;
            }
            stage.summary(TEXTS.get("probe.account", account.displayName(), account.name()));
            downloads(run, api);
        });
    }

    /**
     * Single sign-on often lets tokens pass to REST only, and so did Confluence itself at first (reference: confluence
     * §3): then pages migrate and attachments don't. Asked with an attachment that isn't there: 404 is as it should be.
     */
    private static void downloads(ProbeRun run, ConfluenceApi api) throws AuthFailure {
        if (api.site().cloud()) {
            return;
        }
        Answer answer = api.get("/download/attachments/0/none");
        Page page = answer.page().orElse(null);
        if (answer.redirect()
                || page == Page.LOGIN
                || page == Page.TWO_STEP_LOGIN
                || page == Page.SSO
                || page == Page.KERBEROS) {
            run.warn(TEXTS.get(
                    "probe.no-downloads" + (api.tokensForRestOnly() ? ".old" : ""),
                    api.site().base()));
        }
    }

    private static Admin permissions(ProbeRun run, ConfluenceApi api, PermissionLevels levels) throws AuthFailure {
        return run.stage("permissions", stage -> {
            boolean anonymous = api.session().account().anonymous();
            Admin admin = anonymous ? Admin.NOBODY : levels.admin();
            admin.evidence().forEach(fact -> note(stage, fact));
            List<Lookups.Result> lookups = new Lookups(api).all();
            List<String> refused = lookups.stream()
                    .filter(Lookups.Result::refused)
                    .map(result -> result.kind().label())
                    .toList();
            run.refusedLookups(refused);
            lookups.stream()
                    .map(Lookups.Result::evidence)
                    .flatMap(Collection::stream)
                    .forEach(fact -> note(stage, fact));
            String who = TEXTS.get(
                    admin.admin()
                            ? "probe.admin"
                            : anonymous
                                    ? "probe.anonymous"
                                    : admin.byGroupOnly() ? "probe.not-in-group" : "probe.not-admin");
            String summary = refused.isEmpty() ? who : TEXTS.get("probe.refused", who, String.join(", ", refused));
            stage.summary(summary);
            if (!admin.sure()) {
                stage.limited(TEXTS.get("probe.unsure"));
            }
            return admin;
        });
    }

    private static void spaces(ProbeRun run, ConfluenceApi api, PermissionLevels levels, Admin admin)
            throws AuthFailure {
        run.step("spaces", stage -> {
            SpaceListing listing = new SpaceListing(api);
            List<Space> spaces = listing.all();
            listing.evidence().forEach(fact -> note(stage, fact));
            List<String> administered = administered(run, levels, admin, spaces, stage);
            run.spaces(new SpaceCount(spaces.size(), administered));
            Rank rank = rank(api, admin, administered);
            run.level(rank.level());
            stage.summary(TEXTS.get("probe.spaces", spaces.size(), administered.size()));
            if (spaces.isEmpty()) {
                String nothing = TEXTS.get("probe.no-spaces");
                stage.limited(nothing);
                run.limit(nothing);
            }
        });
    }

    static Rank rank(ConfluenceApi api, Admin admin, List<String> administered) {
        if (api.session().account().anonymous()) {
            return Rank.ANONYMOUS;
        }
        if (admin.admin()) {
            return Rank.ADMIN;
        }
        return administered.isEmpty() ? Rank.USER : Rank.SPACE_ADMIN;
    }

    private static List<String> administered(
            ProbeRun run, PermissionLevels levels, Admin admin, List<Space> spaces, ProbeRun.Stage stage)
            throws AuthFailure {
        Account account = run.signIn().account();
        if (admin.everywhere()) {
            return spaces.stream().map(Space::key).toList();
        }
        if (account.anonymous()) {
            return List.of();
        }
        List<Space> asked = firstOwn(spaces, account.name());
        if (asked.size() > MOST_SPACES_ASKED
                && asked.stream().anyMatch(space -> space.administered().isEmpty())) {
            asked = asked.subList(0, MOST_SPACES_ASKED);
            run.warn(TEXTS.get("probe.not-all-asked", MOST_SPACES_ASKED, spaces.size()));
        }
        List<SpaceRight> rights = Parallel.map(asked, levels::in);
        List<String> keys = new ArrayList<>();
        int unknown = 0;
        for (int i = 0; i < asked.size(); i++) {
            SpaceRight right = rights.get(i);
            if (right.administers().isEmpty()) {
                unknown++;
                note(stage, right.evidence());
            } else if (right.administers().get()) {
                keys.add(asked.get(i).key());
            }
        }
        if (unknown > 0) {
            if (!admin.admin()) {
                levels.remoteApiOff().ifPresent(stage::limited);
            }
            run.warn(TEXTS.get("probe.unknown-spaces", unknown));
        }
        return keys.stream().sorted().toList();
    }

    /** Each call as one fact: its status and what it said. */
    private static void note(ProbeRun.Stage stage, Evidence fact) {
        String status = fact.status().map(String::valueOf).orElse("");
        stage.evidence(fact.what(), (status + " " + fact.note()).strip());
    }

    /** The account's personal space first: if it administers any, then that one. */
    private static List<Space> firstOwn(List<Space> spaces, String name) {
        String own = "~" + name;
        return Stream.concat(
                        spaces.stream().filter(space -> space.key().equalsIgnoreCase(own)),
                        spaces.stream().filter(space -> !space.key().equalsIgnoreCase(own)))
                .toList();
    }
}
