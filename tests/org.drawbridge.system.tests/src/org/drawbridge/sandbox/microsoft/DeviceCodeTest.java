package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.WIKI;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.drawbridge.sandbox.Visitor.Page;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-in by device code (reference/entra-sharepoint §B, devicecode). */
class DeviceCodeTest extends RunningSignIns {

    private static final String RFC_8628 = "urn:ietf:params:oauth:grant-type:device_code";

    @AfterEach
    void acceptApps() {
        microsoft().accept(DELEGATED);
    }

    private static JsonObject begin(String clientId) throws IOException {
        Answer answer = rig.send(
                "POST",
                LOGIN + TENANT + "/oauth2/v2.0/devicecode",
                encoded(Map.of("client_id", clientId, "scope", OPEN_ID + SPO_DEFAULT)),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertEquals(200, answer.status(), answer.body());
        return answer.json();
    }

    private static Answer poll(String clientId, JsonObject device) throws IOException {
        return poll("device_code", clientId, device);
    }

    private static Answer poll(String grant, String clientId, JsonObject device) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", grant);
        form.put("client_id", clientId);
        form.put("device_code", device.getString("device_code"));
        form.put("client_info", "1");
        return rig.token(form);
    }

    private Page signIn(JsonObject device, String person) throws IOException {
        return visitor.signInDevice(device.getString("verification_uri"), device.getString("user_code"), person);
    }

    @Test
    void deviceIsToldWhatToShow() throws IOException {
        JsonObject device = begin(DELEGATED);
        assertEquals("https://microsoft.com/devicelogin", device.getString("verification_uri"));
        assertFalse(device.containsKey("verification_uri_complete"));
        assertEquals(900, device.getInt("expires_in"));
        assertEquals(5, device.getInt("interval"));
        assertTrue(device.getString("user_code").matches("[A-Z0-9]{9}"));
        assertEquals(
                "To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code "
                        + device.getString("user_code") + " to authenticate.",
                device.getString("message"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"device_code", RFC_8628})
    void pollingPendsUntilSomebodySignsIn(String grant) throws IOException {
        JsonObject device = begin(DELEGATED);
        Answer pending = poll(grant, DELEGATED, device);
        assertEquals(400, pending.status());
        assertError("authorization_pending", 70016, pending);
        Page end = signIn(device, OLIVIA);
        assertTrue(end.text().contains("You have signed in to the Drawbridge application on your device"), end::text);
        String token = accessToken(poll(grant, DELEGATED, device));
        assertEquals(200, rig.as(token, WIKI + "/_api/web").status());
        assertEquals(OLIVIA, claims(token).getString("upn"));
        assertError("bad_verification_code", 70018, poll(grant, DELEGATED, device));
    }

    @Test
    void deviceIsToldRefreshTokenAndAccount() throws IOException {
        JsonObject device = begin(DELEGATED);
        signIn(device, TINA);
        JsonObject body = poll(DELEGATED, device).json();
        assertEquals(200, refresh(DELEGATED, body.getString("refresh_token")).status());
        assertTrue(body.containsKey("client_info"));
        assertEquals(
                "[\"pwd\",\"mfa\"]",
                claims(body.getString("access_token")).getJsonArray("amr").toString());
    }

    @Test
    void codeIsTypedOnEitherPage() throws IOException {
        JsonObject device = begin(DELEGATED);
        Page page = visitor.open("https://login.microsoft.com/device");
        assertEquals("Enter code to allow access", page.title());
        page = visitor.submit(page, Map.of("otc", "NOSUCHCODE"));
        assertTrue(page.text().contains("That code didn't work."), page::text);
        page = visitor.submit(
                page, Map.of("otc", ' ' + device.getString("user_code").toLowerCase(java.util.Locale.ROOT)));
        assertEquals("Sign in", page.title());
    }

    @Test
    void signedInBrowserOnlyAsksWhetherItIsMeant() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", MIA), MIA);
        JsonObject device = begin(DELEGATED);
        Page page = visitor.submit(
                visitor.open(device.getString("verification_uri")), Map.of("otc", device.getString("user_code")));
        assertEquals("Are you trying to sign in to Drawbridge?", page.title());
        visitor.submit(page, Map.of("confirm", "continue"));
        assertEquals(MIA, claims(accessToken(poll(DELEGATED, device))).getString("upn"));
    }

    @Test
    void declinedIsDeclined() throws IOException {
        JsonObject device = begin(DELEGATED);
        visitor.declining();
        assertEquals("You have not signed in", signIn(device, OLIVIA).title());
        Answer answer = poll(DELEGATED, device);
        assertEquals("authorization_declined", answer.json().getString("error"));
    }

    @Test
    void deviceCodeExpires() throws IOException {
        JsonObject device = begin(DELEGATED);
        microsoft().clock(Duration.ofMinutes(16));
        assertError("expired_token", 70020, poll(DELEGATED, device));
        assertTrue(visitor.submit(
                        visitor.open(device.getString("verification_uri")),
                        Map.of("otc", device.getString("user_code")))
                .text()
                .contains("That code didn't work."));
    }

    @Test
    void madeUpDeviceCodeIsRefused() throws IOException {
        JsonObject device = MicrosoftRig.parse("{\"device_code\":\"made-up\"}");
        assertError("bad_verification_code", 70018, poll(DELEGATED, device));
        assertError("bad_verification_code", 70018, poll(DELEGATED_MANAGE, begin(DELEGATED)));
    }

    @Test
    void appWithoutPublicClientFlowsLearnsItWhenPolling() throws IOException {
        JsonObject device = begin(NO_PUBLIC_FLOWS);
        Answer answer = poll(NO_PUBLIC_FLOWS, device);
        assertEquals(401, answer.status());
        assertError("invalid_client", 7000218, answer);
    }

    @Test
    void policyAgainstDeviceCodesEndsTheSignIn() throws IOException {
        microsoft().entra().deviceCodeBlocked(true);
        JsonObject device = begin(DELEGATED);
        assertError("authorization_pending", 70016, poll(DELEGATED, device));
        Page page = signIn(device, OLIVIA);
        assertTrue(page.text().contains("AADSTS530036"), page::text);
        assertError("invalid_grant", 530036, poll(DELEGATED, device));
    }

    @ParameterizedTest
    @CsvSource({"53003, invalid_grant", "50105, invalid_grant", "700016, unauthorized_client"})
    void refusalAfterSignInReachesTheDevice(int code, String error) throws IOException {
        microsoft().refuse(DELEGATED, code);
        JsonObject device = begin(DELEGATED);
        Page page = signIn(device, OLIVIA);
        assertTrue(page.text().contains("AADSTS" + code), page::text);
        if (code != 700016) {
            assertError(error, code, poll(DELEGATED, device));
        }
    }

    @ParameterizedTest
    @CsvSource({"70019, code_expired", "70020, expired_token", "70018, bad_verification_code", "7000218, invalid_client"
    })
    void refusalAtPollingNeedsNobody(int code, String error) throws IOException {
        microsoft().refuse(DELEGATED, code);
        assertError(error, code, poll(DELEGATED, begin(DELEGATED)));
    }

    @Test
    void answerFollowsTheSwitches() throws IOException {
        microsoft()
                .entra()
                .deviceCodeInterval(null)
                .deviceCodeMessage(false)
                .deviceCodeLifetime(Duration.ofSeconds(20))
                .errorDescriptions(false)
                .slowDowns(1);
        JsonObject device = begin(DELEGATED);
        assertFalse(device.containsKey("interval"));
        assertFalse(device.containsKey("message"));
        assertEquals(20, device.getInt("expires_in"));
        JsonObject slower = poll(DELEGATED, device).json();
        assertEquals("slow_down", slower.getString("error"));
        assertFalse(slower.containsKey("error_description"));
        assertEquals("authorization_pending", poll(DELEGATED, device).json().getString("error"));
    }

    @Test
    void switchesApproveAndDeclineWithoutABrowser() throws IOException {
        JsonObject approved = begin(DELEGATED);
        microsoft().approveDeviceCode(approved.getString("user_code"), SIMON);
        assertEquals(SIMON, claims(accessToken(poll(DELEGATED, approved))).getString("upn"));
        JsonObject declined = begin(DELEGATED);
        microsoft().declineDeviceCode(declined.getString("user_code"));
        assertEquals("authorization_declined", poll(DELEGATED, declined).json().getString("error"));
    }
}
