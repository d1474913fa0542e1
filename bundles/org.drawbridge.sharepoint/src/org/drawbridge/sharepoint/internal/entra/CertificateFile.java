package org.drawbridge.sharepoint.internal.entra;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;

/**
 * An app's certificate with its private key, read from a PFX or PEM file.
 *
 * @param key RSA: Entra takes no other
 * @param chain the app's certificate first, then its issuers as far as the file has them
 * @param file the file's name as the user gave it
 */
public record CertificateFile(PrivateKey key, List<X509Certificate> chain, String file) {

    /** How long before its end a certificate is worth a warning. */
    public static final Duration SOON = Duration.ofDays(30);

    private static final long LARGEST = 1 << 20;

    public CertificateFile {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the certificate and its key.
     *
     * @param keyFile where the key is, if not in the same file; PEM
     * @throws AuthFailure {@code certificate.…}, naming the file; nothing has been sent anywhere
     */
    public static CertificateFile read(String file, Optional<String> keyFile, Optional<Secret> password)
            throws AuthFailure {
        Source source = new Source(file);
        byte[] content = source.content();
        Content found;
        if (PemFile.looksLike(content)) {
            // The key of a file of its own counts: an old key beside the certificate must not get in its way.
            PemFile pem = PemFile.read(source, keyFile.isPresent() ? withoutKeys(content) : content, password);
            found = new Content(pem.keys(), pem.certificates());
        } else {
            found = binary(source, content, keyFile.isPresent(), password);
        }
        Source keySource = source;
        List<PrivateKey> keys = found.keys();
        if (keyFile.isPresent()) {
            keySource = new Source(keyFile.get());
            byte[] keyContent = keySource.content();
            if (!PemFile.looksLike(keyContent)) {
                throw keySource.problem("certificate.key-not-pem").failure();
            }
            keys = PemFile.read(keySource, keyContent, password).keys();
        }
        if (keys.isEmpty()) {
            throw keySource.problem("certificate.no-private-key").failure();
        }
        if (keys.size() > 1) {
            throw keySource
                    .problem("certificate.several-keys")
                    .with("count", keys.size())
                    .failure();
        }
        if (found.certificates().isEmpty()) {
            throw source.problem("certificate.no-certificate").failure();
        }
        return new CertificateFile(keys.get(0), chain(source, keys.get(0), found.certificates()), file);
    }

    /** Fails if the certificate is not valid now: {@code certificate.expired} or {@code certificate.not-yet-valid}. */
    public void checkValidity(Clock clock) throws AuthFailure {
        Instant now = clock.instant();
        String cause = now.isAfter(notAfter())
                ? "certificate.expired"
                : now.isBefore(notBefore()) ? "certificate.not-yet-valid" : null;
        if (cause != null) {
            throw new Source(file)
                    .problem(cause)
                    .with("validFrom", day(notBefore(), clock))
                    .with("validUntil", day(notAfter(), clock))
                    .with("now", day(now, clock))
                    .evidence("notBefore", notBefore().toString())
                    .evidence("notAfter", notAfter().toString())
                    .evidence("subject", subject())
                    .evidence("thumbprint", thumbprint())
                    .failure();
        }
    }

    /** A day in the user's way of writing it. */
    public static String day(Instant instant, Clock clock) {
        ZoneId zone = clock.getZone();
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).format(instant.atZone(zone));
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    public String subject() {
        return certificate().getSubjectX500Principal().getName();
    }

    /** SHA-1 in upper-case hexadecimal, as the Entra portal lists certificates. */
    public String thumbprint() {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(certificate().getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names the certificate, not the key. */
    @Override
    public String toString() {
        return file + " (" + subject() + ")";
    }

    private record Content(List<PrivateKey> keys, List<X509Certificate> certificates) {}

    private static byte[] withoutKeys(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1)
                .replaceAll("(?s)-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?-----END \\1-----", "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Content binary(Source source, byte[] content, boolean keyApart, Optional<Secret> password)
            throws AuthFailure {
        if (content.length == 0 || content[0] != 0x30) {
            throw source.problem("certificate.garbage").failure();
        }
        try {
            X509Certificate bare = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
            if (!keyApart) {
                throw source.problem("certificate.no-private-key").failure();
            }
            return new Content(List.of(), List.of(bare));
        } catch (CertificateException e) {
            // Not a bare certificate: a PFX then.
        }
        return pfx(source, content, password);
    }

    private static Content pfx(Source source, byte[] content, Optional<Secret> password) throws AuthFailure {
        char[] characters = password.filter(given -> !given.isEmpty())
                .map(Secret::revealChars)
                .orElse(null);
        try {
            // Without a password some tools write an empty one, others none at all.
            List<char[]> tries = characters != null ? List.of(characters) : Arrays.asList(new char[0], (char[]) null);
            AuthFailure first = null;
            for (char[] attempt : tries) {
                try {
                    return pfx(source, content, attempt);
                } catch (AuthFailure e) {
                    first = first == null ? e : first;
                }
            }
            throw first;
        } finally {
            if (characters != null) {
                Arrays.fill(characters, '\0');
            }
        }
    }

    private static Content pfx(Source source, byte[] content, char[] password) throws AuthFailure {
        boolean given = password != null && password.length > 0;
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    Key key = store.getKey(alias, password == null ? new char[0] : password);
                    if (key instanceof PrivateKey one) {
                        if (!(one instanceof RSAKey)) {
                            throw source.problem("certificate.not-rsa")
                                    .with("algorithm", one.getAlgorithm())
                                    .failure();
                        }
                        keys.add(one);
                    }
                    Certificate[] chain = store.getCertificateChain(alias);
                    for (Certificate one : chain == null ? new Certificate[0] : chain) {
                        certificates.add((X509Certificate) one);
                    }
                } else if (store.getCertificate(alias) instanceof X509Certificate one) {
                    certificates.add(one);
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw passwordProblem(source, given, e);
        } catch (IOException e) {
            // The key store says "wrong password" by the kind of the cause.
            throw e.getCause() instanceof GeneralSecurityException
                    ? passwordProblem(source, given, e)
                    : source.problem("certificate.garbage").because(e).failure();
        } catch (NoSuchAlgorithmException e) {
            throw source.problem("certificate.encryption-unsupported")
                    .because(e)
                    .failure();
        } catch (CertificateException | KeyStoreException e) {
            throw source.problem("certificate.garbage").because(e).failure();
        }
        return new Content(keys, certificates);
    }

    private static AuthFailure passwordProblem(Source source, boolean given, Exception e) {
        return source.problem(given ? "certificate.password-wrong" : "certificate.password-missing")
                .because(e)
                .failure();
    }

    /** The key's own certificate, then each one's issuer. */
    private static List<X509Certificate> chain(Source source, PrivateKey key, List<X509Certificate> certificates)
            throws AuthFailure {
        List<X509Certificate> left = new ArrayList<>(certificates);
        X509Certificate own = left.stream()
                .filter(one -> one.getPublicKey() instanceof RSAKey known
                        && key instanceof RSAKey secret
                        && known.getModulus().equals(secret.getModulus()))
                .findFirst()
                .orElseThrow(() -> source.problem("certificate.key-mismatch")
                        .evidence(
                                "certificates",
                                certificates.stream()
                                        .map(one ->
                                                one.getSubjectX500Principal().getName())
                                        .collect(Collectors.joining("; ")))
                        .failure());
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next = Optional.of(own);
        while (next.isPresent()) {
            X509Certificate current = next.get();
            chain.add(current);
            left.remove(current);
            next = left.stream()
                    .filter(one -> one.getSubjectX500Principal().equals(current.getIssuerX500Principal()))
                    .findFirst();
        }
        return chain;
    }

    /** A file that failures name. */
    record Source(String name) {

        FailureCatalogue.Builder problem(String cause) {
            return EntraFailures.problem(cause).with("file", name).evidence("file", name);
        }

        byte[] content() throws AuthFailure {
            try {
                Path path = Path.of(name);
                if (Files.isDirectory(path)) {
                    throw problem("certificate.folder").failure();
                }
                if (Files.size(path) > LARGEST) {
                    throw problem("certificate.garbage").failure();
                }
                return Files.readAllBytes(path);
            } catch (NoSuchFileException | InvalidPathException e) {
                throw problem("certificate.missing").because(e).failure();
            } catch (IOException e) {
                throw problem("certificate.unreadable")
                        .evidence("reason", e.getClass().getSimpleName())
                        .because(e)
                        .failure();
            }
        }
    }
}
