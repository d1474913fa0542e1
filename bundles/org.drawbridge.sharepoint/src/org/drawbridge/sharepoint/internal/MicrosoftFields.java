package org.drawbridge.sharepoint.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Field;
import org.drawbridge.sharepoint.internal.entra.CloudEnvironment;
import org.drawbridge.sharepoint.internal.entra.TenantDiscovery;

/** The settings that all sign-ins to SharePoint Online have, and how they are made. */
final class MicrosoftFields {

    private static final Texts TEXTS = Texts.of(MicrosoftFields.class);

    private MicrosoftFields() {}

    /** The app first, then a method's own, then tenant and cloud, which are seldom needed. */
    static List<Field> around(List<Field> own) {
        List<Field> fields = new ArrayList<>();
        fields.add(text(SharePointTarget.CLIENT_ID, Field.Kind.TEXT)
                .asRequired()
                .checkedBy(value -> TenantDiscovery.guid(value.strip())
                        ? Optional.empty()
                        : Optional.of(TEXTS.get("field.clientId.wrong"))));
        fields.addAll(own);
        fields.add(text(SharePointTarget.TENANT, Field.Kind.TEXT)
                .checkedBy(value -> TenantDiscovery.plausible(value.strip())
                        ? Optional.empty()
                        : Optional.of(TEXTS.get("field.tenant.wrong"))));
        List<Field.Choice> clouds = new ArrayList<>();
        clouds.add(cloud(CloudEnvironment.AUTO));
        CloudEnvironment.known().forEach(cloud -> clouds.add(cloud(cloud.id())));
        clouds.add(cloud(CloudEnvironment.CUSTOM));
        fields.add(Field.choice(
                SharePointTarget.CLOUD,
                TEXTS.get("field.cloud"),
                TEXTS.get("field.cloud.help"),
                CloudEnvironment.AUTO,
                clouds.toArray(Field.Choice[]::new)));
        for (String key : List.of(SharePointTarget.AUTHORITY, SharePointTarget.GRAPH_HOST)) {
            fields.add(text(key, Field.Kind.TEXT)
                    .checkedBy(value -> SharePointTarget.origin(value).isPresent()
                            ? Optional.empty()
                            : Optional.of(TEXTS.get("field.origin.wrong"))));
        }
        return fields;
    }

    private static Field.Choice cloud(String id) {
        return new Field.Choice(id, TEXTS.get("cloud." + id));
    }

    static Field text(String key, Field.Kind kind) {
        return Field.of(key, kind, TEXTS.get("field." + key), TEXTS.get("field." + key + ".help"));
    }

    /** A choice whose labels are the texts {@code field.KEY.VALUE}; the first is the default. */
    static Field choice(String key, String... values) {
        return Field.choice(
                key,
                TEXTS.get("field." + key),
                TEXTS.get("field." + key + ".help"),
                values[0],
                Stream.of(values)
                        .map(value -> new Field.Choice(value, TEXTS.get("field." + key + "." + value)))
                        .toArray(Field.Choice[]::new));
    }
}
