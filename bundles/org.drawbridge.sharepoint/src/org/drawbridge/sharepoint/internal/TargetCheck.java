package org.drawbridge.sharepoint.internal;

import static org.drawbridge.core.check.Capability.AUTHORS_AND_DATES;
import static org.drawbridge.core.check.Capability.LISTS_AND_LIBRARIES;
import static org.drawbridge.core.check.Capability.PAGE_RESTRICTIONS;
import static org.drawbridge.core.check.Capability.TARGET_PAGES;
import static org.drawbridge.core.check.Capability.TARGET_SITE;
import static org.drawbridge.core.check.Capability.THROTTLING;
import static org.drawbridge.core.check.Capability.USER_LOOKUP;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.sharepoint.internal.SitePermissions.Permission;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/**
 * What a migration could do on the target site. Every finding rests on a call that only reads; what could only be found
 * out by writing is judged by the permission bits and says so.
 */
public final class TargetCheck implements Check {

    private static final Texts TEXTS = Texts.of(TargetCheck.class);

    /** Base template of the library that holds modern pages. */
    private static final String SITE_PAGES =
            "/_api/web/lists?$filter=BaseTemplate eq 119&$select=Id,Title&$top=1".replace(" ", "%20");

    private static final String LISTS = "/_api/web/lists?$select=Id,Title,BaseTemplate,Hidden&$top=100";
    private static final String ROLES = "/_api/web/roleassignments?$select=PrincipalId&$top=1";
    private static final String USERS = "/_api/web/siteusers?$select=Id,LoginName&$top=1";

    private static final List<Capability> ALL = List.of(
            TARGET_SITE,
            LISTS_AND_LIBRARIES,
            TARGET_PAGES,
            PAGE_RESTRICTIONS,
            AUTHORS_AND_DATES,
            USER_LOOKUP,
            THROTTLING);

    @Override
    public String id() {
        return "sharepoint.target";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.SHAREPOINT;
    }

    @Override
    public List<Capability> capabilities() {
        return ALL;
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        new Looking(run).look();
    }

    /** One run. */
    private static final class Looking {
        private final CheckRun run;
        private final SharePointTarget target;
        private final SiteClient client;
        private final List<Capability> open = new ArrayList<>(ALL);
        private Rights rights;

        private Looking(CheckRun run) throws AuthFailure {
            this.run = run;
            this.target = SharePointTarget.of(run.signIn().connection());
            this.client = new SiteClient(run.session(), target.site(), run.progress());
        }

        private void look() throws AuthFailure {
            try {
                run.progress().step(TEXTS.get("check.site"));
                targetSite();
                run.progress().step(TEXTS.get("check.lists"));
                listsAndLibraries();
                targetPages();
                run.progress().step(TEXTS.get("check.permissions"));
                pageRestrictions();
                authorsAndDates();
                run.progress().step(TEXTS.get("check.users"));
                userLookup();
                throttling();
            } catch (Cancelled e) {
                throw e;
            } catch (AuthFailure e) {
                // The site itself can't be used: everything that was to be done there is blocked by the same cause.
                blockRest(e.problem());
            }
        }

        /** What was refused is blocked; what could not be asked is unknown. */
        private void blockRest(Problem problem) {
            boolean refused = problem.kind() == Problem.Kind.REFUSED || problem.kind() == Problem.Kind.SETTINGS;
            for (Capability capability : List.copyOf(open)) {
                report(
                        refused && !capability.equals(THROTTLING)
                                ? new Finding(
                                        capability,
                                        Outcome.BLOCKED,
                                        problem.message(),
                                        List.of(evidence(problem)),
                                        problem.remedy(),
                                        Optional.of(problem.owner()))
                                : Finding.notChecked(capability, problem.message()));
            }
        }

        private void report(Finding finding) {
            open.remove(finding.capability());
            run.report(finding);
        }

        private static Evidence evidence(Problem problem) {
            Object url = problem.evidence().getOrDefault("url", problem.cause());
            return problem.evidence().get("status") instanceof Integer status
                    ? Evidence.call("GET " + url, status, problem.message())
                    : Evidence.fact(url.toString(), problem.message());
        }

        private static Evidence call(String path, Reply reply, String note) {
            String id = reply.correlationId().map(value -> " (" + value + ")").orElse("");
            return Evidence.call("GET " + path.replaceAll("\\?.*", ""), reply.status(), note + id)
                    .withHeaders(reply.headers());
        }

        private static String words(Reply reply) {
            ServiceError error = ServiceError.of(reply.body());
            return error.message().isEmpty() ? "" + reply.status() : error.message();
        }

        private Evidence bits() {
            return Evidence.fact(
                    "EffectiveBasePermissions",
                    rights.site() + "; " + TEXTS.get("check.granted", String.join(", ", rights.granted())));
        }

        private void targetSite() throws AuthFailure {
            Tenant tenant = run.session() instanceof SharePointSession own ? own.tenant() : null;
            TokenClaims claims = TokenClaims.of(run.session(), "sharepoint", run.progress());
            Reply web = client.web();
            Refusals refusals = new Refusals(target.values(tenant), claims);
            if (!web.ok()) {
                throw refusals.sharePoint(web);
            }
            Optional<AuthFailure> readOnly = refusals.readOnly(client.get(SiteClient.SITE));
            if (readOnly.isPresent()) {
                throw readOnly.get();
            }
            JsonObject json = web.json();
            Optional<SitePermissions> permissions = SitePermissions.of(json.get("EffectiveBasePermissions"));
            if (permissions.isEmpty()) {
                throw SharePointFailures.problem("sharepoint.no-permissions-shown")
                        .with("site", client.site())
                        .evidence(web.evidence())
                        .failure();
            }
            rights = new Rights(permissions.get(), claims, siteAdmin(claims));
            String title = Reply.text(json, "Title");
            report(Finding.works(
                    TARGET_SITE,
                    TEXTS.get("check.site.works", title, client.site()),
                    call(SiteClient.WEB, web, title)));
        }

        private Optional<Boolean> siteAdmin(TokenClaims claims) throws AuthFailure {
            if (claims.appOnly()) {
                return Optional.empty();
            }
            Reply user = client.get(SiteClient.CURRENT_USER);
            return user.ok() ? Optional.of(user.json().getBoolean("IsSiteAdmin", false)) : Optional.empty();
        }

        private void listsAndLibraries() throws AuthFailure {
            Reply lists = client.get(LISTS);
            String count = lists.ok() && lists.json().get("value") instanceof JsonArray found
                    ? TEXTS.get("check.lists.count", found.size())
                    : words(lists);
            Evidence seen = call(LISTS, lists, count);
            if (lists.ok() && rights.grade() != Rights.Grade.INSUFFICIENT) {
                report(Finding.works(LISTS_AND_LIBRARIES, TEXTS.get("check.lists.works"), seen, bits()));
            } else {
                String why = lists.ok() ? rights.missingForManage() : words(lists);
                report(Finding.blocked(
                        LISTS_AND_LIBRARIES,
                        TEXTS.get("check.lists.blocked", why),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        seen,
                        bits()));
            }
        }

        private void targetPages() throws AuthFailure {
            Reply pages = client.get(SITE_PAGES);
            boolean library = pages.ok() && pages.json().get("value") instanceof JsonArray found && !found.isEmpty();
            Evidence seen = call(SITE_PAGES, pages, library ? TEXTS.get("check.pages.library") : words(pages));
            if (rights.grade() == Rights.Grade.INSUFFICIENT) {
                report(Finding.blocked(
                        TARGET_PAGES,
                        TEXTS.get("check.pages.blocked", rights.missingForManage()),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        seen,
                        bits()));
            } else if (!library) {
                report(Finding.limited(
                        TARGET_PAGES,
                        TEXTS.get("check.pages.no-library"),
                        Owner.SHAREPOINT_ADMIN,
                        List.of(TEXTS.get("check.pages.no-library.remedy")),
                        seen,
                        bits()));
            } else {
                // Sites that allow no scripts are the rule today; modern pages work there.
                boolean noScript = !rights.site().has(Permission.ADD_AND_CUSTOMIZE_PAGES);
                report(Finding.works(
                        TARGET_PAGES,
                        TEXTS.get(noScript ? "check.pages.no-script" : "check.pages.works"),
                        seen,
                        bits()));
            }
        }

        private void pageRestrictions() throws AuthFailure {
            Reply roles = client.get(ROLES);
            Evidence seen = call(ROLES, roles, roles.ok() ? TEXTS.get("check.restrictions.read") : words(roles));
            if (roles.ok() && rights.grade() == Rights.Grade.FULL) {
                report(Finding.works(PAGE_RESTRICTIONS, TEXTS.get("check.restrictions.works"), seen, bits()));
            } else {
                String why = rights.grade() == Rights.Grade.FULL ? words(roles) : rights.missingForFull();
                report(Finding.blocked(
                        PAGE_RESTRICTIONS,
                        TEXTS.get("check.restrictions.blocked", why),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        seen,
                        bits()));
            }
        }

        private void authorsAndDates() {
            if (rights.grade() == Rights.Grade.FULL) {
                report(Finding.works(AUTHORS_AND_DATES, TEXTS.get("check.authors.works"), bits()));
            } else {
                report(Finding.blocked(
                        AUTHORS_AND_DATES,
                        TEXTS.get("check.authors.blocked", rights.missingForFull()),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        bits()));
            }
        }

        private void userLookup() throws AuthFailure {
            Reply users = client.get(USERS);
            Evidence seen = call(USERS, users, users.ok() ? TEXTS.get("check.users.read") : words(users));
            if (!users.ok()) {
                report(Finding.blocked(
                        USER_LOOKUP,
                        TEXTS.get("check.users.blocked", words(users)),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        seen,
                        bits()));
            } else if (rights.site().has(Permission.BROWSE_USER_INFO)) {
                report(Finding.works(USER_LOOKUP, TEXTS.get("check.users.works"), seen, bits()));
            } else {
                report(Finding.limited(
                        USER_LOOKUP,
                        TEXTS.get("check.users.limited"),
                        rights.side(Rights.Grade.FULL).owner(),
                        fullControl(),
                        seen,
                        bits()));
            }
        }

        private void throttling() {
            Optional<Reply> told = client.throttled();
            if (told.isEmpty()) {
                report(Finding.works(
                        THROTTLING,
                        TEXTS.get("check.throttling.works", client.calls()),
                        Evidence.fact("RateLimit-Remaining, Retry-After", TEXTS.get("check.throttling.none"))));
            } else {
                report(Finding.limited(
                        THROTTLING,
                        TEXTS.get("check.throttling.limited"),
                        Owner.YOU,
                        List.of(TEXTS.get("check.throttling.remedy")),
                        call(SiteClient.WEB, told.get(), told.get().evidence().toString())));
            }
        }

        private List<String> fullControl() {
            Rights.Side side = rights.side(Rights.Grade.FULL);
            if (side == Rights.Side.APP) {
                String app = TEXTS.get(
                        rights.claims().appOnly() ? "check.remedy.app" : "check.remedy.delegated",
                        target.connection().setting(SharePointTarget.CLIENT_ID, "-"),
                        target.cloud().portal());
                return rights.claims().appOnly() || rights.gradeOfAccount() == Rights.Grade.FULL
                        ? List.of(app)
                        : List.of(
                                app,
                                TEXTS.get(
                                        "check.remedy.perhaps",
                                        client.site(),
                                        run.session().account().name()));
            }
            return List.of(TEXTS.get(
                    side == Rights.Side.GRANT ? "check.remedy.grant" : "check.remedy.site",
                    client.site(),
                    run.session().account().name()));
        }
    }
}
