package org.drawbridge.sharepoint.internal.entra;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogues as data. */
class CatalogueTest {

    /** The table of the reference: entra-sharepoint §B. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7000215", "7000222", "700027", "65001", "90094", "65004", "50076", "50079", "53003", "700016", "90002",
                        "50011",
                "500113", "900971", "7000218", "700025", "50105", "50020", "50034", "50194", "50196", "500011",
                        "650057", "700082",
                "70043", "50173", "90038", "900432", "54005", "501481", "700022", "70016", "70018", "70019"
            })
    void eachCodeOfTheTableIsExplained(String code) {
        assertTrue(EntraFailures.catalogue().knows("entra.AADSTS" + code));
    }

    @Test
    void everyCauseHasKindOwnerMessageAndRemedy() throws Exception {
        for (FailureCatalogue catalogue : List.of(
                EntraFailures.catalogue(),
                FailureCatalogue.of(Class.forName("org.drawbridge.sharepoint.internal.SharePointFailures")))) {
            Set<String> causes = catalogue.causes();
            assertFalse(causes.isEmpty());
            for (String cause : causes) {
                FailureCatalogue.Builder builder = catalogue.problem(cause);
                for (String name : List.of(
                        "connection",
                        "site",
                        "tenant",
                        "clientId",
                        "account",
                        "portal",
                        "consentUrl",
                        "loginHost",
                        "entraText",
                        "errorUri",
                        "reference",
                        "certificate",
                        "thumbprint",
                        "file",
                        "algorithm",
                        "count",
                        "validFrom",
                        "validUntil",
                        "now",
                        "tenantSetting",
                        "settingTenant",
                        "siteTenant",
                        "guess",
                        "chosenCloud",
                        "tenantCloud",
                        "field",
                        "value",
                        "host",
                        "url",
                        "siteOrigin",
                        "graph",
                        "secretIdPasted",
                        "address",
                        "siteHost",
                        "sitePath",
                        "words",
                        "granted",
                        "status",
                        "missing",
                        "port",
                        "reason",
                        "minutes",
                        "waited",
                        "page",
                        "signedInAs",
                        "expected",
                        "signedInTenant",
                        "provider",
                        "redirect",
                        "permission",
                        "permissionKind")) {
                    builder.with(name, "VALUE");
                }
                Problem problem = builder.problem();
                assertFalse(
                        problem.message().contains("…") || problem.message().contains("{"),
                        cause + ": " + problem.message());
                assertFalse(problem.remedy().isEmpty(), cause);
                assertFalse(
                        problem.remedy().toString().matches(".*\\{[a-zA-Z]+\\}.*"), cause + ": " + problem.remedy());
                boolean admin = problem.owner() == Owner.ENTRA_ADMIN || problem.owner() == Owner.SHAREPOINT_ADMIN;
                assertTrue(
                        !admin || problem.messageForAdmin().isPresent(),
                        cause + " has no message for the administrator");
            }
        }
    }
}
