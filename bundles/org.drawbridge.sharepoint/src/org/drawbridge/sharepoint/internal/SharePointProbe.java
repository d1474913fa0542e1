package org.drawbridge.sharepoint.internal;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.ProbeRun;
import org.drawbridge.core.probe.Product;
import org.drawbridge.core.probe.TargetProbe;
import org.drawbridge.sharepoint.internal.Rights.Grade;
import org.drawbridge.sharepoint.internal.entra.CertificateFile;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/** The staged test of a SharePoint connection: address, tenant, sign-in, web, permissions, Graph. */
public final class SharePointProbe implements TargetProbe {

    private static final Texts TEXTS = Texts.of(SharePointProbe.class);

    private static final String ADDRESS = "address";
    private static final String TENANT = "tenant";
    private static final String SIGN_IN = "sign-in";
    private static final String WEB = "web";
    private static final String PERMISSIONS = "permissions";
    private static final String GRAPH = "graph";

    @Override
    public Target.Kind target() {
        return Target.Kind.SHAREPOINT;
    }

    @Override
    public List<String> stages() {
        return List.of(ADDRESS, TENANT, SIGN_IN, WEB, PERMISSIONS, GRAPH);
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
        Session session = run.stage(SIGN_IN, stage -> signIn(run, stage, target));
        TokenClaims claims = TokenClaims.of(session, "sharepoint", run.progress());
        SiteClient client = new SiteClient(session, target.site(), run.progress());
        Refusals refusals = new Refusals(target.values(tenant), claims);
        Optional<SitePermissions> permissions = run.stage(WEB, stage -> web(run, stage, client, refusals));
        AuthFailure insufficient = null;
        if (permissions.isPresent()) {
            Rights rights = new Rights(permissions.get(), claims);
            try {
                run.step(PERMISSIONS, stage -> permissions(run, stage, rights, refusals));
            } catch (Cancelled e) {
                throw e;
            } catch (AuthFailure e) {
                // What Graph says still helps to mend it.
                insufficient = e;
            }
        } else {
            run.skip(PERMISSIONS, TEXTS.get("permissions.skipped"));
        }
        run.step(GRAPH, stage -> graph(run, stage, session, client, tenant, target));
        if (insufficient != null) {
            throw insufficient;
        }
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

    /** The permissions on the site; empty if SharePoint refuses this kind of sign-in altogether. */
    private static Optional<SitePermissions> web(
            ProbeRun run, ProbeRun.Stage stage, SiteClient client, Refusals refusals) throws AuthFailure {
        SiteAddress asked = client.site();
        Reply reply = client.web();
        reply.evidence().forEach(stage::evidence);
        if (!reply.ok()) {
            AuthFailure refused = refusals.sharePoint(reply);
            if (!refused.problem().cause().equals("sharepoint.app-only-secret")) {
                throw refused;
            }
            run.level(Rights.level(Grade.INSUFFICIENT, refused.problem().message()));
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
        currentUser(run, stage, client, refusals.claims());
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

    private static void currentUser(ProbeRun run, ProbeRun.Stage stage, SiteClient client, TokenClaims claims)
            throws AuthFailure {
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
            boolean siteAdmin = user.getBoolean("IsSiteAdmin", false);
            stage.evidence("siteAdmin", siteAdmin);
            if (!siteAdmin) {
                run.warn(TEXTS.get("web.no-site-admin"));
            }
        }
    }

    private static void permissions(ProbeRun run, ProbeRun.Stage stage, Rights rights, Refusals refusals)
            throws AuthFailure {
        Level level = rights.level();
        run.level(level);
        stage.evidence("mask", rights.site().toString())
                .evidence("onSite", TEXTS.get("grade." + rights.gradeOfSite()))
                .evidence("ofApp", TEXTS.get("grade." + rights.gradeOfApp()))
                .evidence("granted", String.join(" ", rights.granted()));
        switch (rights.grade()) {
            case FULL -> stage.summary(level.label());
            case MANAGE -> {
                stage.limited(level.label());
                run.limit(level.meaning());
            }
            case INSUFFICIENT -> {
                var problem = SharePointFailures.problem(
                        switch (rights.side(Grade.MANAGE)) {
                            case APP -> "sharepoint.permission-insufficient";
                            case GRANT -> "sharepoint.grant-insufficient";
                            case SITE -> "sharepoint.rights-insufficient";
                        });
                refusals.values().forEach(problem::with);
                throw problem.with("missing", rights.missingForManage())
                        .evidence("mask", rights.site().toString())
                        .failure();
            }
        }
    }

    private static void graph(
            ProbeRun run,
            ProbeRun.Stage stage,
            Session session,
            SiteClient client,
            Tenant tenant,
            SharePointTarget target)
            throws AuthFailure {
        try {
            TokenClaims claims = TokenClaims.of(session, "graph", run.progress());
            stage.evidence("granted", String.join(" ", claims.appOnly() ? claims.roles() : claims.scopes()));
            Reply reply = client.graphSite(tenant.cloud().graph());
            reply.evidence().forEach(stage::evidence);
            if (!reply.ok()) {
                throw new Refusals(target.values(tenant), claims).graph(reply);
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
}
