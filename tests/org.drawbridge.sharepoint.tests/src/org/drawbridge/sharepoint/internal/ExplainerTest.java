package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.drawbridge.sandbox.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Explaining what people paste. */
class ExplainerTest {

    private static final String APP = "1c0ffee0-0028-4a00-8000-000000000028";
    private static final String CORRELATION = "0f8e2b8a-3c5d-4c1e-9e57-1f2a3b4c5d6e";
    private static final String TEXT = "AADSTS50011: The redirect URI 'http://localhost:49152' specified in the request"
            + " does not match the redirect URIs configured for the application '" + APP + "'. Make sure the redirect"
            + " URI sent in the request matches one added to your application in the Azure portal.";
    private static final String DETAILS = "\r\nTrace ID: 11111111-2222-3333-4444-555555555555\r\nCorrelation ID: "
            + CORRELATION + "\r\nTimestamp: 2026-11-25 09:10:11Z";

    private final MicrosoftExplainer explainer = new MicrosoftExplainer();

    private Problem explained(String text) {
        return explainer.explain(text, Optional.empty()).orElseThrow();
    }

    static String page() {
        return "<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body><h1>Sign in</h1>"
                + "<div>Sorry, but we&#x2019;re having trouble signing you in.</div><p id=\"m\">"
                + TEXT.replace("'", "&#39;") + "</p><table><tr><td>Request Id:</td><td>"
                + "11111111-2222-3333-4444-555555555555</td></tr><tr><td>Correlation Id: <b>" + CORRELATION
                + "</b></td></tr><tr><td>Timestamp: 2026-11-25T09:10:11Z</td></tr></table></body></html>";
    }

    static String script() {
        return "<script>$Config={\"iErrorDesc\":0,\"strServiceExceptionMessage\":\""
                + TEXT.replace("'", "\\u0027") + "\\r\\nTrace ID: 11111111-2222-3333-4444-555555555555"
                + "\\r\\nCorrelation ID: " + CORRELATION + "\\r\\nTimestamp: 2026-11-25 09:10:11Z\"};</script>";
    }

    static String address() {
        return "http://localhost:49152/?error=invalid_request&error_description="
                + URLEncoder.encode(TEXT + DETAILS, StandardCharsets.UTF_8) + "&state=abc";
    }

    static String json() {
        return "{\"error\":\"invalid_request\",\"error_description\":\"" + TEXT + DETAILS.replace("\r\n", "\\r\\n")
                + "\",\"error_codes\":[50011]}";
    }

    @Test
    void sameErrorIsFoundInEveryShapeWithItsIds() {
        for (String shape :
                new String[] {TEXT + DETAILS, page(), script(), address(), json(), "2026 WARN x " + json()}) {
            Problem problem = explained(shape);
            assertEquals("entra.AADSTS50011", problem.cause(), shape);
            assertEquals(Owner.ENTRA_ADMIN, problem.owner());
            assertEquals(CORRELATION, problem.evidence().get("correlationId"), shape);
            assertTrue(problem.evidence().get("timestamp").toString().startsWith("2026-11-25"), shape);
            assertTrue(problem.remedy().toString().contains(APP), problem::toString);
            assertTrue(problem.remedy().toString().contains("exactly http://localhost ("), problem::toString);
            assertTrue(problem.messageForAdmin().orElseThrow().contains(CORRELATION));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50011",
                "AADSTS50011",
                "Error code: 50011",
                "Fehlercode: 50011",
                "https://login.microsoftonline.com/error?code=50011",
                "aw snap AADSTS50011 something"
            })
    void codeAloneIsEnough(String text) {
        assertEquals("entra.AADSTS50011", explained(text).cause());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error_description\":\"Unsupported app only token.\"} | sharepoint.app-only-secret",
                "Invalid issuer or signature. | sharepoint.wrong-audience",
                "3001003;reason=\"App is not allowed to call SPO with user_impersonation scope\" | sharepoint.first-party-client",
                "Attempted to perform an unauthorized operation. | sharepoint.access-denied",
                "-2147024891, System.UnauthorizedAccessException | sharepoint.access-denied",
                "Access to this Web site has been blocked. | sharepoint.site-locked",
                "{\"error\":{\"code\":\"itemNotFound\"}} | sharepoint.graph-site-not-found",
                "429 TOO MANY REQUESTS | sharepoint.throttled",
                "Tenant does not have a SPO license. | sharepoint.no-license",
                "localhost refused to connect. ERR_CONNECTION_REFUSED | entra.loopback-unreachable",
                "MsalClientException: No Authorization code was returned from the server | entra.library-silent"
            })
    void knownWordsOfSharePointGraphAndBrowsersAreExplained(String text, String cause) {
        Problem problem = explained(text);
        assertEquals(cause, problem.cause());
        assertFalse(problem.remedy().isEmpty());
        assertFalse(problem.message().contains("…"), problem.message());
    }

    @Test
    void withoutAConnectionTheGapsAreMarked() {
        Problem problem = explained("AADSTS700016");
        assertTrue(problem.message().contains("<application id>"), problem.message());
        assertTrue(problem.message().contains("<tenant id>"), problem.message());
    }

    @Test
    void connectionFillsInTheUsersValues() {
        Connection connection =
                Rig.connection("https://contoso.sharepoint.com/sites/wiki", "sharepoint.interactive", "clientId", APP);
        Problem problem = explainer
                .explain("AADSTS90094: Admin consent is required.", Optional.of(connection))
                .orElseThrow();
        String consent = "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/adminconsent?client_id=" + APP;
        assertTrue(problem.remedy().toString().contains(consent), problem::toString);
        assertTrue(problem.messageForAdmin().orElseThrow().contains(consent));
        assertTrue(problem.remedy().toString().contains("“test”"), problem::toString);
    }

    @Test
    void textAboutAnotherAppThanTheConnectionsIsPointedOut() {
        Connection connection = Rig.connection(
                "https://contoso.sharepoint.com/sites/wiki",
                "sharepoint.interactive",
                "clientId",
                "99999999-0000-4a00-8000-000000000028");
        Problem problem = explainer.explain(TEXT, Optional.of(connection)).orElseThrow();
        assertTrue(problem.remedy().get(0).contains(APP), problem::toString);
        assertTrue(problem.remedy().get(0).contains("99999999-0000"), problem::toString);
    }

    @Test
    void unknownCodeIsAnsweredHonestly() {
        Problem number = explained("AADSTS99999123");
        assertEquals("entra.unknown-code", number.cause());
        assertTrue(number.remedy().get(0).contains("https://login.microsoftonline.com/error?code=99999123"));
        Problem text = explained("AADSTS99999123: The moon is in the wrong phase." + DETAILS);
        assertEquals("entra.other", text.cause());
        assertTrue(text.message().contains("moon"), text.message());
        assertEquals(CORRELATION, text.evidence().get("correlationId"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "hello",
                "500",
                "%",
                "%%%zz",
                "<<<<",
                "&#99999999;",
                "{",
                "\\u00",
                "the meeting is at 12345 Main Street"
            })
    void nothingIsMadeUpWhereThereIsNoError(String text) {
        assertEquals(Optional.empty(), explainer.explain(text, Optional.empty()));
    }

    @Test
    void hugeTextEndsInTime() {
        String text = "<a ".repeat(300_000) + "&#1".repeat(100_000) + "error=".repeat(100_000);
        long start = System.nanoTime();
        explainer.explain(text, Optional.empty());
        assertTrue(System.nanoTime() - start < 5_000_000_000L, () -> "" + (System.nanoTime() - start));
    }

    @Test
    void scriptInTheTextStaysText() {
        Problem problem = explained("AADSTS99999123: <script>alert(1)</script>bad" + DETAILS);
        assertFalse(problem.message().contains("<script"), problem.message());
    }

    @Test
    void errorsThatStayInTheBrowserAreMarked() {
        assertTrue(explainer
                .staysInBrowser()
                .containsAll(java.util.List.of(
                        "entra.AADSTS50011",
                        "entra.AADSTS500113",
                        "entra.AADSTS700016",
                        "entra.AADSTS90002",
                        "entra.AADSTS50020")));
        assertFalse(explainer.staysInBrowser().contains("entra.AADSTS7000215"));
    }

    @Test
    void pagesOfTheSandboxAreExplainedAsCopied(@TempDir Path folder) throws IOException {
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0, true));
                Visitor visitor = sandbox.visitor()) {
            Visitor.Page page = visitor.open("https://login.microsoftonline.com/a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012"
                    + "/oauth2/v2.0/authorize?client_id=" + APP
                    + "&response_type=code&scope=openid&redirect_uri=http://localhost:5");
            for (String copied : new String[] {page.text(), page.html()}) {
                Problem problem = explained(copied);
                assertEquals("entra.AADSTS50011", problem.cause());
                assertTrue(problem.evidence().containsKey("correlationId"), copied);
                assertTrue(problem.evidence().containsKey("timestamp"), copied);
                assertTrue(problem.remedy().toString().contains(APP), problem::toString);
            }
        }
    }
}
