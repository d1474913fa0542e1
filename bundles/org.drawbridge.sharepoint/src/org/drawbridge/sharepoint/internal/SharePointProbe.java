package org.drawbridge.sharepoint.internal;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.ProbeRun;
import org.drawbridge.core.probe.Product;
import org.drawbridge.core.probe.TargetProbe;
import org.drawbridge.sharepoint.internal.Rights.Grade;
import org.drawbridge.sharepoint.internal.entra.AuthorizeCheck;
import org.drawbridge.sharepoint.internal.entra.CertificateFile;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/**
 * The staged test of a SharePoint connection: what can be told without a credential, the sign-in, what was consented to,
 * and what the account and the app together may do on the site.
 */
public final class SharePointProbe implements TargetProbe {

    private static final Texts TEXTS = Texts.of(SharePointProbe.class);

    private static final String ADDRESS = "address";
    private static final String TENANT = "tenant";
    private static final String APP = "app";
    private static final String SIGN_IN = "sign-in";
    private static final String CONSENT = "consent";
    private static final String WEB = "web";
    private static final String PERMISSIONS = "permissions";
    private static final String SITE_ADMIN = "site-admin";
    private static final String GRAPH = "graph";
    private static final String GRANT = "grant";
    private static final String THROTTLING = "throttling";

    /** Sign-ins in a browser, where errors about the registration stay. */
    private static final String IN_BROWSER = "sharepoint.interactive";

    /** Refusals that say how far the rights reach: not at all. */
    private static final Set<String> NO_RIGHTS = Set.of(
            "sharepoint.app-only-secret",
            "sharepoint.site-grant-missing",
            "sharepoint.permission-missing",
            "sharepoint.access-denied");

    @Override
    public Target.Kind target() {
        return Target.Kind.SHAREPOINT;
    }

    @Override
    public List<String> stages() {
        return List.of(ADDRESS, TENANT, APP, SIGN_IN, CONSENT, WEB, PERMISSIONS, SITE_ADMIN, GRAPH, GRANT, THROTTLING);
    }

    @Override
    public List<String> openStages() {
        return List.of(ADDRESS, TENANT);
    }

    @Override
    public void recognise(ProbeRun run) throws AuthFailure {
        findTenant(run, SharePointTarget.of(run.connection()));
    }

    private static Tenant findTenant(ProbeRun run, SharePointTarget target) throws AuthFailure {
        SiteChallenge challenge = run.stage(ADDRESS, stage -> address(run, stage, target));
        return run.stage(TENANT, stage -> tenant(run, stage, target, challenge));
    }

    @Override
    public void run(ProbeRun run) throws AuthFailure {
        SharePointTarget target = SharePointTarget.of(run.connection());
        Tenant tenant = findTenant(run, target);
        run.step(APP, stage -> app(run, stage, target, tenant));
        Session session = run.stage(SIGN_IN, stage -> signIn(run, stage, target));
        new Signed(run, target, tenant, session).test();
    }

    private static SiteChallenge address(ProbeRun run, ProbeRun.Stage stage, SharePointTarget target)
            throws AuthFailure {
        target.site().warnings().forEach(run::warn);
        SiteChallenge challenge = SiteChallenge.of(run.http(), target.site().url(), run.progress());
        if (challenge.realm().isPresent() || !challenge.version().isEmpty()) {
            run.product(new Product("SharePoint Online", "cloud", challenge.version()));
        }
        stage.summary(TEXTS.get(
                        "address.summary",
                        target.site(),
                        TEXTS.get("cloud." + target.cloud().id())))
                .evidence("site", target.site().toString())
                .evidence("cloud", target.cloud().id())
                .evidence("status", challenge.status());
        return challenge;
    }

    private static Tenant tenant(ProbeRun run, ProbeRun.Stage stage, SharePointTarget target, SiteChallenge challenge)
            throws AuthFailure {
        Tenant tenant = target.findTenant(run.http(), challenge, run.progress());
        tenant.evidence().forEach(stage::evidence);
        String how = TEXTS.get("tenant." + tenant.evidence().get("foundBy"));
        stage.summary(TEXTS.get("tenant.summary", tenant.id(), how));
        if (!tenant.cloud().id().equals(target.cloud().id())) {
            run.warn(TEXTS.get(
                    "tenant.other-cloud", TEXTS.get("cloud." + tenant.cloud().id())));
        }
        return tenant;
    }

    private static Session signIn(ProbeRun run, ProbeRun.Stage stage, SharePointTarget target) throws AuthFailure {
        Session session = run.signIn();
        run.account(session.account());
        TokenClaims claims = TokenClaims.of(session, "sharepoint", run.progress());
        claims.evidence().forEach(stage::evidence);
        String granted = String.join(", ", claims.appOnly() ? claims.roles() : claims.scopes());
        stage.summary(TEXTS.get(
                "sign-in.summary",
                session.account().displayName(),
                granted.isEmpty() ? TEXTS.get("rights.none") : granted));
        Instant soon = run.signInContext().clock().instant().plus(CertificateFile.SOON);
        if (session instanceof SharePointSession own
                && own.expires().filter(ends -> ends.isBefore(soon)).isPresent()) {
            stage.evidence("credentialEnds", own.expires().get().toString())
                    .limited(TEXTS.get(
                            "sign-in.soon",
                            CertificateFile.day(
                                    own.expires().get(), run.signInContext().clock())));
        }
        return session;
    }

    /** What Entra says of the registration before anybody signs in. */
    private static void app(ProbeRun run, ProbeRun.Stage stage, SharePointTarget target, Tenant tenant)
            throws AuthFailure {
        String clientId = target.clientId();
        stage.evidence("clientId", clientId);
        if (!run.connection().method().equals(IN_BROWSER)) {
            stage.summary(TEXTS.get("app.unasked", clientId));
            return;
        }
        AuthorizeCheck.Verdict verdict =
                AuthorizeCheck.run(run.http(), tenant, clientId, target.values(tenant), run.progress());
        boolean accepted = verdict == AuthorizeCheck.Verdict.ACCEPTED;
        stage.evidence("redirect", accepted ? SharePointTarget.REDIRECT : null)
                .summary(TEXTS.get(accepted ? "app.accepted" : "app.unknown", clientId, SharePointTarget.REDIRECT));
    }

    /** What is tested once somebody is signed in. */
    private static final class Signed {
        private final ProbeRun run;
        private final SharePointTarget target;
        private final Tenant tenant;
        private final SiteClient client;
        private final TokenClaims claims;
        private final TokenClaims graphClaims;
        private final Optional<Problem> graphRefusal;
        private final Refusals refusals;
        private Optional<Boolean> siteAdmin = Optional.empty();

        Signed(ProbeRun run, SharePointTarget target, Tenant tenant, Session session) throws AuthFailure {
            this.run = run;
            this.target = target;
            this.tenant = tenant;
            client = new SiteClient(session, target.site(), run.progress());
            claims = TokenClaims.of(session, "sharepoint", run.progress());
            refusals = new Refusals(target.values(tenant), claims);
            TokenClaims graph = TokenClaims.none();
            Optional<Problem> refused = Optional.empty();
            try {
                graph = TokenClaims.of(session, "graph", run.progress());
            } catch (Cancelled e) {
                throw e;
            } catch (AuthFailure e) {
                // Most of a migration goes through SharePoint itself.
                refused = Optional.of(e.problem());
            }
            graphClaims = graph;
            graphRefusal = refused;
        }

        void test() throws AuthFailure {
            run.step(CONSENT, this::consent);
            Optional<SitePermissions> permissions = run.stage(WEB, this::web);
            AuthFailure insufficient = null;
            if (permissions.isPresent()) {
                Rights rights = new Rights(permissions.get(), claims, siteAdmin);
                try {
                    run.step(PERMISSIONS, stage -> permissions(stage, rights));
                } catch (Cancelled e) {
                    throw e;
                } catch (AuthFailure e) {
                    // What Graph says still helps to mend it.
                    insufficient = e;
                }
            } else {
                run.skip(PERMISSIONS, TEXTS.get("permissions.skipped"));
            }
            siteAdmin();
            run.step(GRAPH, this::graph);
            grant(permissions);
            run.step(THROTTLING, this::throttling);
            if (insufficient != null) {
                throw insufficient;
            }
        }

        /** The tokens' permissions against those needed. What is missing fails later, where the service refuses it. */
        private void consent(ProbeRun.Stage stage) {
            Set<String> granted = Rights.granted(claims);
            Set<String> onGraph = Rights.granted(graphClaims);
            boolean selected = Rights.selectedOnly(claims);
            String kind = claims.appOnly() ? "app" : "delegated";
            stage.evidence("kind", kind)
                    .evidence("sharePointGranted", String.join(" ", granted))
                    .evidence("sharePointNeeded", needed(selected, kind))
                    .evidence("graphGranted", String.join(" ", onGraph))
                    .evidence("graphNeeded", selected ? "Sites.Selected" : "Sites.FullControl.All");
            if (!claims.readable()) {
                stage.summary(TEXTS.get("consent.opaque"));
                return;
            }
            String none = TEXTS.get("rights.none");
            String summary = TEXTS.get(
                    "consent.summary",
                    granted.isEmpty() ? none : String.join(", ", granted),
                    onGraph.isEmpty() ? none : String.join(", ", onGraph));
            Grade ofSharePoint = Rights.gradeOf(granted);
            Grade ofGraph = Rights.gradeOf(onGraph);
            if (ofSharePoint != Grade.FULL) {
                stage.limited(TEXTS.get("consent.limited", summary, needed(selected, kind)));
            } else if (ofGraph != Grade.FULL && graphRefusal.isEmpty() && graphClaims.readable()) {
                stage.summary(TEXTS.get("consent.graph-limited", summary, "Sites.FullControl.All"))
                        .limited(SharePointFailures.problem("sharepoint.graph-consent")
                                .with("granted", onGraph.isEmpty() ? none : String.join(", ", onGraph))
                                .with("clientId", refusals.values().get("clientId"))
                                .with("tenant", refusals.values().get("tenant"))
                                .with("portal", refusals.values().get("portal"))
                                .with("consentUrl", refusals.values().get("consentUrl"))
                                .problem());
            } else {
                stage.summary(summary);
            }
        }

        private static String needed(boolean selected, String kind) {
            return selected ? "Sites.Selected" : kind.equals("app") ? "Sites.FullControl.All" : "AllSites.FullControl";
        }

        /** The permissions on the site; empty if SharePoint refuses this kind of sign-in altogether. */
        private Optional<SitePermissions> web(ProbeRun.Stage stage) throws AuthFailure {
            SiteAddress asked = client.site();
            Reply reply = client.web();
            reply.evidence().forEach(stage::evidence);
            if (!reply.ok()) {
                AuthFailure refused = refusals.sharePoint(reply);
                String cause = refused.problem().cause();
                if (NO_RIGHTS.contains(cause)) {
                    run.level(Rights.level(Grade.INSUFFICIENT, refused.problem().message()));
                }
                if (!cause.equals("sharepoint.app-only-secret")) {
                    throw refused;
                }
                stage.summary(TEXTS.get("web.refused")).limited(refused.problem());
                return Optional.empty();
            }
            JsonObject web = reply.json();
            if (!client.site().url().equals(asked.url())) {
                run.warn(TEXTS.get("web.other-address", client.site()));
            }
            stage.evidence("title", Reply.text(web, "Title"))
                    .evidence("url", Reply.text(web, "Url"))
                    .evidence("template", Reply.text(web, "WebTemplate"));
            currentUser(stage);
            Optional<AuthFailure> readOnly = refusals.readOnly(client.get(SiteClient.SITE));
            if (readOnly.isPresent()) {
                run.level(Rights.level(
                        Grade.INSUFFICIENT, readOnly.get().problem().message()));
                throw readOnly.get();
            }
            stage.summary(TEXTS.get("web.summary", Reply.text(web, "Title"), client.site()));
            Optional<SitePermissions> permissions = SitePermissions.of(web.get("EffectiveBasePermissions"));
            if (permissions.isEmpty()) {
                throw SharePointFailures.problem("sharepoint.no-permissions-shown")
                        .with("site", client.site())
                        .evidence(reply.evidence())
                        .failure();
            }
            return permissions;
        }

        private void currentUser(ProbeRun.Stage stage) throws AuthFailure {
            Reply reply = client.get(SiteClient.CURRENT_USER);
            stage.evidence("currentUserStatus", reply.status());
            if (!reply.ok()) {
                return;
            }
            JsonObject user = reply.json();
            String login = Reply.text(user, "LoginName");
            stage.evidence("loginName", login.isEmpty() ? null : login);
            if (!claims.appOnly()) {
                String name = Reply.text(user, "UserPrincipalName");
                run.account(Account.of(name.isEmpty() ? login : name, Reply.text(user, "Title")));
                siteAdmin = Optional.of(user.getBoolean("IsSiteAdmin", false));
                stage.evidence("siteAdmin", siteAdmin.get());
            }
        }

        private void permissions(ProbeRun.Stage stage, Rights rights) throws AuthFailure {
            Level level = rights.level(graphClaims);
            run.level(level);
            stage.evidence("mask", rights.site().toString())
                    .evidence("role", rights.site().role())
                    .evidence("onSite", TEXTS.get("grade." + rights.gradeOfAccount()))
                    .evidence("ofApp", TEXTS.get("grade." + rights.gradeOfApp()))
                    .evidence("granted", String.join(" ", rights.granted()));
            switch (rights.grade()) {
                case FULL -> stage.summary(level.label());
                case MANAGE -> {
                    stage.summary(level.label())
                            .limited(problem(
                                            switch (rights.side(Grade.FULL)) {
                                                case APP -> "sharepoint.manage-only.app";
                                                case GRANT -> "sharepoint.manage-only.grant";
                                                case SITE -> "sharepoint.manage-only.site";
                                            },
                                            rights.missingForFull(),
                                            rights)
                                    .problem());
                    run.limit(level.meaning());
                }
                case INSUFFICIENT ->
                    throw problem(
                                    switch (rights.side(Grade.MANAGE)) {
                                        case APP -> "sharepoint.permission-insufficient";
                                        case GRANT -> "sharepoint.grant-insufficient";
                                        case SITE -> "sharepoint.rights-insufficient";
                                    },
                                    rights.missingForManage(),
                                    rights)
                            .failure();
            }
        }

        private FailureCatalogue.Builder problem(String cause, String missing, Rights rights) {
            FailureCatalogue.Builder builder = SharePointFailures.problem(cause);
            refusals.values().forEach(builder::with);
            return builder.with("missing", missing)
                    .with("site", client.site())
                    .with("permission", claims.appOnly() ? "Sites.FullControl.All" : "AllSites.FullControl")
                    .with("permissionKind", TEXTS.get(claims.appOnly() ? "kind.app" : "kind.delegated"))
                    .evidence("mask", rights.site().toString());
        }

        private void siteAdmin() throws AuthFailure {
            if (siteAdmin.isEmpty()) {
                run.skip(SITE_ADMIN, TEXTS.get(claims.appOnly() ? "site-admin.app" : "site-admin.unknown"));
                return;
            }
            boolean admin = siteAdmin.get();
            run.step(
                    SITE_ADMIN,
                    stage -> stage.evidence("siteAdmin", admin)
                            .summary(TEXTS.get(admin ? "site-admin.yes" : "site-admin.no")));
            if (!admin) {
                run.warn(TEXTS.get("web.no-site-admin"));
            }
        }

        private void graph(ProbeRun.Stage stage) throws AuthFailure {
            try {
                stage.evidence("granted", String.join(" ", Rights.granted(graphClaims)));
                if (graphRefusal.isPresent()) {
                    stage.summary(TEXTS.get("graph.refused")).limited(graphRefusal.get());
                    return;
                }
                Reply reply = client.graphSite(tenant.cloud().graph());
                reply.evidence().forEach(stage::evidence);
                if (!reply.ok()) {
                    throw new Refusals(target.values(tenant), graphClaims).graph(reply);
                }
                String id = Reply.text(reply.json(), "id");
                stage.evidence("siteId", id).summary(TEXTS.get("graph.summary", id));
            } catch (Cancelled e) {
                throw e;
            } catch (AuthFailure e) {
                // Most of a migration goes through SharePoint itself.
                stage.summary(TEXTS.get("graph.refused")).limited(e.problem());
            }
        }

        /** What an administrator gave an app with Sites.Selected on this site; no such app may read the grants. */
        private void grant(Optional<SitePermissions> permissions) throws AuthFailure {
            if (!Rights.selectedOnly(claims)) {
                run.skip(GRANT, TEXTS.get("grant.not-needed"));
            } else if (permissions.isEmpty()) {
                run.skip(GRANT, TEXTS.get("permissions.skipped"));
            } else {
                String role = permissions.get().role();
                run.step(
                        GRANT,
                        stage -> stage.evidence("role", role)
                                .summary(TEXTS.get("grant.summary", TEXTS.get("role." + role))));
            }
        }

        private void throttling(ProbeRun.Stage stage) {
            stage.evidence("calls", client.calls());
            Optional<Reply> told = client.throttled();
            if (told.isEmpty()) {
                stage.summary(TEXTS.get("check.throttling.works", client.calls()));
                return;
            }
            told.get().evidence().forEach(stage::evidence);
            stage.summary(TEXTS.get("check.throttling.limited"));
            if (told.get().status() == 429) {
                stage.limited(refusals.sharePoint(told.get()).problem());
            }
            run.warn(TEXTS.get("check.throttling.limited") + " " + TEXTS.get("check.throttling.remedy"));
        }
    }
}
