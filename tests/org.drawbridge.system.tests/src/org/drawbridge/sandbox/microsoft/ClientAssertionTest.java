package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.FULL;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SECRET;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.byAssertion;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Assertion;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Identity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated Entra really checks client assertions (reference: entra-sharepoint §A and §B). */
class ClientAssertionTest extends RunningMicrosoft {

    private static final String TO_SHAREPOINT = SHAREPOINT + "/.default";

    private static Identity app;

    @BeforeAll
    static void readCertificate() throws IOException, GeneralSecurityException {
        app = rig.identity("app.pfx");
    }

    private static Assertion assertion() {
        return new Assertion(FULL, Instant.now());
    }

    private static Answer redeem(String assertion) throws IOException {
        return rig.token(byAssertion(FULL, assertion, TO_SHAREPOINT));
    }

    private static void assertError(int status, String error, int code, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(error, answer.json().getString("error"));
        assertEquals(code, answer.code(), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x5t#S256", "x5t", "kid"})
    void certificateIsFoundByEachThumbprint(String header) throws Exception {
        Answer answer = redeem(assertion().thumbprint(header).signed(app));
        assertEquals(200, answer.status(), answer.body());
        assertEquals("2", claims(answer.json().getString("access_token")).getString("appidacr"));
    }

    @Test
    void ps256IsAsGoodAsRs256() throws Exception {
        assertEquals(200, redeem(assertion().algorithm("PS256").signed(app)).status());
    }

    @Test
    void otherAlgorithmsAreNot() throws Exception {
        assertEquals(700027, redeem(assertion().algorithm("RS512").signed(app)).code());
    }

    @Test
    void assertionWithoutThumbprintIsRefused() throws Exception {
        assertError(
                401,
                "invalid_client",
                5002723,
                redeem(assertion().thumbprint("none").signed(app)));
    }

    @Test
    void certificateThatWasNotUploadedIsRefusedWithItsThumbprint() throws Exception {
        Answer answer = redeem(assertion().thumbprint("x5t").signed(rig.identity("not-uploaded.pfx")));
        assertError(401, "invalid_client", 700027, answer);
        assertTrue(answer.json()
                .getString("error_description")
                .matches("(?s).*The key was not found\\., Thumbprint of key used by client: '[0-9A-F]{40}'.*"));
    }

    @Test
    void uploadedCertificateNeedsItsOwnKey() throws Exception {
        Identity stranger = rig.identity("not-uploaded.pfx");
        Answer answer = redeem(assertion().signed(stranger.key(), app.certificate()));
        assertEquals(700027, answer.code());
        assertTrue(answer.json().getString("error_description").contains("did not match the expected signature"));
    }

    @Test
    void tamperedAssertionIsRefused() throws Exception {
        String[] good = assertion().signed(app).split("\\.");
        String[] other = assertion().with("jti", "other").signed(app).split("\\.");
        assertEquals(700027, redeem(good[0] + '.' + other[1] + '.' + good[2]).code());
    }

    @Test
    void expiredCertificateIsRefusedByEntraToo() throws Exception {
        Answer answer = redeem(assertion().signed(rig.identity("expired.pfx")));
        assertEquals(700027, answer.code());
        assertTrue(answer.json().getString("error_description").contains("The key used is expired."));
    }

    @Test
    void certificateUploadedToAnotherAppIsNotRegistered() throws Exception {
        String other = new Assertion(SECRET, Instant.now()).signed(app);
        assertEquals(
                700027, rig.token(byAssertion(SECRET, other, TO_SHAREPOINT)).code());
    }

    @Test
    void assertionMayBeRepeatedAndComeFromAClockThatIsALittleWrong() throws Exception {
        String assertion = assertion().signed(app);
        assertEquals(200, redeem(assertion).status());
        assertEquals(200, redeem(assertion).status());
        sandbox.microsoft().clock(Duration.ofMinutes(-4));
        assertEquals(200, redeem(assertion).status());
        sandbox.microsoft().clock(Duration.ofMinutes(14));
        assertEquals(200, redeem(assertion).status());
    }

    @Test
    void assertionOfAWrongClockIsRefused() throws Exception {
        String assertion = assertion().signed(app);
        sandbox.microsoft().clock(Duration.ofMinutes(-6));
        assertError(401, "invalid_client", 700024, redeem(assertion));
        sandbox.microsoft().clock(Duration.ofMinutes(16));
        assertEquals(700024, redeem(assertion).code());
    }

    @Test
    void assertionForSomebodyElseIsRefused() throws Exception {
        assertEquals(
                700023,
                redeem(assertion().with("aud", "https://example.com/token").signed(app))
                        .code());
        assertEquals(
                700023,
                redeem(assertion()
                                .with("aud", LOGIN + "fabrikam.onmicrosoft.com/v2.0")
                                .signed(app))
                        .code());
        assertEquals(700021, redeem(assertion().with("sub", SECRET).signed(app)).code());
        assertEquals(700021, redeem(assertion().with("iss", SECRET).signed(app)).code());
        assertEquals(50027, redeem("no.assertion").code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.windows.net/" + TENANT + "/oauth2/v2.0/token",
                LOGIN + "contoso.onmicrosoft.com/oauth2/v2.0/token",
                LOGIN + TENANT + "/v2.0"
            })
    void assertionMayNameAnyAliasOfTheEndpoint(String audience) throws Exception {
        assertEquals(200, redeem(assertion().with("aud", audience).signed(app)).status());
    }
}
