package org.drawbridge.sharepoint.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.Guide.Section;
import org.drawbridge.core.guide.Guide.Snippet;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.sharepoint.internal.entra.CloudEnvironment;
import org.drawbridge.sharepoint.internal.entra.EntraFailures;
import org.drawbridge.sharepoint.internal.entra.TenantDiscovery;

/**
 * How to register the app that signs in: in the portal, by PnP PowerShell and by the Azure command line (reference:
 * entra-sharepoint §E, where the ids of the permissions come from).
 */
public final class AppRegistration implements SetupGuide {

    private static final Texts TEXTS = Texts.of(AppRegistration.class);

    private static final String GRAPH = "00000003-0000-0000-c000-000000000000";
    private static final String SHAREPOINT = "00000003-0000-0ff1-ce00-000000000000";

    /** A permission as the portal, the manifest and PnP name it. */
    private record Permission(String resource, String name, String id, boolean application) {

        String api() {
            return resource.equals(GRAPH) ? "Microsoft Graph" : "SharePoint";
        }
    }

    private static final Permission USER_READ =
            new Permission(GRAPH, "User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", false);

    /** What is registered, by who signs in and how much is to be migrated. */
    private enum Variant {
        FULL(
                false,
                new Permission(SHAREPOINT, "AllSites.FullControl", "56680e0d-d2a3-4ae1-80d8-3c4f2100e3d0", false),
                new Permission(GRAPH, "Sites.FullControl.All", "5a54b8b3-347c-476d-8f8e-42d5c7424d29", false),
                USER_READ),
        MANAGE(
                false,
                new Permission(SHAREPOINT, "AllSites.Manage", "b3f70a70-8a4b-4f95-9573-d71c496a53f4", false),
                new Permission(GRAPH, "Sites.Manage.All", "65e50fdc-43b7-4915-933e-e8138f11f40a", false),
                USER_READ),
        APP_ONLY(
                true,
                new Permission(SHAREPOINT, "Sites.Selected", "20d37865-089c-4dee-8c41-6967602d4ac8", true),
                new Permission(GRAPH, "Sites.Selected", "883ea226-0bf2-4a8f-9f9d-92c9162a727d", true)),
        APP_ONLY_ALL(
                true,
                new Permission(SHAREPOINT, "Sites.FullControl.All", "678536fe-1083-478a-9c59-b99265e6b0d3", true),
                new Permission(GRAPH, "Sites.FullControl.All", "a82116e5-55eb-4c41-a434-62fe8a61c773", true));

        private final boolean appOnly;
        private final List<Permission> permissions;

        Variant(boolean appOnly, Permission... permissions) {
            this.appOnly = appOnly;
            this.permissions = List.of(permissions);
        }

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Variant> of(String id) {
            return List.of(values()).stream().filter(one -> one.id().equals(id)).findFirst();
        }
    }

    @Override
    public String id() {
        return "app-registration";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.SHAREPOINT;
    }

    @Override
    public List<Mode> modes() {
        return List.of(Variant.values()).stream()
                .map(one -> new Mode(one.id(), TEXTS.get("guide.mode." + one.id())))
                .toList();
    }

    @Override
    public Guide guide(String mode, Optional<Connection> connection, Map<String, String> given) throws AuthFailure {
        Variant variant = Variant.of(mode).orElseThrow(() -> new IllegalArgumentException("no mode " + mode));
        return new Writing(variant, values(connection, given)).guide();
    }

    private record Values(Map<String, String> of, CloudEnvironment cloud) {
        String get(String name) {
            return of.getOrDefault(name, TEXTS.get("your." + name));
        }

        boolean has(String name) {
            return of.containsKey(name) && !of.get(name).startsWith("<");
        }
    }

    private static Values values(Optional<Connection> connection, Map<String, String> given) throws AuthFailure {
        Map<String, String> settings = new LinkedHashMap<>(given);
        Optional<String> site = Optional.ofNullable(settings.get("site"));
        for (String name : List.of(SharePointTarget.TENANT, SharePointTarget.CLIENT_ID)) {
            check(name, settings.get(name));
        }
        if (connection.isPresent() || site.isPresent()) {
            Connection basis = connection.orElseGet(() -> new Connection(
                    "new",
                    "New",
                    Target.of(Target.Kind.SHAREPOINT, site.orElseThrow()),
                    "sharepoint.interactive",
                    Map.of()));
            SharePointTarget target = UserValues.target(basis, settings);
            Map<String, String> values = UserValues.of(target);
            values.put("host", target.site().host());
            return new Values(values, target.cloud());
        }
        CloudEnvironment cloud = CloudEnvironment.of(
                        settings.getOrDefault(SharePointTarget.CLOUD, CloudEnvironment.AUTO))
                .orElseGet(() -> CloudEnvironment.known().get(0));
        Map<String, String> values = new LinkedHashMap<>(settings);
        values.put("graph", cloud.graph());
        values.put("portal", cloud.portal());
        return new Values(values, cloud);
    }

    private static void check(String name, String value) throws AuthFailure {
        boolean right = value == null
                || (name.equals(SharePointTarget.CLIENT_ID)
                        ? TenantDiscovery.guid(value.strip())
                        : TenantDiscovery.plausible(value.strip()));
        if (!right) {
            String cause =
                    name.equals(SharePointTarget.CLIENT_ID) ? "entra.client-id-malformed" : "entra.tenant-malformed";
            throw EntraFailures.problem(cause)
                    .with(name, value)
                    .with("portal", CloudEnvironment.known().get(0).portal())
                    .with("connection", "-")
                    .failure();
        }
    }

    /** One guide. */
    private static final class Writing {
        private final Variant variant;
        private final Values values;
        private final String name;

        Writing(Variant variant, Values values) {
            this.variant = variant;
            this.values = values;
            this.name = TEXTS.get("guide.name." + (variant.appOnly ? "app" : "people"));
        }

        Guide guide() {
            String mode = variant.id();
            List<Section> sections = new ArrayList<>();
            sections.add(permissions());
            sections.add(portal());
            sections.add(powershell());
            sections.add(azure());
            sections.add(consent());
            if (variant == Variant.APP_ONLY) {
                sections.add(grant());
            }
            sections.add(connection());
            return new Guide(
                    TEXTS.get("guide.title", TEXTS.get("guide.mode." + mode)),
                    TEXTS.get("guide.intro." + mode),
                    sections);
        }

        private String kind() {
            return TEXTS.get(variant.appOnly ? "kind.app" : "kind.delegated");
        }

        private Section permissions() {
            return new Section(
                    "permissions",
                    TEXTS.get("guide.permissions"),
                    variant.permissions.stream()
                            .map(one -> TEXTS.get("guide.permission", one.api(), one.name(), kind(), one.id()))
                            .toList(),
                    List.of());
        }

        private Section portal() {
            List<String> steps = new ArrayList<>();
            if (values.has(SharePointTarget.CLIENT_ID)) {
                steps.add(TEXTS.get("guide.portal.open", values.get("portal"), values.get("clientId")));
            } else {
                steps.add(TEXTS.get("guide.portal.new", values.get("portal"), name));
                steps.add(TEXTS.get("guide.portal.ids"));
            }
            if (variant.appOnly) {
                steps.add(TEXTS.get("guide.portal.certificate"));
            } else {
                steps.add(TEXTS.get("guide.portal.redirect", SharePointTarget.REDIRECT));
                steps.add(TEXTS.get("guide.portal.public"));
            }
            String names = variant.permissions.stream()
                    .map(one -> one.api() + " > " + one.name())
                    .collect(Collectors.joining(", "));
            steps.add(TEXTS.get("guide.portal.permissions", kind(), names));
            boolean national = !values.cloud().id().equals("worldwide");
            if (national) {
                steps.add(TEXTS.get("guide.portal.manifest"));
            }
            steps.add(TEXTS.get("guide.portal.consent", values.get("tenant")));
            List<Snippet> snippets = national
                    ? List.of(new Snippet(TEXTS.get("guide.portal.manifest.part"), "json", "", permissionFile()))
                    : List.of();
            return new Section("portal", TEXTS.get("guide.portal"), steps, snippets);
        }

        private Section powershell() {
            String environment = switch (values.cloud().id()) {
                case "us-government" -> " -AzureEnvironment USGovernmentHigh";
                case "us-dod" -> " -AzureEnvironment USGovernmentDoD";
                case "china" -> " -AzureEnvironment China";
                default -> "";
            };
            String command;
            if (variant.appOnly) {
                command = "Register-PnPEntraIDApp -ApplicationName \"" + name + "\" -Tenant " + quoted("tenant")
                        + " -SharePointApplicationPermissions " + names(SHAREPOINT)
                        + " -GraphApplicationPermissions " + names(GRAPH) + " -OutPath ." + environment;
            } else {
                command = "Register-PnPEntraIDAppForInteractiveLogin -ApplicationName \"" + name + "\" -Tenant "
                        + quoted("tenant") + " -GraphDelegatePermissions " + names(GRAPH)
                        + " -SharePointDelegatePermissions " + names(SHAREPOINT) + environment;
            }
            List<Snippet> snippets = new ArrayList<>();
            snippets.add(new Snippet(
                    TEXTS.get("guide.pnp.install"),
                    "powershell",
                    "",
                    "Install-Module PnP.PowerShell -Scope CurrentUser"));
            snippets.add(new Snippet(TEXTS.get("guide.pnp.register"), "powershell", "", command));
            if (variant == Variant.APP_ONLY) {
                snippets.add(new Snippet(
                        TEXTS.get("guide.pnp.grant"),
                        "powershell",
                        "",
                        "Connect-PnPOnline -Url " + quoted("site") + " -Interactive -ClientId \"<"
                                + TEXTS.get("guide.admin-app") + ">\"\n"
                                + "Grant-PnPEntraIDAppSitePermission -AppId " + quoted("clientId")
                                + " -DisplayName \"" + name + "\" -Site " + quoted("site")
                                + " -Permissions FullControl"));
            }
            return new Section(
                    "pnp",
                    TEXTS.get("guide.pnp"),
                    List.of(TEXTS.get(variant.appOnly ? "guide.pnp.app" : "guide.pnp.people")),
                    snippets);
        }

        private String names(String resource) {
            return variant.permissions.stream()
                    .filter(one -> one.resource().equals(resource))
                    .map(one -> '"' + one.name() + '"')
                    .collect(Collectors.joining(","));
        }

        private String quoted(String value) {
            return '"' + values.get(value) + '"';
        }

        private Section azure() {
            List<String> lines = new ArrayList<>();
            String cloud = switch (values.cloud().id()) {
                case "us-government", "us-dod" -> "AzureUSGovernment";
                case "china" -> "AzureChinaCloud";
                default -> "";
            };
            if (!cloud.isEmpty()) {
                lines.add("az cloud set --name " + cloud);
            }
            lines.add("az login --tenant " + quoted("tenant") + " --allow-no-subscriptions");
            if (values.has(SharePointTarget.CLIENT_ID)) {
                lines.add("APPID=" + values.get("clientId"));
                lines.add("az ad app update --id $APPID --required-resource-accesses @permissions.json"
                        + (variant.appOnly
                                ? ""
                                : " \\\n  --is-fallback-public-client true --public-client-redirect-uris "
                                        + SharePointTarget.REDIRECT));
            } else {
                lines.add("APPID=$(az ad app create --display-name \"" + name
                        + "\" --sign-in-audience AzureADMyOrg \\\n"
                        + (variant.appOnly
                                ? ""
                                : "  --is-fallback-public-client true --public-client-redirect-uris "
                                        + SharePointTarget.REDIRECT + " \\\n")
                        + "  --required-resource-accesses @permissions.json --query appId --output tsv)");
                lines.add("az ad sp create --id $APPID");
            }
            if (variant.appOnly) {
                lines.add("openssl req -x509 -newkey rsa:2048 -sha256 -days 365 -nodes -subj \"/CN=" + name
                        + "\" -keyout app.key -out app.crt");
                lines.add("cat app.crt app.key > app.pem");
                lines.add("az ad app credential reset --id $APPID --cert @app.crt --append");
            }
            lines.add("az ad app permission admin-consent --id $APPID");
            return new Section(
                    "azure-cli",
                    TEXTS.get("guide.azure"),
                    List.of(TEXTS.get("guide.azure.save")),
                    List.of(
                            new Snippet(TEXTS.get("guide.azure.file"), "json", "permissions.json", permissionFile()),
                            new Snippet(TEXTS.get("guide.azure.commands"), "sh", "", String.join("\n", lines))));
        }

        /** The manifest's requiredResourceAccess. */
        private String permissionFile() {
            Map<String, JsonArrayBuilder> byResource = new LinkedHashMap<>();
            for (Permission one : variant.permissions) {
                byResource
                        .computeIfAbsent(one.resource(), key -> Json.createArrayBuilder())
                        .add(Json.createObjectBuilder()
                                .add("id", one.id())
                                .add("type", one.application() ? "Role" : "Scope"));
            }
            JsonArrayBuilder file = Json.createArrayBuilder();
            byResource.forEach((resource, access) -> file.add(
                    Json.createObjectBuilder().add("resourceAppId", resource).add("resourceAccess", access)));
            return file.build().toString();
        }

        private Section consent() {
            return new Section(
                    "admin-consent",
                    TEXTS.get("guide.consent"),
                    List.of(TEXTS.get(
                            variant.appOnly
                                    ? "guide.consent.app"
                                    : variant == Variant.MANAGE ? "guide.consent.manage" : "guide.consent.admin")),
                    List.of(new Snippet(
                            TEXTS.get("guide.consent.address"),
                            "url",
                            "",
                            SharePointTarget.consentUrl(
                                    values.cloud(), values.get("tenant"), values.get("clientId")))));
        }

        private Section grant() {
            String graph = values.cloud().graph();
            String path = values.of().getOrDefault("sitePath", TEXTS.get("your.sitePath"));
            String body = Json.createObjectBuilder()
                    .add("roles", Json.createArrayBuilder().add("fullcontrol"))
                    .add(
                            "grantedToIdentities",
                            Json.createArrayBuilder()
                                    .add(Json.createObjectBuilder()
                                            .add(
                                                    "application",
                                                    Json.createObjectBuilder()
                                                            .add("id", values.get("clientId"))
                                                            .add("displayName", name))))
                    .build()
                    .toString();
            return new Section(
                    "site-grant",
                    TEXTS.get("guide.grant"),
                    List.of(TEXTS.get("guide.grant.why", values.get("site")), TEXTS.get("guide.grant.who")),
                    List.of(
                            new Snippet(
                                    TEXTS.get("guide.grant.find"),
                                    "http",
                                    "",
                                    "GET " + graph + "/v1.0/sites/" + path + "?$select=id"),
                            new Snippet(
                                    TEXTS.get("guide.grant.give"),
                                    "http",
                                    "",
                                    "POST " + graph + "/v1.0/sites/<id>/permissions\nContent-Type: application/json\n\n"
                                            + body)));
        }

        private Section connection() {
            String method = variant.appOnly ? "sharepoint.certificate" : "sharepoint.interactive";
            String command = "drawbridge connection add site --url " + quoted("site") + " --method " + method
                    + " \\\n  --set clientId=" + values.get("clientId") + " --set tenant=" + values.get("tenant")
                    + (variant.appOnly ? " --set certificate=app.pem" : "");
            return new Section(
                    "connection",
                    TEXTS.get("guide.connection"),
                    List.of(),
                    List.of(new Snippet(
                            TEXTS.get("guide.connection.command"), "sh", "", command + "\ndrawbridge test site")));
        }
    }
}
