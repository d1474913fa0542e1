package org.drawbridge.sharepoint.internal;

import java.util.List;
import java.util.Map;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.UserTokens;

/**
 * {@code sharepoint.password}: user name and password. Kept for old set-ups; what it can't do is said before and after.
 */
public final class PasswordMethod extends UserMethod {

    static final String USER = "user";
    private static final String PASSWORD = "password";

    @Override
    List<Field> ownFields() {
        return List.of(MicrosoftFields.text(USER, Field.Kind.TEXT).asRequired(), password());
    }

    private static Field password() {
        return MicrosoftFields.text(PASSWORD, Field.Kind.SECRET).asRequired();
    }

    @Override
    UserTokens tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) throws AuthFailure {
        String user = signIn.connection().setting(USER, "").strip();
        return UserTokens.byPassword(signIn, tenant, clientId, values, user, signIn.require(password()));
    }

    @Override
    public boolean interactive() {
        return false;
    }

    @Override
    List<String> warnings() {
        return List.of(TEXTS.get("password.legacy"));
    }
}
