package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;

/** The grant of apps that act as themselves: no refresh and no id token (reference: entra-sharepoint §B, token). */
final class ClientCredentials implements Grant {

    private final Tokens tokens;
    private final ClientProof proof;

    ClientCredentials(Tokens tokens, ClientProof proof) {
        this.tokens = tokens;
        this.proof = proof;
    }

    @Override
    public JsonObject redeem(Request request) throws Refused {
        App app = request.app();
        Tokens.Proof proven = proof.check(app, request.form(), request.loginHost());
        Resource resource = Resource.ofAppOnly(request.tenant(), request.form().get("scope"));
        Optional<EntraError> refusal = app.refusal(EntraError.Stage.CLIENT_CREDENTIALS);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get()).with("resource", resource.audience());
        }
        return Json.createObjectBuilder()
                .add("token_type", "Bearer")
                .add("expires_in", Tokens.LIFETIME.toSeconds())
                .add("ext_expires_in", Tokens.LIFETIME.toSeconds())
                .add("access_token", tokens.issueAppOnly(app, resource.audience(), app.roles(resource.api()), proven))
                .build();
    }
}
