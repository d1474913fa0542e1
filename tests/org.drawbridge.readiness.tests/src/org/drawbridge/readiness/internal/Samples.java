package org.drawbridge.readiness.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.SharePointSite;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.CapabilityResult.Side;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.RunFigures;
import org.drawbridge.readiness.SideReport;

/** Reports as runs make them, of any size, with names that are an attack on whoever shows them. */
public final class Samples {

    static final Instant WHEN = Instant.parse("2026-11-25T12:00:00Z");
    static final String SCRIPT =
            "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>";
    static final String FORMULA = "=HYPERLINK(\"https://evil.test\",\"Open\")";

    private static final List<Capability> TRIED = List.of(
            Capability.PAGE_CONTENT,
            Capability.ATTACHMENTS,
            Capability.COMMENTS,
            Capability.PAGE_HIERARCHY,
            Capability.PAGE_RESTRICTIONS,
            Capability.SPACE_PERMISSIONS);
    private static final List<String> NAMES =
            List.of("Engineering", "Sales", "Products", "Finance", "Überblick – Köln");

    private Samples() {}

    private static SideReport side(Connection connection, String account) {
        TestResult test = new TestResult(
                connection.id(),
                WHEN,
                Optional.empty(),
                Optional.of(Account.of(account, account)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
        return new SideReport(connection, test, Optional.empty());
    }

    public static ReadinessReport report(int spaces) {
        return report("Acme wiki", spaces(spaces));
    }

    static ReadinessReport report(String name, List<SpaceResult> spaces) {
        List<CapabilityResult> rows = new ArrayList<>();
        for (Capability capability : Capability.ALL) {
            rows.add(row(capability));
        }
        return new ReadinessReport(
                WHEN,
                side(
                        new Connection(
                                "wiki",
                                name,
                                new ConfluenceSite("https://wiki.acme.test/confluence"),
                                "confluence.token",
                                Map.of()),
                        "Anna Admin"),
                side(
                        new Connection(
                                "spo",
                                "Contoso wiki",
                                new SharePointSite("https://contoso.sharepoint.com/sites/wiki"),
                                "sharepoint.certificate",
                                Map.of()),
                        "Drawbridge app"),
                rows,
                spaces,
                new RunFigures(
                        WHEN,
                        Duration.ofSeconds(512),
                        false,
                        CheckSettings.DEFAULT.withScope(new CheckSettings.Scope.All()),
                        60_412,
                        0),
                Optional.empty());
    }

    private static CapabilityResult row(Capability capability) {
        Evidence evidence = Evidence.call("GET /rest/api/space/ENG/permissions", 500, "Not permitted")
                .withHeaders(Map.of(
                        "x-ausername",
                        List.of("aadmin"),
                        "Set-Cookie",
                        List.of("JSESSIONID=0123456789ABCDEF0123456789ABCDEF")));
        return switch (capability.id()) {
            case "page-restrictions" ->
                bad(
                        capability,
                        Outcome.BLOCKED,
                        Side.TARGET,
                        Owner.ENTRA_ADMIN,
                        "Page permissions can’t be set: the app has AllSites.Manage only.",
                        "Grant AllSites.FullControl to the app and consent to it.",
                        evidence);
            case "authors-and-dates" ->
                bad(
                        capability,
                        Outcome.BLOCKED,
                        Side.TARGET,
                        Owner.ENTRA_ADMIN,
                        "Created By, Created, Modified By and Modified can’t be set.",
                        "Grant AllSites.FullControl to the app and consent to it.",
                        evidence);
            case "space-permissions" ->
                bad(
                        capability,
                        Outcome.LIMITED,
                        Side.SOURCE,
                        Owner.CONFLUENCE_ADMIN,
                        "The account administers most of the spaces, but not all.",
                        "Make the account space administrator of every space that is to be migrated.",
                        evidence);
            case "user-emails" ->
                bad(
                        capability,
                        Outcome.LIMITED,
                        Side.SOURCE,
                        Owner.CONFLUENCE_ADMIN,
                        "E-mail addresses are not shown.",
                        "Switch “User email visibility” to public for the time of the migration.",
                        evidence);
            default ->
                new CapabilityResult(
                        capability,
                        Outcome.WORKS,
                        Side.BOTH,
                        List.of("Works in all spaces where it was tried."),
                        List.of(Evidence.call("GET /rest/api/content", 200, "Home")),
                        List.of(),
                        Optional.empty(),
                        Map.of());
        };
    }

    private static CapabilityResult bad(
            Capability capability,
            Outcome outcome,
            Side side,
            Owner owner,
            String summary,
            String step,
            Evidence evidence) {
        return new CapabilityResult(
                capability,
                outcome,
                side,
                List.of(summary),
                List.of(evidence),
                List.of(step),
                Optional.of(owner),
                Map.of(owner, List.of(step)));
    }

    static List<SpaceResult> spaces(int count) {
        List<SpaceResult> spaces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = i == 3 ? SCRIPT : i == 4 ? FORMULA : NAMES.get(i % NAMES.size()) + " " + i;
            spaces.add(space(i, name));
        }
        return spaces;
    }

    private static SpaceResult space(int place, String name) {
        Outcome outcome = place % 97 == 5 ? Outcome.BLOCKED : place % 11 == 3 ? Outcome.LIMITED : Outcome.WORKS;
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Map<String, Integer> basis = new LinkedHashMap<>();
        List<Evidence> evidence = new ArrayList<>();
        String key = "K%05d".formatted(place);
        for (Capability capability : TRIED) {
            Outcome one =
                    outcome == Outcome.WORKS || outcome == Outcome.LIMITED && capability != Capability.SPACE_PERMISSIONS
                            ? Outcome.WORKS
                            : Outcome.BLOCKED;
            outcomes.put(capability.id(), one);
            basis.put(capability.id(), evidence.size());
            Evidence call = new Evidence(
                    "GET /rest/api/" + capability.id() + "/" + key,
                    Optional.of(one == Outcome.WORKS ? 200 : 403),
                    WHEN.plusMillis(place),
                    "");
            evidence.add(one == Outcome.WORKS ? call : call.withHeaders(Map.of("x-seraph-loginreason", List.of("OK"))));
        }
        return new SpaceResult(
                key,
                name,
                place % 20 == 7 ? "personal" : "global",
                place % 33 == 0,
                outcome == Outcome.WORKS ? "admin" : "view",
                outcome,
                outcome == Outcome.WORKS
                        ? "All tried calls work."
                        : outcome == Outcome.LIMITED
                                ? "Content works, but not: Space permissions."
                                : "Pages can’t be read.",
                outcomes,
                evidence,
                basis,
                OptionalLong.of(place * 37L % 900),
                place);
    }

    static String written(String format, ReadinessReport report) throws java.io.IOException {
        StringBuilder text = new StringBuilder();
        org.drawbridge.readiness.ReportFormat.builtIn().stream()
                .filter(each -> each.id().equals(format))
                .findFirst()
                .orElseThrow()
                .write(report, text);
        return text.toString();
    }
}
