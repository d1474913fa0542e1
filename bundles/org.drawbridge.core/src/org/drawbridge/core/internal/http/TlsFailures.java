package org.drawbridge.core.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;

/** Why TLS failed, in the user's terms, with the certificate that was shown as evidence. */
final class TlsFailures {

    private TlsFailures() {}

    /** @param shown the server's chain as far as it got that far, else null */
    static AuthFailure explain(IOException thrown, Exchange exchange, X509Certificate[] shown) {
        Address address = exchange.address();
        String text = String.valueOf(thrown.getMessage());
        if (text.contains("Unsupported or unrecognized SSL message") || text.contains("plaintext connection")) {
            return at("network.no-https", address).because(thrown).failure();
        }
        if (shown != null && shown.length > 0 && find(thrown, CertificateException.class) != null) {
            return certificate(thrown, address, shown);
        }
        String alert = text.toLowerCase(Locale.ROOT);
        if (exchange.certificateWanted() || alert.contains("certificate_required")) {
            return at("tls.client-certificate", address)
                    .evidence("detail", text)
                    .because(thrown)
                    .failure();
        }
        if (!(thrown instanceof SSLException)
                || find(thrown, EOFException.class) != null
                || find(thrown, SocketException.class) != null) {
            return at("tls.closed", address)
                    .evidence("detail", text)
                    .because(thrown)
                    .failure();
        }
        return at("tls.handshake", address)
                .evidence("detail", text)
                .because(thrown)
                .failure();
    }

    private static AuthFailure certificate(IOException thrown, Address address, X509Certificate[] shown) {
        CertPathValidatorException path = find(thrown, CertPathValidatorException.class);
        Object reason = path == null ? null : path.getReason();
        Date now = new Date();
        if (reason == BasicReason.EXPIRED || find(thrown, CertificateExpiredException.class) != null) {
            X509Certificate ended = first(shown, certificate -> now.after(certificate.getNotAfter()));
            return described("tls.expired", address, ended).because(thrown).failure();
        }
        if (reason == BasicReason.NOT_YET_VALID || find(thrown, CertificateNotYetValidException.class) != null) {
            X509Certificate early = first(shown, certificate -> now.before(certificate.getNotBefore()));
            return described("tls.not-yet-valid", address, early)
                    .because(thrown)
                    .failure();
        }
        if (find(thrown, CertPathBuilderException.class) != null) {
            return described("tls.untrusted", address, shown[0])
                    .evidence("authority", name(shown[shown.length - 1].getIssuerX500Principal()))
                    .because(thrown)
                    .failure();
        }
        if (path == null && !namedIn(address.host(), shown[0])) {
            return described("tls.host-mismatch", address, shown[0])
                    .evidence("names", String.join(", ", names(shown[0])))
                    .because(thrown)
                    .failure();
        }
        return described("tls.rejected", address, shown[0])
                .evidence("detail", root(thrown).getMessage())
                .because(thrown)
                .failure();
    }

    private static FailureCatalogue.Builder described(String cause, Address address, X509Certificate certificate) {
        return at(cause, address)
                .evidence("subject", name(certificate.getSubjectX500Principal()))
                .evidence("issuer", name(certificate.getIssuerX500Principal()))
                .evidence("validFrom", certificate.getNotBefore().toInstant())
                .evidence("validUntil", certificate.getNotAfter().toInstant())
                .evidence("sha256", fingerprint(certificate));
    }

    private static FailureCatalogue.Builder at(String cause, Address address) {
        return CoreFailures.problem(cause).evidence("host", address.host()).evidence("port", address.port());
    }

    private static X509Certificate first(X509Certificate[] chain, java.util.function.Predicate<X509Certificate> what) {
        for (X509Certificate certificate : chain) {
            if (what.test(certificate)) {
                return certificate;
            }
        }
        return chain[0];
    }

    private static boolean namedIn(String host, X509Certificate certificate) {
        try {
            new DefaultHostnameVerifier().verify(host, certificate);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    /** The host names and addresses that a certificate is for. */
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                for (List<?> name : certificate.getSubjectAlternativeNames()) {
                    if ((Integer) name.get(0) == 2 || (Integer) name.get(0) == 7) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Then its common name has to do.
        }
        if (names.isEmpty()) {
            names.add(name(certificate.getSubjectX500Principal()));
        }
        return names;
    }

    /** The part of a distinguished name that people know it by. */
    private static String name(X500Principal principal) {
        try {
            LdapName parsed = new LdapName(principal.getName());
            return part(parsed, "CN")
                    .or(() -> part(parsed, "O"))
                    .or(() -> part(parsed, "OU"))
                    .orElseGet(principal::getName);
        } catch (InvalidNameException e) {
            return principal.getName();
        }
    }

    private static Optional<String> part(LdapName name, String type) {
        for (Rdn rdn : name.getRdns()) {
            if (rdn.getType().equalsIgnoreCase(type)) {
                return Optional.of(String.valueOf(rdn.getValue()));
            }
        }
        return Optional.empty();
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static <T extends Throwable> T find(Throwable thrown, Class<T> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
