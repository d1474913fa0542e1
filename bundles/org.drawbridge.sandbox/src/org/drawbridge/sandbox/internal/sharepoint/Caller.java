package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.sandbox.internal.entra.Directory;
import org.drawbridge.sandbox.internal.entra.Jwt;
import org.drawbridge.sandbox.internal.entra.Person;
import org.drawbridge.sandbox.internal.entra.Tenant;

/**
 * Who calls, by a verified token: an app as itself, or an app for a person.
 *
 * @param person empty for an app-only token
 * @param permissions the roles, or the scopes of a person's token
 */
record Caller(
        Tenant tenant,
        String clientId,
        String appName,
        String proof,
        Optional<Person> person,
        Set<String> permissions) {

    /** Reads a token whose signature, audience and time have been checked. */
    static Optional<Caller> of(Jwt token, Directory directory) {
        return directory.tenant(token.claim("tid")).map(tenant -> {
            Optional<Person> person = directory.people(tenant).stream()
                    .filter(each ->
                            !token.claim("idtyp").equals("app") && each.id().equals(token.claim("oid")))
                    .findFirst();
            JsonArray roles = token.claims().getJsonArray("roles");
            Set<String> permissions = person.isPresent()
                    ? Stream.of(token.claim("scp").split(" ")).collect(Collectors.toSet())
                    : roles == null
                            ? Set.of()
                            : roles.getValuesAs(JsonString.class).stream()
                                    .map(JsonString::getString)
                                    .collect(Collectors.toSet());
            return new Caller(
                    tenant,
                    token.claim("appid"),
                    token.claim("app_displayname"),
                    token.claim("appidacr"),
                    person,
                    permissions);
        });
    }

    boolean appOnly() {
        return person.isEmpty();
    }

    boolean any(String... wanted) {
        return Stream.of(wanted).anyMatch(permissions::contains);
    }

    /** What it may do on a site of its own tenant: the app's permissions, and for a person only what both have. */
    Rights rightsOn(Site site) {
        Rights ofApp =
                List.of("Sites.", "AllSites.").stream().map(this::tenantWide).reduce(Rights.NONE, Rights::or);
        if (any("Sites.Selected")) {
            ofApp = ofApp.or(
                    site.grantOf(clientId).map(grant -> byRole(grant.role())).orElse(Rights.NONE));
        }
        return site.limit(person.map(site::rightsOf).map(ofApp::and).orElse(ofApp));
    }

    private Rights tenantWide(String prefix) {
        String suffix = prefix.equals("Sites.") ? ".All" : "";
        return any(prefix + "FullControl" + suffix)
                ? Rights.FULL_CONTROL
                : any(prefix + "Manage" + suffix)
                        ? Rights.DESIGN
                        : any(prefix + "ReadWrite" + suffix, prefix + "Write" + suffix)
                                ? Rights.CONTRIBUTE
                                : any(prefix + "Read" + suffix) ? Rights.READ : Rights.NONE;
    }

    private static Rights byRole(String role) {
        return switch (role) {
            case "fullcontrol", "owner" -> Rights.FULL_CONTROL;
            case "manage" -> Rights.DESIGN;
            case "write" -> Rights.CONTRIBUTE;
            case "read" -> Rights.READ;
            default -> Rights.NONE;
        };
    }

    /** SharePoint's name for it (reference: entra-sharepoint §C, call 2). */
    String loginName() {
        return person.map(Person::loginName).orElse("i:0i.t|ms.sp.ext|" + clientId + '@' + tenant.id());
    }
}
