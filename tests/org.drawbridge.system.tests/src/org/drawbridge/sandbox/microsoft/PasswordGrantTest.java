package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.WIKI;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import org.drawbridge.sandbox.MicrosoftSwitches.AccountState;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** User name and password without a browser, and why they often fail (reference/entra-sharepoint §B). */
class PasswordGrantTest extends RunningSignIns {

    @AfterEach
    void resetAccounts() {
        microsoft().accept(DELEGATED);
        microsoft().account(MIA, AccountState.ACTIVE);
        microsoft().mfa(MIA, Mfa.OFF);
    }

    @Test
    void passwordGivesATokenWithRefreshToken() throws IOException {
        Answer answer = password(DELEGATED, OLIVIA);
        assertEquals(200, rig.as(accessToken(answer), WIKI + "/_api/web").status());
        JsonObject token = claims(accessToken(answer));
        assertEquals("[\"pwd\"]", token.getJsonArray("amr").toString());
        assertEquals(
                200,
                refresh(DELEGATED, answer.json().getString("refresh_token")).status());
    }

    @ParameterizedTest
    @CsvSource({
        "tina.totp@contoso.onmicrosoft.com, 50076",
        "nora.nomfa@contoso.onmicrosoft.com, 50079",
        "dora.disabled@contoso.onmicrosoft.com, 50057",
        "lars.locked@contoso.onmicrosoft.com, 50053",
        "paula.password@contoso.onmicrosoft.com, 50055",
        "fred.federated@federated.contoso.com, 50034",
        "greta.guest@fabrikam.onmicrosoft.com, 50034",
        "frank.foreign@fabrikam.onmicrosoft.com, 50034",
        "lisa.live@outlook.com, 50034"
    })
    void accountIsRefusedForWhatItIs(String person, int code) throws IOException {
        Answer answer = password(DELEGATED, person);
        assertEquals(400, answer.status());
        assertError("invalid_grant", code, answer);
    }

    @Test
    void missingSecondFactorComesAsSuberror() throws IOException {
        assertEquals("basic_action", password(DELEGATED, TINA).json().getString("suberror"));
        assertTrue(
                password(DELEGATED, TINA).json().getString("error_description").startsWith("AADSTS50076: "));
    }

    @Test
    void wrongPasswordIsRefusedBeforeTheStateIsTold() throws IOException {
        assertError("invalid_grant", 50126, password(DELEGATED, OLIVIA, "password", "wrong"));
        assertError(
                "invalid_grant",
                50126,
                password(DELEGATED, "dora.disabled@contoso.onmicrosoft.com", "password", "wrong"));
    }

    @Test
    void tenWrongPasswordsLockTheAccountForAMinute() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertError("invalid_grant", 50126, password(DELEGATED, VICTOR, "password", "wrong"));
        }
        assertError("invalid_grant", 50053, password(DELEGATED, VICTOR));
        microsoft().clock(Duration.ofMinutes(2));
        assertEquals(200, password(DELEGATED, VICTOR).status());
    }

    @Test
    void unknownUserIsRefusedWithItsName() throws IOException {
        Answer answer = password(DELEGATED, OLIVIA, "username", "nobody@contoso.onmicrosoft.com");
        assertError("invalid_grant", 50034, answer);
        assertTrue(answer.json().getString("error_description").contains("nobody@contoso.onmicrosoft.com"));
    }

    @Test
    void publicClientFlowsMustBeAllowed() throws IOException {
        assertError("invalid_client", 7000218, password(NO_PUBLIC_FLOWS, OLIVIA));
        microsoft().publicClientFlows(NO_PUBLIC_FLOWS, true);
        try {
            assertEquals(200, password(NO_PUBLIC_FLOWS, OLIVIA).status());
        } finally {
            microsoft().publicClientFlows(NO_PUBLIC_FLOWS, false);
        }
    }

    @Test
    void missingConsentCanNotBeAskedFor() throws IOException {
        Answer answer = password(CONSENT_USER, OLIVIA);
        assertError("invalid_grant", 65001, answer);
        assertEquals("consent_required", answer.json().getString("suberror"));
    }

    @Test
    void unassignedPersonAndPolicyAreRefused() throws IOException {
        assertError("invalid_grant", 50105, password("1c0ffee0-002c-4a00-8000-00000000002c", OLIVIA));
        Answer blocked = password("1c0ffee0-002b-4a00-8000-00000000002b", OLIVIA);
        assertError("invalid_grant", 53003, blocked);
        assertEquals("message_only", blocked.json().getString("suberror"));
        assertTrue(blocked.json().getString("claims").contains("capolids"));
    }

    @Test
    void accountsFollowTheSwitches() throws IOException {
        microsoft().account(MIA, AccountState.DISABLED);
        assertError("invalid_grant", 50057, password(DELEGATED, MIA));
        microsoft().account(MIA, AccountState.ACTIVE);
        microsoft().mfa(MIA, Mfa.REQUIRED);
        assertError("invalid_grant", 50076, password(DELEGATED, MIA));
    }

    @Test
    void secondFactorThatBecameNecessaryEndsRefreshing() throws IOException {
        String refreshToken = password(DELEGATED, MIA).json().getString("refresh_token");
        microsoft().mfa(MIA, Mfa.REQUIRED);
        assertError("invalid_grant", 50076, refresh(DELEGATED, refreshToken));
    }

    @Test
    void sharedEndpointsRefuseAppsOfOneTenant() throws IOException {
        java.util.Map<String, String> form = new java.util.LinkedHashMap<>(java.util.Map.of(
                "grant_type",
                "password",
                "client_id",
                DELEGATED,
                "username",
                OLIVIA,
                "password",
                "x",
                "scope",
                SPO_DEFAULT));
        assertError("invalid_request", 50194, rig.token(LOGIN + "organizations", form));
        form.put("client_id", "1c0ffee0-ffff-4a00-8000-00000000ffff");
        assertError("unauthorized_client", 700016, rig.token(LOGIN + "common", form));
    }

    @ParameterizedTest
    @CsvSource({
        "olivia.owner@contoso.onmicrosoft.com, Managed",
        "fred.federated@federated.contoso.com, Federated",
        "lisa.live@outlook.com, Unknown"
    })
    void realmSaysWhoChecksThePassword(String user, String type) throws IOException {
        JsonObject realm = rig.get(LOGIN + "common/userrealm/" + user.replace("@", "%40") + "?api-version=1.0")
                .json();
        assertEquals(type, realm.getString("account_type"));
        assertEquals(
                type.equals("Federated"),
                realm.getString("federation_metadata_url", "").startsWith("https://sts.federated.contoso.com/"));
        assertFalse(realm.containsKey("password"));
    }
}
