package org.drawbridge.sharepoint.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.Level;
import org.drawbridge.sharepoint.internal.entra.EntraFailures;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/** Writes {@code docs/sharepoint-errors.md} from the data: the situations, the catalogues and the rights. */
final class ErrorTable {

    static final String FILE = "docs/sharepoint-errors.md";
    static final String WRITE = "DRAWBRIDGE_WRITE_TABLES";

    private static final FailureCatalogue ENTRA = FailureCatalogue.of(EntraFailures.class, Locale.ENGLISH);
    private static final FailureCatalogue SHAREPOINT = FailureCatalogue.of(SharePointFailures.class, Locale.ENGLISH);
    private static final FailureCatalogue CORE =
            FailureCatalogue.of(org.drawbridge.core.failure.CoreFailures.class, Locale.ENGLISH);

    private static final Map<String, String> OWNERS = Map.of(
            "you", "you",
            "entra-admin", "Entra administrator",
            "sharepoint-admin", "SharePoint administrator",
            "network", "network");

    /** What stands for the user's own values. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("connection", "‹connection›"),
            Map.entry("site", "‹site›"),
            Map.entry("tenant", "‹tenant›"),
            Map.entry("clientId", "‹app›"),
            Map.entry("account", "‹account›"),
            Map.entry("portal", "‹portal›"),
            Map.entry("consentUrl", "‹admin consent address›"),
            Map.entry("redirect", "http://localhost"),
            Map.entry("loginHost", "‹login host›"),
            Map.entry("entraText", "‹Entra’s text›"),
            Map.entry("errorUri", "‹Microsoft’s page on the code›"),
            Map.entry("reference", "‹code, correlation id, time›"),
            Map.entry("certificate", "‹certificate›"),
            Map.entry("thumbprint", "‹thumbprint›"),
            Map.entry("file", "‹file›"),
            Map.entry("validFrom", "‹date›"),
            Map.entry("validUntil", "‹date›"),
            Map.entry("now", "‹today›"),
            Map.entry("host", "‹host›"),
            Map.entry("graph", "‹Graph›"),
            Map.entry("sitePath", "‹site’s path›"),
            Map.entry("status", "‹status›"),
            Map.entry("words", "‹SharePoint’s words›"),
            Map.entry("granted", "‹permissions granted›"),
            Map.entry("missing", "‹what is missing›"),
            Map.entry("permission", "‹permission›"),
            Map.entry("address", "‹address›"),
            Map.entry("siteHost", "‹host›"),
            Map.entry("algorithm", "‹algorithm›"),
            Map.entry("count", "‹number›"),
            Map.entry("tenantSetting", "‹tenant of the connection›"),
            Map.entry("settingTenant", "‹tenant of the connection›"),
            Map.entry("siteTenant", "‹tenant of the site›"),
            Map.entry("guess", "‹guess›"),
            Map.entry("chosenCloud", "‹cloud chosen›"),
            Map.entry("tenantCloud", "‹cloud of the tenant›"),
            Map.entry("field", "‹field›"),
            Map.entry("value", "‹value›"),
            Map.entry("url", "‹address›"),
            Map.entry("siteOrigin", "‹origin of the site›"),
            Map.entry("expected", "‹expected›"),
            Map.entry("minutes", "‹minutes›"),
            Map.entry("page", "‹page›"),
            Map.entry("port", "‹port›"),
            Map.entry("provider", "‹provider›"),
            Map.entry("reason", "‹reason›"),
            Map.entry("signedInAs", "‹signed in as›"),
            Map.entry("signedInTenant", "‹signed in tenant›"),
            Map.entry("permissionKind", "‹delegated or application›"));

    private static final String FULL = "2147483647/4294967295";
    private static final String NO_SCRIPT = "2147483647/4294705151";
    private static final String EDIT = "432/1011030767";
    private static final String CONTRIBUTE = "432/1011028719";
    private static final String READ = "176/138612833";

    private ErrorTable() {}

    static String text() {
        StringBuilder text = new StringBuilder("""
                # SharePoint Online: what goes wrong, who can mend it, and how

                Made from the data by `ErrorTable` in `tests/org.drawbridge.sharepoint.tests`; `ErrorTableTest` fails when it is out
                of date. To write it anew, set `%s=1` and run that test. ‹…› stands for the user's own values.

                ## Situations

                Each is produced in the sandbox, and `SituationsTest` proves that `test` answers with this cause and owner, and with
                steps that name the user's own values. *Browser*: the error shows on Entra's page alone; the test asks for that page
                itself before a browser opens, and `drawbridge explain` takes what the page says.

                | # | situation | shows in | cause | who can mend it | exit code | steps |
                |---|---|---|---|---|---|---|
                """.formatted(WRITE));
        int number = 1;
        for (Situation one : Situation.ALL) {
            Problem problem = filled(one.cause());
            text.append("| ")
                    .append(number++)
                    .append(" | ")
                    .append(cell(one.title()))
                    .append(" | ")
                    .append(one.where())
                    .append(" | `")
                    .append(one.cause())
                    .append("` | ")
                    .append(OWNERS.get(one.owner()))
                    .append(" | ")
                    .append(one.exit())
                    .append(" | ")
                    .append(steps(problem))
                    .append(" |\n");
        }
        levels(text);
        catalogue(text, "SharePoint and Graph", SHAREPOINT);
        catalogue(text, "Entra, tenants and certificates", ENTRA);
        return text.toString();
    }

    private static void levels(StringBuilder text) {
        text.append("""

                ## Permission levels

                The lesser of what the app was granted and what the account may do on the site.

                | app (consent) | on the site | level | what it means |
                |---|---|---|---|
                """);
        for (String[] row : new String[][] {
            {"scp", "AllSites.FullControl", "owner, or site collection administrator", FULL},
            {"scp", "AllSites.FullControl", "owner of a site that allows no scripts", NO_SCRIPT},
            {"scp", "AllSites.FullControl", "member", EDIT},
            {"scp", "AllSites.FullControl", "visitor", READ},
            {"scp", "AllSites.Manage", "owner, or site collection administrator", FULL},
            {"scp", "AllSites.Manage", "member", EDIT},
            {"scp", "AllSites.Manage", "visitor", READ},
            {"scp", "AllSites.Read", "owner, or site collection administrator", FULL},
            {"roles", "Sites.FullControl.All", "every site", FULL},
            {"roles", "Sites.FullControl.All", "every site, here one that allows no scripts", NO_SCRIPT},
            {"roles", "Sites.Manage.All", "every site", FULL},
            {"roles", "Sites.Selected", "granted with fullcontrol", FULL},
            {"roles", "Sites.Selected", "granted with write", CONTRIBUTE},
            {"roles", "Sites.Selected", "granted with read", READ}
        }) {
            boolean person = row[0].equals("scp");
            String claim = "\"" + row[0] + "\":" + (person ? "\"" + row[1] + "\"" : "[\"" + row[1] + "\"]");
            TokenClaims claims = TokenClaims.of(Secret.of(Stub.jwt("https://contoso.sharepoint.com", 1, claim)));
            String[] halves = row[3].split("/");
            SitePermissions permissions =
                    new SitePermissions(Long.parseLong(halves[0]) << 32 | Long.parseLong(halves[1]));
            Level level = new Rights(permissions, claims).level(TokenClaims.none());
            text.append("| `")
                    .append(row[1])
                    .append(person ? "`, a person signs in | " : "`, app-only | ")
                    .append(row[2])
                    .append(" | `")
                    .append(level.word())
                    .append("` | ")
                    .append(cell(level.meaning()))
                    .append(" |\n");
        }
        text.append("| `Sites.Selected`, app-only | no grant | `insufficient` | ")
                .append(cell(filled("sharepoint.site-grant-missing").message()))
                .append(" |\n");
    }

    private static void catalogue(StringBuilder text, String title, FailureCatalogue catalogue) {
        text.append("\n## Further causes: ")
                .append(title)
                .append("\n\n| cause | what happened | who can mend it | steps |\n|---|---|---|---|\n");
        Set<String> shown = Situation.ALL.stream().map(Situation::cause).collect(Collectors.toSet());
        for (String cause : catalogue.causes()) {
            if (shown.contains(cause)) {
                continue;
            }
            Problem problem = filled(cause);
            text.append("| `")
                    .append(cause)
                    .append('`')
                    .append(catalogue.extra(cause, "browser").isPresent() ? " (browser)" : "")
                    .append(" | ")
                    .append(cell(problem.message()))
                    .append(" | ")
                    .append(OWNERS.get(problem.owner().word()))
                    .append(" | ")
                    .append(steps(problem))
                    .append(" |\n");
        }
    }

    private static Problem filled(String cause) {
        FailureCatalogue catalogue = ENTRA.knows(cause) ? ENTRA : SHAREPOINT.knows(cause) ? SHAREPOINT : CORE;
        FailureCatalogue.Builder builder = catalogue.problem(cause);
        VALUES.forEach(builder::with);
        return builder.problem();
    }

    private static String steps(Problem problem) {
        return problem.remedy().stream().map(ErrorTable::cell).collect(Collectors.joining("<br>"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ").strip();
    }
}
