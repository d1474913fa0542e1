package org.drawbridge.sandbox.internal.entra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scope parameter of a sign-in, taken apart.
 *
 * @param openId {@code openid, profile, email, offline_access}, as far as asked for
 * @param wanted what is asked for of each resource
 */
record Scopes(Set<String> openId, List<Wanted> wanted) {

    static final List<String> OPEN_ID = List.of("openid", "profile", "email", "offline_access");

    /**
     * What is asked for of one resource.
     *
     * @param prefix how the client writes the resource before each scope; empty if it leaves Graph out
     * @param everything {@code .default}: all that was consented to
     * @param names single scopes
     */
    record Wanted(Resource resource, String prefix, boolean everything, Set<String> names) {

        Api api() {
            return resource.api();
        }
    }

    /** Takes the parameter apart; what is not known is refused. */
    static Scopes parse(Tenant tenant, App app, String scope) throws Refused {
        Set<String> openId = new LinkedHashSet<>();
        Map<String, Set<String>> byPrefix = new LinkedHashMap<>();
        for (String each : scope.strip().split("\\s+")) {
            if (OPEN_ID.contains(each)) {
                openId.add(each);
            } else if (!each.isEmpty()) {
                int slash = each.lastIndexOf('/');
                byPrefix.computeIfAbsent(each.substring(0, slash + 1), any -> new LinkedHashSet<>())
                        .add(each.substring(slash + 1));
            }
        }
        List<Wanted> wanted = new ArrayList<>();
        for (Map.Entry<String, Set<String>> each : byPrefix.entrySet()) {
            wanted.add(wanted(tenant, app, each.getKey(), each.getValue()));
        }
        boolean everything = wanted.stream().anyMatch(Wanted::everything);
        boolean single = wanted.stream().anyMatch(each -> !each.names().isEmpty());
        if (everything && (single || wanted.size() > 1)) {
            throw new Refused(EntraError.SCOPE_INVALID);
        }
        return new Scopes(openId, List.copyOf(wanted));
    }

    private static Wanted wanted(Tenant tenant, App app, String prefix, Set<String> names) throws Refused {
        String identifier = prefix.isEmpty() ? Api.GRAPH.appId() : prefix.substring(0, prefix.length() - 1);
        Resource resource = Resource.find(tenant, identifier)
                .orElseThrow(() -> new Refused(EntraError.RESOURCE_UNKNOWN).with("resource", identifier));
        Set<String> single = new LinkedHashSet<>(names);
        boolean everything = single.remove(".default");
        for (String name : single) {
            if (!resource.api().scopes().containsKey(name)) {
                throw new Refused(EntraError.SCOPE_UNKNOWN)
                        .with("scope", name)
                        .with("resource", resource.api().appId());
            }
        }
        if (everything && app.requested(resource.api()).isEmpty()) {
            throw new Refused(EntraError.RESOURCE_NOT_REQUESTED).with("resource", resource.audience());
        }
        return new Wanted(resource, prefix, everything, single);
    }

    /** The one resource of a token; Graph if none is named. */
    Wanted single(EntraError ifSeveral) throws Refused {
        if (wanted.size() > 1) {
            throw new Refused(ifSeveral);
        }
        return wanted.isEmpty()
                ? new Wanted(new Resource(Api.GRAPH, Api.GRAPH.appId()), "", false, Set.of())
                : wanted.getFirst();
    }
}
