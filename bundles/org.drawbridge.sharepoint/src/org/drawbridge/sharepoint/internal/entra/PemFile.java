package org.drawbridge.sharepoint.internal.entra;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;

/**
 * What a PEM file holds: certificates and private keys, PKCS#8 (also encrypted) and PKCS#1. MSAL4J has no PEM reader.
 */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** rsaEncryption with NULL parameters, DER. */
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** Object identifiers of key algorithms other than RSA, DER: EC, Ed25519, Ed448, DSA. */
    private static final List<String> OTHER_KEYS =
            List.of("06072a8648ce3d0201", "06032b6570", "06032b6571", "06072a8648ce380401");

    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<PrivateKey> keys = new ArrayList<>();

    List<X509Certificate> certificates() {
        return certificates;
    }

    List<PrivateKey> keys() {
        return keys;
    }

    static boolean looksLike(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    static PemFile read(CertificateFile.Source file, byte[] content, Optional<Secret> password) throws AuthFailure {
        PemFile read = new PemFile();
        Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            String type = block.group(1);
            if (type.endsWith("PRIVATE KEY")) {
                read.keys.add(key(file, type, block.group(2), password));
            } else if (type.endsWith("CERTIFICATE")) {
                read.certificates.add(certificate(file, block.group(2)));
            }
        }
        if (read.keys.isEmpty() && read.certificates.isEmpty()) {
            throw file.problem("certificate.garbage").failure();
        }
        return read;
    }

    private static X509Certificate certificate(CertificateFile.Source file, String base64) throws AuthFailure {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decode(base64)));
        } catch (CertificateException | IllegalArgumentException e) {
            throw file.problem("certificate.garbage").because(e).failure();
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }

    private static PrivateKey key(CertificateFile.Source file, String type, String body, Optional<Secret> password)
            throws AuthFailure {
        if (body.contains("Proc-Type:")) {
            throw file.problem("certificate.legacy-pem").failure();
        }
        byte[] der;
        try {
            der = decode(body);
        } catch (IllegalArgumentException e) {
            throw file.problem("certificate.garbage").because(e).failure();
        }
        return switch (type) {
            case "PRIVATE KEY" -> pkcs8(file, der);
            case "RSA PRIVATE KEY" -> pkcs8(file, wrapped(der));
            case "ENCRYPTED PRIVATE KEY" -> pkcs8(file, decrypted(file, der, password));
            case "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                throw file.problem("certificate.not-rsa")
                        .with("algorithm", type.substring(0, type.indexOf(' ')))
                        .failure();
            default -> throw file.problem("certificate.garbage").failure();
        };
    }

    static PrivateKey pkcs8(CertificateFile.Source file, byte[] der) throws AuthFailure {
        String start = HexFormat.of().formatHex(der, 0, Math.min(der.length, 40));
        if (OTHER_KEYS.stream().anyMatch(start::contains)) {
            throw file.problem("certificate.not-rsa").with("algorithm", "EC").failure();
        }
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
            throw file.problem("certificate.garbage").because(e).failure();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS#1 is the inner part of PKCS#8: version 0, the algorithm, and the key as an octet string. */
    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {2, 1, 0});
        inner.writeBytes(RSA_ALGORITHM);
        inner.writeBytes(tagged(4, pkcs1));
        return tagged(0x30, inner.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 128) {
            out.write(length);
        } else if (length < 256) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] decrypted(CertificateFile.Source file, byte[] der, Optional<Secret> password)
            throws AuthFailure {
        Secret secret = password.filter(given -> !given.isEmpty())
                .orElseThrow(() -> file.problem("certificate.password-missing").failure());
        char[] characters = secret.revealChars();
        try {
            return EncryptedKey.decrypt(der, characters);
        } catch (NoSuchAlgorithmException e) {
            throw file.problem("certificate.encryption-unsupported").because(e).failure();
        } catch (InvalidKeySpecException e) {
            throw file.problem("certificate.password-wrong").because(e).failure();
        } catch (IOException e) {
            throw file.problem("certificate.garbage").because(e).failure();
        } finally {
            Arrays.fill(characters, '\0');
        }
    }
}
