package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.entra.Person;
import org.drawbridge.sandbox.internal.sharepoint.Site.ItemList;
import org.drawbridge.sandbox.internal.sharepoint.Site.Web;

/** SharePoint's REST service about one web, for one call by somebody who may open it. */
final class WebApi {

    private static final Pattern BY_TITLE =
            Pattern.compile("web/lists/getbytitle\\('(.*)'\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLAUSE = Pattern.compile("(\\w+) eq (true|false|-?\\d+|'.*')");

    // Comes only when it is selected (reference: entra-sharepoint §C, call 1).
    private static final Set<String> ON_REQUEST = Set.of("EffectiveBasePermissions");

    private final Call call;
    private final Caller caller;
    private final Web web;
    private final Rights rights;
    private final Sites sites;

    WebApi(Call call, Caller caller, Web web, Rights rights, Sites sites) {
        this.call = call;
        this.caller = caller;
        this.web = web;
        this.rights = rights;
        this.sites = sites;
    }

    void answer(String resource) throws IOException {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            OData.error(
                    call,
                    403,
                    "-2130575251, Microsoft.SharePoint.SPException",
                    "The security validation for this page is invalid and might be corrupted. Please use your web"
                            + " browser's Back button to try your operation again.");
            return;
        }
        Matcher byTitle = BY_TITLE.matcher(resource);
        if (byTitle.matches()) {
            list(byTitle.group(1).replace("''", "'"));
            return;
        }
        switch (resource.toLowerCase(Locale.ROOT)) {
            case "web" -> entity("SP.Web", "Web", webProperties(web));
            case "web/effectivebasepermissions" ->
                entity("SP.BasePermissions", "web/effectiveBasePermissions", rights.json());
            case "web/currentuser" -> entity("SP.User", "Web/CurrentUser", currentUser());
            case "web/webs" ->
                collection(
                        "SP.Web",
                        "Web/Webs",
                        web.site().webs().values().stream()
                                .filter(other -> other != web && other.path().startsWith(web.path()))
                                .map(this::webProperties));
            case "web/lists" ->
                collection("SP.List", "Web/Lists", web.lists().stream().map(this::listProperties));
            case "web/siteusers" -> collection("SP.User", "Web/SiteUsers", people().map(this::user));
            case "web/roleassignments" -> roleAssignments();
            case "site" -> entity("SP.Site", "Site", site());
            case "sp.web.getweburlfrompageurl(@v)" -> webOfPage();
            default ->
                OData.error(
                        call,
                        404,
                        "-1, Microsoft.SharePoint.Client.ResourceNotFoundException",
                        "Cannot find resource for the request " + resource + '.');
        }
    }

    private JsonObject webProperties(Web any) {
        return Json.createObjectBuilder()
                .add("Configuration", 0)
                .add("Created", any.site().created().toString())
                .add("Description", "")
                .add("EffectiveBasePermissions", rights.json())
                .add("Id", any.id())
                .add("IsMultilingual", true)
                .add("Language", 1033)
                .add("NoCrawl", false)
                .add("ServerRelativeUrl", any.path())
                .add("Title", any.title())
                .add("Url", any.url())
                .add("WebTemplate", any.template())
                .build();
    }

    private JsonObject listProperties(ItemList list) {
        return Json.createObjectBuilder()
                .add("BaseTemplate", list.template())
                .add("BaseType", list.template() == 101 || list.template() == 119 ? 1 : 0)
                .add("EffectiveBasePermissions", rights.json())
                .add("Hidden", list.hidden())
                .add("Id", list.id())
                .add("ItemCount", list.items())
                .add("Title", list.title())
                .build();
    }

    private JsonObject site() {
        Site site = web.site();
        return Json.createObjectBuilder()
                .add("GroupId", "00000000-0000-0000-0000-000000000000")
                .add("Id", site.id())
                .add("PrimaryUri", site.root().url())
                .add("ReadOnly", site.lock() == SiteLock.READ_ONLY)
                .add("ServerRelativeUrl", site.path())
                .add("ShareByEmailEnabled", true)
                .add("Url", site.root().url())
                .build();
    }

    private JsonObject currentUser() {
        return caller.person().map(this::user).orElseGet(() -> account(caller.loginName(), caller.appName(), "", null));
    }

    private JsonObject user(Person person) {
        return account(person.loginName(), person.displayName(), person.upn(), person.upn());
    }

    private JsonObject account(String loginName, String title, String email, String upn) {
        JsonObjectBuilder user = Json.createObjectBuilder()
                .add("Id", web.site().userId(loginName))
                .add("IsHiddenInUI", false)
                .add("LoginName", loginName)
                .add("Title", title)
                .add("PrincipalType", 1)
                .add("Email", email)
                .add("IsEmailAuthenticationGuestUser", false)
                .add("IsShareByEmailGuestUser", false)
                .add("IsSiteAdmin", web.site().admin(loginName));
        return (upn == null ? user.addNull("UserPrincipalName") : user.add("UserPrincipalName", upn)).build();
    }

    private Stream<Person> people() {
        return Stream.concat(web.site().admins().stream(), web.site().people().keySet().stream())
                .distinct();
    }

    private void list(String title) throws IOException {
        Optional<ItemList> found =
                web.lists().stream().filter(list -> list.title().equals(title)).findFirst();
        if (found.isPresent()) {
            entity("SP.List", "Web/Lists(guid'" + found.get().id() + "')", listProperties(found.get()));
        } else {
            OData.error(
                    call,
                    404,
                    "-1, System.ArgumentException",
                    "List '" + title + "' does not exist at site with URL '" + web.url() + "'.");
        }
    }

    private void roleAssignments() throws IOException {
        if (!rights.has(Rights.ENUMERATE_PERMISSIONS)) {
            OData.error(call, 403, SharePointHost.UNAUTHORIZED, "Attempted to perform an unauthorized operation.");
            return;
        }
        String expand = call.query().getOrDefault("$expand", "");
        collection(
                "SP.RoleAssignment",
                "Web/RoleAssignments",
                Stream.of(Site.Group.values()).map(group -> {
                    JsonObjectBuilder assignment = Json.createObjectBuilder().add("PrincipalId", group.id);
                    if (expand.contains("Member")) {
                        assignment.add(
                                "Member",
                                Json.createObjectBuilder()
                                        .add("Id", group.id)
                                        .add("LoginName", web.site().root().title() + ' ' + group.suffix)
                                        .add("Title", web.site().root().title() + ' ' + group.suffix)
                                        .add("PrincipalType", 8));
                    }
                    if (expand.contains("RoleDefinitionBindings")) {
                        assignment.add(
                                "RoleDefinitionBindings",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder()
                                                .add("BasePermissions", group.rights.json())
                                                .add("Hidden", false)
                                                .add("Id", group.levelId)
                                                .add("Name", group.level)));
                    }
                    return assignment.build();
                }));
    }

    private void webOfPage() throws IOException {
        String given = call.query().getOrDefault("@v", "").strip();
        String page = given.length() > 1 && given.startsWith("'") && given.endsWith("'")
                ? given.substring(1, given.length() - 1).replace("''", "'")
                : "";
        Optional<Web> found = Optional.empty();
        try {
            URI uri = new URI(page.replace(" ", "%20"));
            if (uri.getHost() == null || uri.getHost().equalsIgnoreCase(call.host())) {
                found = sites.webAbove(
                        caller.tenant(), Optional.ofNullable(uri.getPath()).orElse("/"));
            }
        } catch (URISyntaxException e) {
            // Answered as a page that is not there.
        }
        if (page.isEmpty() || found.isEmpty()) {
            OData.error(
                    call,
                    404,
                    "-2147024894, System.IO.FileNotFoundException",
                    "The site " + page + " could not be found in the Web application SPWebApplication.");
            return;
        }
        OData.scalar(call, "GetWebUrlFromPageUrl", found.get().url());
    }

    private void entity(String type, String address, JsonObject all) throws IOException {
        Optional<JsonObject> chosen = select(all);
        if (chosen.isPresent()) {
            OData.entity(call, type, web.url() + "/_api/" + address, chosen.get());
        }
    }

    private void collection(String type, String address, Stream<JsonObject> items) throws IOException {
        Optional<Predicate<JsonObject>> filter = filter();
        if (filter.isEmpty()) {
            invalid("The query is not valid.");
            return;
        }
        long top = call.query().getOrDefault("$top", "").matches("\\d{1,9}")
                ? Long.parseLong(call.query().get("$top"))
                : Long.MAX_VALUE;
        List<JsonObject> matching = items.filter(filter.get()).limit(top).toList();
        List<JsonObject> chosen = new ArrayList<>();
        for (JsonObject item : matching) {
            Optional<JsonObject> one = select(item);
            if (one.isEmpty()) {
                return;
            }
            chosen.add(one.get());
        }
        OData.collection(call, type, web.url() + "/_api/" + address, chosen);
    }

    /** The selected properties, or all that come by themselves; empty once the call has been refused. */
    private Optional<JsonObject> select(JsonObject all) throws IOException {
        String wanted = call.query().getOrDefault("$select", "").strip();
        JsonObjectBuilder chosen = Json.createObjectBuilder();
        if (wanted.isEmpty() || wanted.equals("*")) {
            all.forEach((name, value) -> {
                if (!ON_REQUEST.contains(name)) {
                    chosen.add(name, value);
                }
            });
            return Optional.of(chosen.build());
        }
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.keySet().forEach(name -> names.put(name, name));
        for (String each : wanted.split(",")) {
            String name = names.get(each.strip().replaceFirst("/.*", ""));
            if (each.strip().equals("*")) {
                continue;
            }
            if (name == null) {
                invalid("The field or property '" + each.strip() + "' does not exist.");
                return Optional.empty();
            }
            chosen.add(name, all.get(name));
        }
        return Optional.of(chosen.build());
    }

    private void invalid(String message) throws IOException {
        OData.error(call, 400, "-1, Microsoft.SharePoint.Client.InvalidClientQueryException", message);
    }

    /** {@code A eq 1 and B eq 'x'}; empty for anything else. */
    private Optional<Predicate<JsonObject>> filter() {
        String given = call.query().getOrDefault("$filter", "").strip();
        Predicate<JsonObject> all = item -> true;
        if (given.isEmpty()) {
            return Optional.of(all);
        }
        for (String part : given.split(" and ")) {
            Matcher clause = CLAUSE.matcher(part.strip());
            if (!clause.matches()) {
                return Optional.empty();
            }
            String name = clause.group(1);
            String expected = clause.group(2).replaceAll("^'|'$", "");
            all = all.and(item -> text(item.get(name)).equals(expected));
        }
        return Optional.of(all);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : String.valueOf(value);
    }
}
