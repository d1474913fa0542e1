package org.drawbridge.sharepoint.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.UserTokens;

/** {@code sharepoint.interactive}: a user signs in with a browser, by whatever Entra asks for. */
public final class InteractiveMethod extends UserMethod {

    private static final int LARGEST_PORT = 65535;

    @Override
    List<Field> ownFields() {
        return List.of(
                MicrosoftFields.text(UserTokens.ACCOUNT, Field.Kind.TEXT),
                MicrosoftFields.choice("prompt", "auto", "none", "select_account", "login", "consent"),
                MicrosoftFields.choice("browser", "regular", "fresh", "embedded"),
                MicrosoftFields.text("redirectPort", Field.Kind.NUMBER)
                        .checkedBy(value -> port(value.strip())
                                ? Optional.empty()
                                : Optional.of(TEXTS.get("field.redirectPort.wrong"))),
                MicrosoftFields.text("timeoutMinutes", Field.Kind.NUMBER).withDefault("10"));
    }

    private static boolean port(String value) {
        return Integer.parseInt(value) <= LARGEST_PORT;
    }

    @Override
    UserTokens tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
        return UserTokens.byBrowser(signIn, tenant, clientId, values);
    }
}
