package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.SetupGuide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guides to the app registration. The ids are those of the reference, entra-sharepoint §E, written out again. */
class AppRegistrationTest {

    private static final String CLIENT = "1c0ffee0-0021-4a00-8000-000000000021";
    private static final String SITE = "https://contoso.sharepoint.com/sites/wiki";
    private static final String SPO = "00000003-0000-0ff1-ce00-000000000000";
    private static final String GRAPH = "00000003-0000-0000-c000-000000000000";

    private final AppRegistration registration = new AppRegistration();

    private Guide guide(String mode, String... values) throws AuthFailure {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put(values[i], values[i + 1]);
        }
        return registration.guide(mode, Optional.empty(), map);
    }

    private static Guide.Section section(Guide guide, String id) {
        return guide.sections().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + id));
    }

    private static String text(Guide.Section section) {
        StringBuilder text = new StringBuilder(String.join("\n", section.steps()));
        section.snippets().forEach(one -> text.append('\n').append(one.text()));
        return text.toString();
    }

    private static String text(Guide guide) {
        StringBuilder text = new StringBuilder(guide.title()).append('\n').append(guide.intro());
        guide.sections()
                .forEach(one ->
                        text.append('\n').append(one.title()).append('\n').append(text(one)));
        return text.toString();
    }

    private static JsonArray permissions(Guide guide) {
        String file = section(guide, "azure-cli").snippets().get(0).text();
        try (JsonReader reader = Json.createReader(new StringReader(file))) {
            return reader.readArray();
        }
    }

    private static String access(JsonArray permissions, String resource) {
        return permissions.getValuesAs(JsonObject.class).stream()
                .filter(one -> one.getString("resourceAppId").equals(resource))
                .findFirst()
                .orElseThrow()
                .getJsonArray("resourceAccess")
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "full | 56680e0d-d2a3-4ae1-80d8-3c4f2100e3d0 | 5a54b8b3-347c-476d-8f8e-42d5c7424d29 | Scope",
                "manage | b3f70a70-8a4b-4f95-9573-d71c496a53f4 | 65e50fdc-43b7-4915-933e-e8138f11f40a | Scope",
                "app-only | 20d37865-089c-4dee-8c41-6967602d4ac8 | 883ea226-0bf2-4a8f-9f9d-92c9162a727d | Role",
                "app-only-all | 678536fe-1083-478a-9c59-b99265e6b0d3 | a82116e5-55eb-4c41-a434-62fe8a61c773 | Role"
            })
    void permissionFileHasTheIdsOfTheReference(String mode, String sharePoint, String graph, String type)
            throws Exception {
        JsonArray permissions = permissions(guide(mode));
        assertEquals("[{\"id\":\"" + sharePoint + "\",\"type\":\"" + type + "\"}]", access(permissions, SPO));
        String onGraph = access(permissions, GRAPH);
        assertTrue(onGraph.contains("{\"id\":\"" + graph + "\",\"type\":\"" + type + "\"}"), onGraph);
        assertEquals(type.equals("Scope"), onGraph.contains("e1fe6dd8-ba31-4d61-89e7-88639da4683d"), onGraph);
        String shown = text(section(guide(mode), "permissions"));
        assertTrue(shown.contains(sharePoint) && shown.contains(graph), shown);
    }

    @Test
    void usersValuesAreFilledInEverywhere() throws Exception {
        Connection connection =
                Rig.connection(SITE, "sharepoint.interactive", "clientId", CLIENT, "tenant", "contoso.onmicrosoft.com");
        for (SetupGuide.Mode mode : registration.modes()) {
            Guide guide = registration.guide(mode.id(), Optional.of(connection), Map.of());
            String text = text(guide);
            assertFalse(text.contains("<application id>") || text.contains("<tenant id>"), text);
            assertFalse(text.contains("<address") || text.contains("!") || text.contains("{0}"), text);
            String consent = text(section(guide, "admin-consent"));
            assertTrue(
                    consent.contains("https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/adminconsent"
                            + "?client_id=" + CLIENT
                            + "&scope=https://graph.microsoft.com/.default&redirect_uri=http://localhost"),
                    consent);
            assertTrue(text(section(guide, "portal")).contains(CLIENT));
            assertTrue(text(section(guide, "connection")).contains("--set clientId=" + CLIENT));
            assertEquals(text, Redactor.mask(text));
        }
    }

    @Test
    void givenValuesComeBeforeTheConnections() throws Exception {
        Connection connection =
                Rig.connection(SITE, "sharepoint.interactive", "clientId", CLIENT, "tenant", "contoso.onmicrosoft.com");
        Guide guide = registration.guide(
                "full",
                Optional.of(connection),
                Map.of("tenant", "other.onmicrosoft.com", "site", "https://other.sharepoint.com/sites/x"));
        assertTrue(text(section(guide, "admin-consent")).contains("/other.onmicrosoft.com/"));
        assertTrue(text(section(guide, "connection")).contains("https://other.sharepoint.com/sites/x"));
    }

    @Test
    void whatIsNotKnownIsMarkedAndTheTenantComesFromTheSite() throws Exception {
        String nothing = text(guide("full"));
        assertTrue(nothing.contains("<application id>") && nothing.contains("<tenant id>"), nothing);
        String site = text(guide("full", "site", SITE));
        assertTrue(site.contains("-Tenant \"contoso.onmicrosoft.com\""), site);
        assertTrue(site.contains("New registration"), site);
    }

    @Test
    void peopleGetARedirectAddressAndAppsACertificate() throws Exception {
        String people = text(guide("full"));
        assertTrue(people.contains("Mobile and desktop applications: add exactly http://localhost"), people);
        assertTrue(people.contains("--is-fallback-public-client true --public-client-redirect-uris http://localhost"));
        assertTrue(people.contains("Register-PnPEntraIDAppForInteractiveLogin"));
        assertFalse(people.contains("--cert"));
        String app = text(guide("app-only-all"));
        assertTrue(app.contains("Upload certificate") && app.contains("--cert @app.crt"), app);
        assertFalse(app.contains("Mobile and desktop"), app);
        assertTrue(app.contains("Register-PnPEntraIDApp -ApplicationName"), app);
        assertTrue(app.contains("--method sharepoint.certificate"), app);
    }

    @Test
    void onlySelectedSitesNeedAGrantAndTheCallIsWrittenOut() throws Exception {
        Guide guide = guide("app-only", "site", SITE, "clientId", CLIENT);
        String grant = text(section(guide, "site-grant"));
        assertTrue(
                grant.contains("GET https://graph.microsoft.com/v1.0/sites/contoso.sharepoint.com:/sites/wiki"), grant);
        assertTrue(
                grant.contains("{\"roles\":[\"fullcontrol\"],\"grantedToIdentities\":[{\"application\":{\"id\":\""
                        + CLIENT + "\""),
                grant);
        assertTrue(text(section(guide, "pnp")).contains("-Permissions FullControl"), () -> text(guide));
        for (String mode : List.of("full", "manage", "app-only-all")) {
            assertTrue(guide(mode).sections().stream().noneMatch(one -> one.id().equals("site-grant")), mode);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "us-government, login.microsoftonline.us, graph.microsoft.us, portal.azure.us, USGovernmentHigh, AzureUSGovernment",
        "us-dod, login.microsoftonline.us, dod-graph.microsoft.us, portal.azure.us, USGovernmentDoD, AzureUSGovernment",
        "china, login.partner.microsoftonline.cn, microsoftgraph.chinacloudapi.cn, portal.azure.cn, China, AzureChinaCloud"
    })
    void otherCloudsHaveTheirOwnAddressesAndTheManifest(
            String cloud, String login, String graph, String portal, String pnp, String azure) throws Exception {
        Guide guide = guide("full", "cloud", cloud, "clientId", CLIENT, "tenant", "contoso.example");
        String consent = text(section(guide, "admin-consent"));
        assertTrue(consent.contains("https://" + login + "/contoso.example/v2.0/adminconsent"), consent);
        assertTrue(consent.contains("scope=https://" + graph + "/.default"), consent);
        String steps = text(section(guide, "portal"));
        assertTrue(steps.contains(portal) && steps.contains("requiredResourceAccess"), steps);
        assertTrue(text(section(guide, "pnp")).contains("-AzureEnvironment " + pnp));
        assertTrue(text(section(guide, "azure-cli")).contains("az cloud set --name " + azure));
        assertFalse(text(guide).contains("login.microsoftonline.com"));
    }

    @Test
    void cloudFollowsFromTheSite() throws Exception {
        assertTrue(text(guide("full", "site", "https://adatum.sharepoint.us/sites/wiki"))
                .contains("https://login.microsoftonline.us/adatum.onmicrosoft.us/"));
    }

    @Test
    void valuesThatCannotBeRightAreRefused() {
        assertEquals(
                "entra.client-id-malformed",
                assertThrows(AuthFailure.class, () -> guide("full", "clientId", "4711"))
                        .problem()
                        .cause());
        assertEquals(
                "entra.tenant-malformed",
                assertThrows(AuthFailure.class, () -> guide("full", "tenant", "no tenant"))
                        .problem()
                        .cause());
        assertEquals(
                "sharepoint.address.not-sharepoint",
                assertThrows(AuthFailure.class, () -> guide("full", "site", "https://intranet.acme.example/x"))
                        .problem()
                        .cause());
    }
}
