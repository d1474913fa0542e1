package org.drawbridge.core;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/** Two methods with fields of every kind, and one whose plug-in is broken. */
public final class TestMethods implements AuthMethods {

    /** What {@link AuthMethod#open} does; null for a session that works. */
    public interface Opening {
        Session open(SignIn signIn) throws AuthFailure;
    }

    private final Opening opening;

    public TestMethods() {
        this(null);
    }

    public TestMethods(Opening opening) {
        this.opening = opening;
    }

    @Override
    public List<MethodInfo> all() {
        return List.of(
                new MethodInfo("confluence.token", "Token", Target.Kind.CONFLUENCE, 10, true, "test"),
                new MethodInfo("confluence.broken", "Broken", Target.Kind.CONFLUENCE, 20, false, "test"),
                new MethodInfo("sharepoint.certificate", "Certificate", Target.Kind.SHAREPOINT, 10, true, "test"));
    }

    @Override
    public AuthMethod load(String id) throws AuthFailure {
        return switch (id) {
            case "confluence.token" ->
                method(List.of(
                        Field.of("email", Field.Kind.TEXT, "E-mail", "")
                                .checkedBy(value -> value.contains("@")
                                        ? Optional.empty()
                                        : Optional.of("E-mail must contain an @.")),
                        Field.of("fast", Field.Kind.FLAG, "Fast", ""),
                        Field.of("limit", Field.Kind.NUMBER, "Limit", ""),
                        Field.of("token", Field.Kind.SECRET, "Token", "").asRequired()));
            case "sharepoint.certificate" ->
                method(List.of(
                        Field.of("clientId", Field.Kind.TEXT, "Client id", "").asRequired(),
                        Field.of("certificate", Field.Kind.FILE, "Certificate", "")
                                .asRequired(),
                        Field.choice(
                                "cloud",
                                "Cloud",
                                "",
                                "auto",
                                new Field.Choice("auto", "A"),
                                new Field.Choice("china", "C")),
                        Field.of("certificatePassword", Field.Kind.SECRET, "Password", "")));
            case "confluence.broken" ->
                throw CoreFailures.problem("method.broken")
                        .with("method", id)
                        .with("contributor", "org.acme.plugin")
                        .with("reason", "class not found")
                        .failure();
            default ->
                throw CoreFailures.problem("method.unknown").with("method", id).failure();
        };
    }

    private AuthMethod method(List<Field> fields) {
        return new AuthMethod() {
            @Override
            public List<Field> fields(Target target) {
                return fields;
            }

            @Override
            public Session open(SignIn signIn) throws AuthFailure {
                return opening == null ? new TestSession() : opening.open(signIn);
            }
        };
    }

    /** A session that answers nothing. */
    public static class TestSession implements Session {
        public boolean closed;

        @Override
        public Account account() {
            return Account.of("anna", "Anna Admin");
        }

        @Override
        public Response send(Request request, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
