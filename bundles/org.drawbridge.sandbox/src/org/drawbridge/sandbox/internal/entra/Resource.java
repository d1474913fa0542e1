package org.drawbridge.sandbox.internal.entra;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service that a token is asked for.
 *
 * @param audience {@code aud} of the token: the identifier as the client wrote it, without the scope
 */
record Resource(Api api, String audience) {

    private static final String DEFAULT = "/.default";

    /** The one resource of a client credentials request. Each such scope must be {@code resource/.default}. */
    static Resource ofAppOnly(Tenant tenant, String scope) throws Refused {
        if (scope == null || scope.isBlank()) {
            throw new Refused(EntraError.SCOPE_MISSING);
        }
        List<String> scopes = Stream.of(scope.strip().split("\\s+"))
                .filter(each -> !List.of("openid", "profile", "offline_access").contains(each))
                .toList();
        // Several .default scopes: 70011, as recorded in github.com/Azure/azure-sdk-for-net/issues/9076.
        if (scopes.size() != 1) {
            throw new Refused(EntraError.SCOPE_INVALID);
        }
        String single = scopes.getFirst();
        if (!single.endsWith(DEFAULT)) {
            throw new Refused(
                    single.contains("://") || single.matches("[0-9a-fA-F-]{36}(/.*)?")
                            ? EntraError.SCOPE_NOT_DEFAULT
                            : EntraError.SCOPE_INVALID);
        }
        String identifier = single.substring(0, single.length() - DEFAULT.length());
        return find(tenant, identifier)
                .orElseThrow(() -> new Refused(EntraError.RESOURCE_UNKNOWN).with("resource", identifier));
    }

    /** What error texts call the resource of some scopes, whether or not there is such a resource. */
    static String named(String scopes) {
        return Stream.of(scopes.split("\\s+"))
                .filter(each -> each.contains("/"))
                .map(each -> each.substring(0, each.lastIndexOf('/')))
                .findFirst()
                .orElse(Api.GRAPH.appId());
    }

    /** The resource of an identifier: an application id or an address of this tenant. */
    static Optional<Resource> find(Tenant tenant, String identifier) {
        String plain = identifier.toLowerCase(Locale.ROOT).replaceAll("/+$", "");
        for (Api api : Api.values()) {
            if (plain.equals(api.appId())) {
                return Optional.of(new Resource(api, identifier));
            }
        }
        if (!plain.startsWith("https://")) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = URI.create(plain);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (uri.getHost() == null || !uri.getPath().isEmpty()) {
            return Optional.empty();
        }
        if (uri.getHost().equals(tenant.cloud().graphHost())) {
            return Optional.of(new Resource(Api.GRAPH, identifier));
        }
        return tenant.ownsSharePointHost(uri.getHost())
                ? Optional.of(new Resource(Api.SHAREPOINT, identifier))
                : Optional.empty();
    }
}
