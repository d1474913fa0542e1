package org.drawbridge.sample.gateway;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * A company's own gateway lets callers through to Confluence that send a key in a header. The sample that {@code
 * docs/writing-a-sign-in-method.md} explains.
 */
public final class GatewayMethod implements AuthMethod {

    static final FailureCatalogue FAILURES = FailureCatalogue.of(GatewayMethod.class);

    private static final String WHO_AM_I = "/rest/api/user/current";

    /** As data: the form, the options of the command line, and the validation are made from these. */
    private static Field header() {
        return Field.of(
                        "gatewayHeader",
                        Field.Kind.TEXT,
                        "Header",
                        "The header that the gateway looks at, as its operators name it.")
                .withDefault("Authorization")
                .checkedBy(value -> value.strip().matches("[A-Za-z0-9-]+")
                        ? Optional.empty()
                        : Optional.of("A header’s name consists of letters, digits and hyphens."));
    }

    private static Field scheme() {
        return Field.of(
                "gatewayScheme", Field.Kind.TEXT, "Scheme", "The word before the key, such as Bearer. Empty for none.");
    }

    private static Field key() {
        return Field.of("gatewayKey", Field.Kind.SECRET, "Gateway key", "From the gateway’s self-service page.")
                .asRequired();
    }

    @Override
    public List<Field> fields(Target target) {
        return List.of(header(), scheme(), key());
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        URI base = base(signIn.connection().target().address());
        String header =
                signIn.connection().setting("gatewayHeader", "Authorization").strip();
        String scheme = signIn.connection().setting("gatewayScheme", "").strip();
        Secret key = signIn.require(key());
        signIn.progress().step("Signing in at the gateway");
        GatewaySession session = new GatewaySession(
                base, header, Secret.of(scheme.isEmpty() ? key.reveal() : scheme + " " + key.reveal()), signIn.http());
        try (Response answer = session.send(Request.get(WHO_AM_I).json().notFollowing(), signIn.progress())) {
            if (answer.status() == 401 || answer.status() == 403) {
                throw FAILURES.problem("gateway.key-refused")
                        .with("site", base)
                        .evidence("status", answer.status())
                        .evidence("header", header)
                        .failure();
            }
            JsonObject me = Answers.object(answer);
            String name = me.getString("username", me.getString("accountId", ""));
            if (name.isEmpty() || me.getString("type", "known").equals("anonymous")) {
                // The gateway let us through, but Confluence does not know who we are.
                throw FAILURES.problem("gateway.anonymous")
                        .with("site", base)
                        .evidence("status", answer.status())
                        .failure();
            }
            return session.of(Account.of(name, me.getString("displayName", name)));
        }
    }

    private static URI base(String address) {
        return URI.create(address.strip().replaceAll("/+$", ""));
    }
}
