package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.Stub.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The staged test against answers in recorded shapes. */
class SharePointProbeTest extends StubRig {

    private static final String HOST = "contoso.sharepoint.com";
    private static final String FULL = "{\"High\":\"2147483647\",\"Low\":\"4294967295\"}";

    @BeforeEach
    void sharePoint() {
        stub.on(HOST + "/sites/wiki/_api/", call -> Stub.json(200, "{\"value\":[]}"));
        stub.on(HOST + "/sites/wiki/_api/web?", call -> web("Wiki", FULL));
        stub.on(
                HOST + "/sites/wiki/_api/web/currentuser",
                call -> Stub.json(
                        200,
                        "{\"Id\":9,\"LoginName\":\"i:0i.t|ms.sp.ext|" + Stub.CLIENT + "@" + Stub.TENANT
                                + "\",\"Title\":\"SharePoint App\",\"IsSiteAdmin\":false}"));
        stub.on(
                HOST + "/sites/wiki/_api/sp.web.getweburlfrompageurl",
                call -> Stub.json(200, "{\"value\":\"" + SITE + "\"}"));
        stub.on(
                "graph.microsoft.com/v1.0/sites/" + HOST,
                call -> Stub.json(200, "{\"id\":\"" + HOST + ",a,b\",\"webUrl\":\"" + SITE + "\"}"));
    }

    private static Answer web(String title, String permissions) {
        return Stub.answer(
                200,
                "SPRequestGuid: guid-1\r\n",
                "application/json;odata=nometadata",
                "{\"Title\":\"" + title + "\",\"Url\":\"" + SITE
                        + "\",\"WebTemplate\":\"SITEPAGEPUBLISHING\",\"EffectiveBasePermissions\":" + permissions
                        + "}");
    }

    private TestResult test(Connection connection) throws Exception {
        return Rig.test(signIn(connection, http(), Progress.none()));
    }

    @Test
    void testAndChecksOnlyRead() throws Exception {
        assertEquals(0, test(byCertificate(SITE)).exitCode());
        SignIn signIn = signIn(http(), Progress.none());
        try (Session session = new CertificateMethod().open(signIn)) {
            new TargetCheck().run(new Rig.Findings(signIn, session));
        }
        assertTrue(stub.calls(HOST).size() > 10);
        stub.calls(HOST).forEach(call -> assertEquals("GET", call.method(), call::path));
        stub.calls("graph.microsoft.com").forEach(call -> assertEquals("GET", call.method(), call::path));
    }

    @Test
    void effectivePermissionsAreSelectedByName() throws Exception {
        test(byCertificate(SITE));
        assertTrue(stub.calls(HOST + "/sites/wiki/_api/web?").get(0).path().contains("EffectiveBasePermissions"));
    }

    @Test
    void addressOfALibraryIsCorrectedToItsSite() throws Exception {
        stub.on(
                HOST + "/sites/wiki/Documents/Plans/",
                call -> Stub.answer(404, "", "text/plain", "404 FILE NOT FOUND"));
        TestResult result = test(byCertificate(SITE + "/Documents/Plans?view=1"));
        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(
                result.warnings().stream().anyMatch(warning -> warning.contains(SITE)),
                () -> result.warnings().toString());
        String asked = stub.calls(HOST + "/sites/wiki/_api/sp.web.getweburlfrompageurl")
                .get(0)
                .path();
        assertTrue(
                URLDecoder.decode(asked, StandardCharsets.UTF_8).endsWith("@v='" + SITE + "/Documents/Plans'"), asked);
    }

    @Test
    void answerThatNamesASiteOfAnotherHostIsNotFollowed() throws Exception {
        stub.on(
                HOST + "/sites/wiki/_api/sp.web.getweburlfrompageurl",
                call -> Stub.json(200, "{\"value\":\"https://evil.example/sites/wiki\"}"));
        assertEquals(0, test(byCertificate(SITE)).exitCode());
        assertTrue(stub.calls("evil.example").isEmpty());
    }

    @Test
    void verboseAnswersAreUnderstoodToo() throws Exception {
        stub.on(
                HOST + "/sites/wiki/_api/web?",
                call -> Stub.json(
                        200,
                        "{\"d\":{\"Title\":\"Wiki\",\"EffectiveBasePermissions\":{\"__metadata\":{\"type\":\"SP.BasePermissions\"},\"High\":\"2147483647\",\"Low\":\"4294705151\"}}}"));
        stub.on(
                HOST + "/sites/wiki/_api/sp.web.getweburlfrompageurl",
                call -> Stub.json(200, "{\"d\":{\"GetWebUrlFromPageUrl\":\"" + SITE + "\"}}"));
        assertEquals(
                "full-control",
                test(byCertificate(SITE)).level().map(Level::word).orElse("-"));
    }

    @Test
    void graphThatRefusesIsALimitWithItsRemedyAndNoFailure() throws Exception {
        stub.on(
                "graph.microsoft.com/v1.0/sites/" + HOST,
                call -> Stub.answer(
                        403,
                        "request-id: r-7\r\n",
                        "application/json",
                        "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Access denied\"}}"));
        TestResult result = test(byCertificate(SITE));
        assertEquals(1, result.exitCode());
        StageResult graph = Rig.stage(result, "graph");
        assertEquals("sharepoint.graph-refused", graph.problem().orElseThrow().cause());
        assertEquals("r-7", graph.evidence().get("correlationId"));
    }

    @Test
    void pageOfAProxyInPlaceOfGraphIsALimitToo() throws Exception {
        stub.on(
                "graph.microsoft.com/v1.0/sites/" + HOST,
                call -> Stub.html(200, "<html><head><title>Access Denied - Zscaler</title></head></html>"));
        TestResult result = test(byCertificate(SITE));
        assertEquals(1, result.exitCode());
        assertEquals(
                "answer.proxy-page",
                Rig.stage(result, "graph").problem().orElseThrow().cause());
    }

    @Test
    void siteThatFallsSilentIsNotCheckedRatherThanBlocked() throws Exception {
        SignIn signIn = signIn(http(), Progress.none());
        stub.on(HOST + "/sites/wiki/_api/web/lists", call -> Stub.NOTHING);
        try (Session session = new CertificateMethod().open(signIn)) {
            Rig.Findings findings = new Rig.Findings(signIn, session);
            new TargetCheck().run(findings);
            assertEquals(Outcome.WORKS, findings.of("target-site").orElseThrow().outcome());
            assertEquals(
                    Outcome.NOT_CHECKED,
                    findings.of("page-restrictions").orElseThrow().outcome());
        }
    }

    @Test
    void readerIsInsufficientAndGraphIsAskedAllTheSame() throws Exception {
        stub.on(HOST + "/sites/wiki/_api/web?", call -> web("Wiki", "{\"High\":\"176\",\"Low\":\"138612833\"}"));
        TestResult result = test(byCertificate(SITE));
        assertEquals(2, result.exitCode());
        assertEquals("sharepoint.rights-insufficient", Rig.cause(result));
        assertTrue(result.failure().orElseThrow().message().contains("Manage Lists"));
        assertEquals(StageResult.State.OK, Rig.stage(result, "graph").state());
        assertEquals("insufficient", result.level().orElseThrow().word());
    }

    @Test
    void userThatIsNoSiteAdministratorIsWarnedAndNamed() throws Exception {
        stub.on(
                TOKEN,
                call -> Stub.json(
                        200,
                        "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\""
                                + Stub.jwt("https://" + HOST, 1, "\"scp\":\"AllSites.FullControl\"") + "\"}"));
        stub.on(
                HOST + "/sites/wiki/_api/web/currentuser",
                call -> Stub.json(
                        200,
                        "{\"LoginName\":\"i:0#.f|membership|olivia@contoso.com\",\"Title\":\"Olivia Owner\",\"UserPrincipalName\":\"olivia@contoso.com\",\"IsSiteAdmin\":false}"));
        TestResult result = test(byCertificate(SITE));
        assertEquals("olivia@contoso.com", result.account().orElseThrow().name());
        assertTrue(result.warnings().stream().anyMatch(warning -> warning.contains("site collection administrator")));
        assertEquals("full-control", result.level().orElseThrow().word());
    }

    @Test
    void pageOfAProxyInPlaceOfTheRestApiIsNamed() throws Exception {
        stub.on(
                HOST + "/sites/wiki/_api/",
                call -> Stub.html(
                        200,
                        "<html><head><title>Access Denied - Zscaler</title></head><body>Your organization has blocked this site.</body></html>"));
        stub.on(
                HOST + "/sites/wiki/_api/web?",
                call -> Stub.html(
                        200,
                        "<html><head><title>Access Denied - Zscaler</title></head><body>Your organization has blocked this site.</body></html>"));
        stub.on(
                HOST + "/sites/wiki/_api/sp.web.getweburlfrompageurl",
                call -> Stub.html(
                        200,
                        "<html><head><title>Access Denied - Zscaler</title></head><body>Your organization has blocked this site.</body></html>"));
        assertEquals("answer.proxy-page", Rig.cause(test(byCertificate(SITE))));
    }
}
