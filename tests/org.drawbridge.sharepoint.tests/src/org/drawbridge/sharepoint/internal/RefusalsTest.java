package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SharePoint's and Graph's refusals in the shapes that were recorded (reference: entra-sharepoint §C "Errors"). */
class RefusalsTest {

    private static final String DENIED = "Attempted to perform an unauthorized operation.";
    private static final String FULL = "\"roles\":[\"Sites.FullControl.All\"]";
    private static final String SELECTED = "\"roles\":[\"Sites.Selected\"]";
    private static final String USER = "\"scp\":\"AllSites.FullControl User.Read\"";

    private static Refusals refusals(String claims) throws Exception {
        SharePointTarget target = SharePointTarget.of(
                Rig.connection(StubRig.SITE, "sharepoint.certificate", "clientId", Stub.CLIENT, "tenant", Stub.TENANT));
        return new Refusals(
                target.values(null), TokenClaims.of(Secret.of(Stub.jwt("https://contoso.sharepoint.com", 1, claims))));
    }

    private static Reply reply(int status, String type, String body, String... headers) {
        Map<String, List<String>> map = new HashMap<>();
        map.put("Content-Type", List.of(type));
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return new Reply(URI.create(StubRig.SITE + "/_api/web?$select=Id"), status, map, body);
    }

    static Stream<Arguments> shapes() {
        String json = "application/json";
        String minimal =
                "{\"odata.error\":{\"code\":\"-2147024891, System.UnauthorizedAccessException\",\"message\":{\"lang\":\"en-US\",\"value\":\""
                        + DENIED + "\"}}}";
        String verbose =
                "{\"error\":{\"code\":\"-2147024891, System.UnauthorizedAccessException\",\"message\":{\"lang\":\"en-US\",\"value\":\""
                        + DENIED + "\"}}}";
        String xml =
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><m:error xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"><m:code>-2147024891, System.UnauthorizedAccessException</m:code><m:message xml:lang=\"en-US\">"
                        + DENIED + "</m:message></m:error>";
        return Stream.of(
                Arguments.of(
                        reply(401, json, "{\"error_description\":\"Unsupported app only token.\"}"),
                        FULL,
                        "sharepoint.app-only-secret"),
                Arguments.of(
                        reply(401, json, "{\"error_description\":\"Invalid issuer or signature.\"}"),
                        FULL,
                        "sharepoint.wrong-audience"),
                Arguments.of(
                        reply(
                                401,
                                "text/plain",
                                "",
                                "x-ms-diagnostics",
                                "3001003;reason=\"App is not allowed to call SPO with user_impersonation scope\";category=\"invalid_client\""),
                        USER,
                        "sharepoint.first-party-client"),
                Arguments.of(reply(403, json, minimal), FULL, "sharepoint.access-denied"),
                Arguments.of(reply(403, json, verbose), USER, "sharepoint.access-denied"),
                Arguments.of(reply(403, "application/xml", xml), FULL, "sharepoint.access-denied"),
                Arguments.of(reply(403, "application/xml", xml), SELECTED, "sharepoint.site-grant-missing"),
                Arguments.of(reply(403, json, minimal), SELECTED, "sharepoint.site-grant-missing"),
                Arguments.of(reply(401, json, minimal), SELECTED, "sharepoint.site-grant-missing"),
                Arguments.of(reply(403, json, minimal), "", "sharepoint.permission-missing"),
                Arguments.of(reply(401, "text/plain", ""), FULL, "sharepoint.token-refused"),
                Arguments.of(
                        reply(
                                403,
                                json,
                                "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Access to this site has been blocked. Please contact the administrator.\"}}"),
                        FULL,
                        "sharepoint.site-locked"),
                Arguments.of(reply(404, "text/plain", "404 FILE NOT FOUND"), FULL, "sharepoint.site-not-found"),
                Arguments.of(reply(423, json, "{}"), FULL, "sharepoint.site-locked"),
                Arguments.of(reply(429, "text/html", "", "Retry-After", "120"), FULL, "sharepoint.throttled"),
                Arguments.of(
                        reply(500, json, "{\"odata.error\":{\"code\":\"-1\",\"message\":{\"value\":\"Oops\"}}}"),
                        FULL,
                        "sharepoint.unexpected"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachShapeIsToldApart(Reply reply, String claims, String cause) throws Exception {
        Problem problem = refusals(claims).sharePoint(reply).problem();
        if (reply.status() == 429) {
            // Pages count as pages, but throttling is named all the same.
            assertTrue(List.of(cause, "answer.html", "answer.empty").contains(problem.cause()), problem::toString);
            return;
        }
        assertEquals(cause, problem.cause(), problem::toString);
        assertEquals(reply.status(), problem.evidence().get("status"));
        Stream.concat(Stream.of(problem.message()), problem.remedy().stream())
                .forEach(text -> assertFalse(text.contains("…"), text));
    }

    @Test
    void pageOfAProxyIsNoRefusalOfSharePoints() throws Exception {
        Reply page = reply(
                403,
                "text/html",
                "<html><head><title>Access Denied - Zscaler</title></head><body>Your organization has blocked this site.</body></html>");
        assertEquals(
                "answer.proxy-page", refusals(FULL).sharePoint(page).problem().cause());
        assertEquals("answer.proxy-page", refusals(FULL).graph(page).problem().cause());
    }

    @Test
    void graphsMissingSiteIsToldWithItsRequestId() throws Exception {
        Reply reply = reply(
                404,
                "application/json",
                "{\"error\":{\"code\":\"itemNotFound\",\"message\":\"Requested site could not be found\",\"innerError\":{\"date\":\"2026-01-01T00:00:00\",\"request-id\":\"r-1\",\"client-request-id\":\"c-1\"}}}");
        Problem problem = refusals(FULL).graph(reply).problem();
        assertEquals("sharepoint.graph-site-not-found", problem.cause());
        assertEquals("r-1", problem.evidence().get("correlationId"));
    }

    @Test
    void missingGrantNamesTheCallThatMendsIt() throws Exception {
        Problem problem = refusals(SELECTED)
                .sharePoint(reply(403, "application/json", "{}", "SPRequestGuid", "g-1"))
                .problem();
        assertEquals("sharepoint.site-grant-missing", problem.cause());
        String admin = problem.messageForAdmin().orElseThrow();
        assertTrue(admin.contains(Stub.CLIENT) && admin.contains(StubRig.SITE) && admin.contains("g-1"), admin);
        assertTrue(
                String.join(" ", problem.remedy())
                        .contains("https://graph.microsoft.com/v1.0/sites/contoso.sharepoint.com:/sites/wiki"),
                problem::toString);
    }
}
