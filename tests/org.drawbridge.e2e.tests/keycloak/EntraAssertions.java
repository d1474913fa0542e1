package org.drawbridge.e2e.keycloak;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.authenticators.client.ClientAssertionState;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.authentication.authenticators.client.JWTClientValidator;
import org.keycloak.representations.JsonWebToken;

/**
 * Keycloak's own check of certificate assertions, which by itself wants to be named by its own address: here it goes by
 * Entra's address as well. Takes the place of the built-in one.
 */
public final class EntraAssertions extends JWTClientAuthenticator {

    @Override
    public int order() {
        return 1;
    }

    @Override
    public void authenticateClient(ClientAuthenticationFlowContext context) {
        context.attempted();
        try {
            ClientAssertionState state = context.getState(ClientAssertionState.class, ClientAssertionState.supplier());
            JsonWebToken token = state.getToken();
            if (token != null && !Objects.equals(token.getIssuer(), token.getSubject())) {
                return;
            }
            if (token != null && state.getClient() == null) {
                state.setClient(context.getRealm().getClientByClientId(token.getSubject()));
            }
            JWTClientValidator validator = new JWTClientValidator(context, this::verifySignature, getId()) {
                @Override
                protected List<String> getExpectedAudiences() {
                    String entra =
                            "https://login.microsoftonline.com/" + realm.getName() + "/oauth2/v2.0/token";
                    return Stream.concat(super.getExpectedAudiences().stream(), Stream.of(entra))
                            .toList();
                }
            };
            if (validator.validate()) {
                context.success();
            }
        } catch (Exception e) {
            context.failure(AuthenticationFlowError.INVALID_CLIENT_CREDENTIALS);
        }
    }
}
