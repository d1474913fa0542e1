package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.junit.jupiter.api.Test;

/** Finding the tenant of a site. */
class TenantTest extends StubRig {

    private static final String LOGIN = "login.microsoftonline.com/";
    private static final String OTHER = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    private static final String CHALLENGE = "contoso.sharepoint.com/sites/wiki/_vti_bin";

    private Tenant find(Connection connection) throws Exception {
        SharePointTarget target = SharePointTarget.of(connection);
        Http http = http();
        return target.findTenant(http, SiteChallenge.of(http, target.site().url(), Progress.none()), Progress.none());
    }

    private Problem refused(Connection connection) {
        return assertThrows(AuthFailure.class, () -> find(connection)).problem();
    }

    @Test
    void siteNamesItsTenantWithoutAnyCredential() throws Exception {
        Tenant tenant = find(byCertificate(SITE));
        assertEquals(Stub.TENANT, tenant.id());
        assertEquals(Tenant.FoundBy.SITE, tenant.foundBy());
        assertEquals("https://login.microsoftonline.com/" + Stub.TENANT + "/", tenant.authority());
        assertEquals("Bearer", stub.calls(CHALLENGE).get(0).bearer().strip());
    }

    @Test
    void rootSiteIsAskedWhereTheSiteSaysNothing() throws Exception {
        stub.on(CHALLENGE, call -> Stub.html(404, "<html><title>404 FILE NOT FOUND</title></html>"));
        assertEquals(Stub.TENANT, find(byCertificate(SITE)).id());
    }

    @Test
    void domainInTheSettingIsTheSameTenant() throws Exception {
        stub.on(LOGIN + "contoso.com/v2.0", call -> Stub.configuration(Stub.TENANT));
        Tenant tenant = find(byCertificate(SITE, "tenant", "Contoso.com"));
        assertEquals(Stub.TENANT, tenant.id());
        assertEquals(Tenant.FoundBy.SETTING, tenant.foundBy());
    }

    @Test
    void settingOfAnotherTenantThanTheSitesIsToldWithBoth() throws Exception {
        stub.on(LOGIN + OTHER + "/v2.0", call -> Stub.configuration(OTHER));
        Problem problem = refused(byCertificate(SITE, "tenant", OTHER.toUpperCase(java.util.Locale.ROOT)));
        assertEquals("entra.tenant-mismatch", problem.cause());
        assertTrue(problem.message().contains(OTHER) && problem.message().contains(Stub.TENANT), problem.message());
        assertEquals(3, problem.kind().exitCode());
    }

    @Test
    void unknownTenantIsToldByEntrasError() throws Exception {
        stub.on(
                LOGIN + "nosuch.onmicrosoft.com",
                call -> Stub.json(
                        400,
                        "{\"error\":\"invalid_tenant\",\"error_description\":\"AADSTS90002: Tenant 'nosuch.onmicrosoft.com' not found.\\r\\nTrace ID: t\\r\\nCorrelation ID: c\\r\\nTimestamp: now\",\"error_codes\":[90002]}"));
        Problem problem = refused(byCertificate(SITE, "tenant", "nosuch.onmicrosoft.com"));
        assertEquals("entra.AADSTS90002", problem.cause());
        assertTrue(problem.message().contains("nosuch.onmicrosoft.com"), problem.message());
        assertEquals("c", problem.evidence().get("correlationId"));
    }

    @Test
    void hostNameIsTheLastResort() throws Exception {
        stub.on("contoso.sharepoint.com/", call -> Stub.json(404, "{}"));
        stub.on(CHALLENGE, call -> Stub.json(404, "{}"));
        stub.on("contoso.sharepoint.com/_vti_bin", call -> Stub.json(404, "{}"));
        stub.on(LOGIN + "contoso.onmicrosoft.com/v2.0", call -> Stub.configuration(Stub.TENANT));
        assertEquals(Tenant.FoundBy.HOST_NAME, find(byCertificate(SITE)).foundBy());
        stub.on(
                LOGIN + "contoso.onmicrosoft.com/v2.0",
                call -> Stub.json(400, "{\"error\":\"invalid_tenant\",\"error_description\":\"AADSTS90002: no\"}"));
        Problem problem = refused(byCertificate(SITE));
        assertEquals("entra.tenant-not-found", problem.cause());
        assertTrue(problem.message().contains("contoso.onmicrosoft.com"), problem.message());
    }

    @Test
    void pageOfAProxyInPlaceOfTheSiteIsNamed() throws Exception {
        stub.on(
                "contoso.sharepoint.com/sites/wiki/_vti_bin",
                call -> Stub.html(
                        403,
                        "<html><head><title>Web Filter Violation - FortiGuard</title></head><body>This web page is blocked</body></html>"));
        assertEquals("answer.proxy-page", refused(byCertificate(SITE)).cause());
    }

    @Test
    void tenantOfAnotherCloudIsFollowedOrToldIfTheUserChoseOne() throws Exception {
        stub.on(
                LOGIN + Stub.TENANT + "/v2.0/.well-known",
                call -> Stub.configuration(
                        Stub.TENANT, "login.microsoftonline.us", "microsoftonline.us", "dod-graph.microsoft.us"));
        Tenant tenant = find(byCertificate(SITE));
        assertEquals("us-dod", tenant.cloud().id());
        assertEquals("https://login.microsoftonline.us/" + Stub.TENANT + "/", tenant.authority());
        Problem problem = refused(byCertificate(SITE, "cloud", "worldwide"));
        assertEquals("entra.cloud-mismatch", problem.cause());
        assertTrue(problem.message().contains("us-dod"), problem.message());
    }

    @Test
    void configurationThatNamesAForeignTokenEndpointIsNotTrusted() throws Exception {
        stub.on(
                LOGIN + Stub.TENANT + "/v2.0/.well-known",
                call -> Stub.json(
                        200,
                        "{\"issuer\":\"https://login.microsoftonline.com/" + Stub.TENANT
                                + "/v2.0\",\"token_endpoint\":\"https://evil.example/token\",\"cloud_instance_name\":\"microsoftonline.com\"}"));
        assertEquals(
                "entra.configuration-untrusted", refused(byCertificate(SITE)).cause());
        stub.on(
                LOGIN + Stub.TENANT + "/v2.0/.well-known",
                call -> Stub.json(200, "{\"issuer\":\"https://evil.example/\"}"));
        assertEquals(
                "entra.configuration-untrusted", refused(byCertificate(SITE)).cause());
    }

    @Test
    void customCloudIsAskedWhereTheUserSays() throws Exception {
        stub.on("sp.acme.test/_vti_bin", call -> Stub.challenge(Stub.TENANT));
        stub.on(
                "login.acme.test/" + Stub.TENANT + "/v2.0",
                call -> Stub.configuration(Stub.TENANT, "login.acme.test", "", ""));
        Tenant tenant = find(byCertificate(
                "https://sp.acme.test",
                "cloud",
                "custom",
                "authority",
                "https://login.acme.test",
                "graphHost",
                "graph.acme.test"));
        assertEquals("https://login.acme.test/" + Stub.TENANT + "/", tenant.authority());
        assertEquals("https://graph.acme.test", tenant.cloud().graph());
    }

    @Test
    void customCloudWithoutItsAddressesIsToldBeforeAnyCall() throws Exception {
        Problem problem = refused(byCertificate("https://sp.acme.test", "cloud", "custom"));
        assertEquals("entra.cloud-incomplete", problem.cause());
        assertTrue(stub.calls("").isEmpty());
    }
}
