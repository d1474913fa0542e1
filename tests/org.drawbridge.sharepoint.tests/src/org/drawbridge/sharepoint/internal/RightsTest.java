package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.sharepoint.internal.SitePermissions.Permission;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {

    private static final String FULL_MASK = "2147483647/4294967295";
    private static final String NOSCRIPT_MASK = "2147483647/4294705151";
    private static final String EDIT_MASK = "432/1011030767";
    private static final String READ_MASK = "176/138612833";

    private static SitePermissions mask(String halves) {
        String[] parts = halves.split("/");
        return SitePermissions.of(json("{\"High\":\"" + parts[0] + "\",\"Low\":\"" + parts[1] + "\"}"))
                .orElseThrow();
    }

    private static JsonValue json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    private static TokenClaims claims(String more) {
        return TokenClaims.of(Secret.of(Stub.jwt("https://contoso.sharepoint.com", 1, more)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                FULL_MASK + " | \"roles\":[\"Sites.FullControl.All\"] | full-control",
                NOSCRIPT_MASK + " | \"roles\":[\"Sites.FullControl.All\"] | full-control",
                FULL_MASK + " | \"roles\":[\"Sites.Manage.All\"] | manage",
                EDIT_MASK + " | \"roles\":[\"Sites.FullControl.All\"] | manage",
                READ_MASK + " | \"roles\":[\"Sites.FullControl.All\"] | insufficient",
                FULL_MASK + " | \"roles\":[\"Sites.Read.All\"] | insufficient",
                FULL_MASK + " | \"roles\":[\"Sites.ReadWrite.All\"] | insufficient",
                FULL_MASK + " | \"roles\":[\"Sites.Selected\"] | full-control",
                READ_MASK + " | \"roles\":[\"Sites.Selected\"] | insufficient",
                FULL_MASK + " | '' | insufficient",
                FULL_MASK + " | \"scp\":\"AllSites.FullControl User.Read\" | full-control",
                FULL_MASK + " | \"scp\":\"AllSites.Manage\" | manage",
                NOSCRIPT_MASK + " | \"scp\":\"AllSites.FullControl\" | full-control",
                READ_MASK + " | \"scp\":\"AllSites.FullControl\" | insufficient",
                FULL_MASK + " | \"scp\":\"AllSites.Write\" | insufficient"
            })
    void levelIsTheLesserOfAppAndAccount(String mask, String claims, String level) {
        assertEquals(
                level,
                new Rights(mask(mask), claims(claims)).level(TokenClaims.none()).word());
    }

    @Test
    void tokenThatCannotBeReadLeavesItToTheSite() {
        TokenClaims opaque = TokenClaims.of(Secret.of("opaque-token"));
        assertEquals(
                "full-control",
                new Rights(mask(FULL_MASK), opaque).level(TokenClaims.none()).word());
    }

    @Test
    void missingRightIsNamedOnItsSide() {
        String app = new Rights(mask(FULL_MASK), claims("\"roles\":[\"Sites.Manage.All\"]")).missingForFull();
        assertTrue(app.contains("Sites.Manage.All") && !app.contains("Missing on the site"), app);
        String both = new Rights(mask(EDIT_MASK), claims("\"roles\":[\"Sites.Manage.All\"]")).missingForFull();
        assertFalse(both.contains("Missing on the site"), both);
        String user = new Rights(mask(EDIT_MASK), claims("\"scp\":\"AllSites.Manage\"")).missingForFull();
        assertTrue(user.contains("AllSites.Manage") && user.contains("Manage Permissions"), user);
        String grant = new Rights(mask(READ_MASK), claims("\"roles\":[\"Sites.Selected\"]")).missingForManage();
        assertTrue(grant.contains("grant") && grant.contains("Manage Lists"), grant);
        String site = new Rights(mask(EDIT_MASK), claims("\"roles\":[\"Sites.FullControl.All\"]")).missingForFull();
        assertTrue(site.contains("Manage Permissions") && !site.contains("app permission"), site);
    }

    @Test
    void ownerOfASiteWithoutScriptsLacksOneBitOnly() {
        SitePermissions owner = mask(NOSCRIPT_MASK);
        assertFalse(owner.has(Permission.ADD_AND_CUSTOMIZE_PAGES));
        assertTrue(owner.has(Permission.MANAGE_WEB, Permission.ENUMERATE_PERMISSIONS, Permission.ADD_LIST_ITEMS));
        assertEquals(NOSCRIPT_MASK, owner.toString());
    }

    @Test
    void masksAreReadAsTextOrNumberAndNothingElse() {
        assertEquals(
                FULL_MASK,
                SitePermissions.of(json("{\"High\":2147483647,\"Low\":4294967295}"))
                        .orElseThrow()
                        .toString());
        for (String wrong : new String[] {
            "{}",
            "[]",
            "null",
            "{\"High\":\"x\",\"Low\":\"1\"}",
            "{\"High\":\"1\"}",
            "{\"High\":\"1\",\"Low\":\"4294967296\"}"
        }) {
            assertEquals(Optional.empty(), SitePermissions.of(json(wrong)), wrong);
        }
    }
}
