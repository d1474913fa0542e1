package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of its own for one run; its key never leaves memory. Thread-safe. */
public final class Certificates {

    /** A private key and its certificate, followed by those of its issuers. */
    public record Identity(PrivateKey key, List<X509Certificate> chain) {
        public Identity {
            chain = List.copyOf(chain);
        }

        public X509Certificate certificate() {
            return chain.getFirst();
        }

        @Override
        public String toString() {
            return certificate().getSubjectX500Principal().getName();
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SKEW = Duration.ofHours(1);

    private final Identity authority;
    private final KeyPair serverKey;

    /** A new authority of that name, valid for a year. */
    public Certificates(String name) {
        KeyPair pair = ellipticKey();
        Instant now = Instant.now();
        X500Name subject = subject(name);
        authority = new Identity(
                pair.getPrivate(),
                List.of(issue(
                        subject,
                        pair.getPrivate(),
                        subject,
                        pair.getPublic(),
                        now.minus(SKEW),
                        now.plus(Duration.ofDays(365)),
                        builder -> {
                            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
                            builder.addExtension(
                                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
                        })));
        serverKey = ellipticKey();
    }

    /** The authority's own certificate. */
    public X509Certificate authority() {
        return authority.certificate();
    }

    /** A server certificate for one host name (or IPv4 address). */
    public Identity server(String host, Instant from, Instant until) {
        int kind = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
        X509Certificate certificate = issue(
                X500Name.getInstance(authority().getSubjectX500Principal().getEncoded()),
                authority.key(),
                subject(host),
                serverKey.getPublic(),
                from,
                until,
                builder -> {
                    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    builder.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
                    builder.addExtension(
                            Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
                });
        return new Identity(serverKey.getPrivate(), List.of(certificate, authority()));
    }

    /** A server certificate that is valid today. */
    public Identity server(String host) {
        Instant now = Instant.now();
        return server(host, now.minus(SKEW), now.plus(Duration.ofDays(90)));
    }

    /** A self-signed certificate for an RSA key, as administrators make and renew them for app registrations. */
    public static Identity application(KeyPair pair, String name, Instant from, Instant until) {
        return new Identity(
                pair.getPrivate(),
                List.of(issue(
                        subject(name),
                        pair.getPrivate(),
                        subject(name),
                        pair.getPublic(),
                        from,
                        until,
                        builder -> builder.addExtension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)))));
    }

    /** A client certificate for an RSA key, issued by this authority: a chain of two. */
    public Identity issuedApplication(KeyPair pair, String name, Instant from, Instant until) {
        X509Certificate certificate = issue(
                X500Name.getInstance(authority().getSubjectX500Principal().getEncoded()),
                authority.key(),
                subject(name),
                pair.getPublic(),
                from,
                until,
                builder -> {
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    builder.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
                });
        return new Identity(pair.getPrivate(), List.of(certificate, authority()));
    }

    /** Writes a PKCS#12 file; the password may be empty. */
    public static void writePfx(Identity identity, String password, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(OwnerOnly.file(file))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "app",
                    identity.key(),
                    password.toCharArray(),
                    identity.chain().toArray(new Certificate[0]));
            store.store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the private key (PKCS#8; encrypted unless the password is empty), then the chain, into one PEM file. */
    public static void writePem(Identity identity, String password, Path file) throws IOException {
        OwnerOnly.write(file, keyPem(identity, password) + chainPem(identity));
    }

    /** Writes the chain alone into a PEM file. */
    public static void writeCertificatePem(Identity identity, Path file) throws IOException {
        Files.writeString(file, chainPem(identity), StandardCharsets.US_ASCII);
    }

    /** Writes the private key alone: PKCS#8, encrypted unless the password is empty. */
    public static void writeKeyPem(Identity identity, String password, Path file) throws IOException {
        OwnerOnly.write(file, keyPem(identity, password));
    }

    /** The authority's certificate as PEM. */
    public String authorityPem() throws IOException {
        return pem(authority());
    }

    private static String keyPem(Identity identity, String password) throws IOException {
        try {
            return pem(new JcaPKCS8Generator(
                    identity.key(),
                    password.isEmpty()
                            ? null
                            : new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                    .setProvider(new BouncyCastleProvider())
                                    .setPassword(password.toCharArray())
                                    .build()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String chainPem(Identity identity) throws IOException {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : identity.chain()) {
            all.append(pem(certificate));
        }
        return all.toString();
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws CertIOException;
    }

    private static X509Certificate issue(
            X500Name issuer,
            PrivateKey issuerKey,
            X500Name subject,
            PublicKey key,
            Instant from,
            Instant until,
            Extensions extensions) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer, new BigInteger(127, RANDOM).setBit(126), Date.from(from), Date.from(until), subject, key);
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
            extensions.addTo(builder);
            String algorithm = issuerKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Drawbridge Sandbox")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static KeyPair ellipticKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new RSA key of 2048 bits. Takes up to a second: what most of the sandbox's start is spent on. */
    public static KeyPair rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
