package org.drawbridge.sharepoint.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.AppTokens;
import org.drawbridge.sharepoint.internal.entra.CertificateFile;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenSource;

/** {@code sharepoint.certificate}: an app signs in with a certificate, as SharePoint's REST API wants it. */
public final class CertificateMethod extends AppMethod {

    private static final String CERTIFICATE = "certificate";
    private static final String PRIVATE_KEY = "privateKey";
    private static final String PASSWORD = "certificatePassword";

    @Override
    List<Field> credentialFields() {
        return List.of(
                text(CERTIFICATE, Field.Kind.FILE).asRequired(), text(PRIVATE_KEY, Field.Kind.FILE), passwordField());
    }

    private static Field passwordField() {
        return text(PASSWORD, Field.Kind.SECRET);
    }

    @Override
    Credential credential(SignIn signIn) throws AuthFailure {
        CertificateFile certificate;
        try {
            certificate = read(signIn, signIn.secrets().get(PASSWORD));
        } catch (AuthFailure e) {
            if (!e.problem().cause().equals("certificate.password-missing")) {
                throw e;
            }
            certificate = read(signIn, Optional.of(ask(signIn, e)));
        }
        certificate.checkValidity(signIn.clock());
        return new OfCertificate(certificate);
    }

    /** Asks for the password; where nobody can answer, the file's own problem says more than that. */
    private static Secret ask(SignIn signIn, AuthFailure missing) throws AuthFailure {
        try {
            return signIn.require(passwordField());
        } catch (AuthFailure e) {
            throw e.problem().cause().equals("secret.missing") ? missing : e;
        }
    }

    private static CertificateFile read(SignIn signIn, Optional<Secret> password) throws AuthFailure {
        return CertificateFile.read(
                signIn.connection().setting(CERTIFICATE, ""),
                signIn.connection().setting(PRIVATE_KEY),
                password);
    }

    @Override
    public void check(SignIn signIn) throws AuthFailure {
        SharePointTarget.of(signIn.connection()).clientId();
        try {
            read(signIn, signIn.secrets().get(PASSWORD)).checkValidity(signIn.clock());
        } catch (AuthFailure e) {
            // The user may still be asked for it.
            if (!e.problem().cause().equals("certificate.password-missing")) {
                throw e;
            }
        }
    }

    private record OfCertificate(CertificateFile certificate) implements Credential {

        @Override
        public TokenSource tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
            values.put("certificate", certificate.file());
            values.put("thumbprint", certificate.thumbprint());
            return AppTokens.byCertificate(signIn.http(), tenant, clientId, certificate, values, signIn.clock());
        }

        @Override
        public List<String> warnings(SignIn signIn) {
            Duration left = Duration.between(signIn.clock().instant(), certificate.notAfter());
            return left.compareTo(CertificateFile.SOON) > 0
                    ? List.of()
                    : List.of(TEXTS.get(
                            "certificate.soon",
                            certificate.file(),
                            CertificateFile.day(certificate.notAfter(), signIn.clock()),
                            left.toDays()));
        }

        @Override
        public Optional<Instant> ends() {
            return Optional.of(certificate.notAfter());
        }
    }
}
