package org.drawbridge.sharepoint.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.CloudEnvironment;

/**
 * The values that remedies and guides are filled with where nothing may be called: those of a connection or of a text,
 * and {@code <…>} for what neither names.
 */
final class UserValues {

    private static final Texts TEXTS = Texts.of(UserValues.class);

    private UserValues() {}

    /**
     * A connection's values.
     *
     * @param changed settings that come before the connection's own, {@code site} for its address among them
     * @return empty if there is no connection, or its settings can't be understood
     */
    static Optional<Map<String, String>> of(Optional<Connection> connection, Map<String, String> changed) {
        try {
            return connection.isEmpty() ? Optional.empty() : Optional.of(of(target(connection.get(), changed)));
        } catch (AuthFailure e) {
            return Optional.empty();
        }
    }

    static SharePointTarget target(Connection connection, Map<String, String> changed) throws AuthFailure {
        Map<String, String> settings = new LinkedHashMap<>(connection.settings());
        changed.forEach((key, value) -> {
            if (!key.equals("site")) {
                settings.put(key, value);
            }
        });
        String site = changed.getOrDefault("site", connection.target().address());
        return SharePointTarget.of(new Connection(
                connection.id(),
                connection.name(),
                Target.of(Target.Kind.SHAREPOINT, site),
                connection.method(),
                settings));
    }

    /** All values; the tenant's first domain is guessed from the site where the connection does not name it. */
    static Map<String, String> of(SharePointTarget target) {
        Map<String, String> values = new LinkedHashMap<>(target.values(null));
        values.computeIfAbsent(
                "tenant", key -> target.site().tenantName() + target.cloud().initialDomain());
        return complete(values, target.cloud());
    }

    /** Values from a text. */
    static Map<String, String> of(Map<String, String> found) {
        Map<String, String> values = new LinkedHashMap<>(found);
        CloudEnvironment cloud = Optional.ofNullable(found.get("site"))
                .map(site -> site.replaceFirst("^https://", "").replaceFirst("/.*", ""))
                .flatMap(CloudEnvironment::ofHost)
                .orElseGet(() -> CloudEnvironment.known().get(0));
        return complete(values, cloud);
    }

    private static Map<String, String> complete(Map<String, String> values, CloudEnvironment cloud) {
        for (String name : new String[] {"clientId", "tenant", "site", "account", "connection"}) {
            values.computeIfAbsent(name, key -> TEXTS.get("your." + key));
        }
        values.putIfAbsent("portal", cloud.portal());
        values.putIfAbsent("graph", cloud.graph());
        values.putIfAbsent("redirect", SharePointTarget.REDIRECT);
        values.putIfAbsent("loginHost", cloud.authority().replaceFirst("^https://", ""));
        values.putIfAbsent(
                "consentUrl", SharePointTarget.consentUrl(cloud, values.get("tenant"), values.get("clientId")));
        return values;
    }
}
