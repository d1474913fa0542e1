package org.drawbridge.ui.internal.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.SecretRef;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.look.Ui;

/**
 * Where each secret of a connection is kept, in the user's words.
 *
 * @param all by field key
 */
public record SecretHints(Map<String, Hint> all) {

    /** Whether there is a secret, and where it is or would be kept. */
    public record Hint(boolean present, String text) {}

    /** Asks the secret store. Background threads only. */
    public static SecretHints lookUp(DrawbridgeRuntime runtime, ConnectionEntry entry, String method) {
        Map<String, Hint> hints = new LinkedHashMap<>();
        try {
            for (Field field :
                    runtime.methods().load(method).fields(entry.connection().target())) {
                if (field.secret()) {
                    hints.put(field.key(), hint(runtime.secrets(), entry, field.key()));
                }
            }
        } catch (AuthFailure e) {
            // The form says that the method is broken.
        }
        return new SecretHints(hints);
    }

    private static Hint hint(SecretStore store, ConnectionEntry entry, String key) {
        SecretRef reference = entry.secrets().get(key);
        if (reference != null) {
            return switch (reference) {
                case SecretRef.FromEnvironment from -> new Hint(true, Ui.text("secret.environment", from.variable()));
                case SecretRef.FromFile from -> new Hint(true, Ui.text("secret.file", from.file()));
            };
        }
        try {
            Optional<Secret> stored = store.of(entry.connection().id()).get(key);
            stored.ifPresent(Secret::close);
            String place = Ui.text("secret.place." + store.durability().name().toLowerCase(Locale.ROOT));
            return stored.isPresent()
                    ? new Hint(true, Ui.text("secret.stored", place))
                    : new Hint(false, Ui.text("secret.missing", place));
        } catch (AuthFailure e) {
            return new Hint(false, e.problem().message());
        }
    }
}
