package org.drawbridge.sharepoint.internal;

import java.util.List;
import java.util.Map;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.UserTokens;

/** {@code sharepoint.devicecode}: a user types a code in a browser, on this or any other device. */
public final class DeviceCodeMethod extends UserMethod {

    @Override
    List<Field> ownFields() {
        return List.of(MicrosoftFields.text(UserTokens.ACCOUNT, Field.Kind.TEXT));
    }

    @Override
    UserTokens tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
        return UserTokens.byDeviceCode(signIn, tenant, clientId, values);
    }
}
