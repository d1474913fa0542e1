package org.drawbridge.sharepoint.internal.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFileTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path pfx;
    private static Path other;
    private static PrivateKey key;
    private static String certificate;

    @BeforeAll
    static void keys() throws Exception {
        pfx = TestKeys.pfx(shared.resolve("app.pfx"), "app");
        other = TestKeys.pfx(shared.resolve("other.pfx"), "other");
        key = TestKeys.key(pfx);
        certificate = TestKeys.pem(TestKeys.certificate(pfx));
    }

    private static CertificateFile read(Path file, String password) throws AuthFailure {
        return CertificateFile.read(file.toString(), Optional.empty(), secret(password));
    }

    private static CertificateFile read(Path file, Path keyFile, String password) throws AuthFailure {
        return CertificateFile.read(file.toString(), Optional.of(keyFile.toString()), secret(password));
    }

    private static Optional<Secret> secret(String password) {
        return Optional.ofNullable(password).map(Secret::of);
    }

    private Path write(String name, String... parts) throws Exception {
        return Files.writeString(folder.resolve(name), String.join("", parts));
    }

    private static String pkcs8() {
        return TestKeys.pem("PRIVATE KEY", key.getEncoded());
    }

    /** RSAPrivateKey is what stands in the octet string at the end of PKCS#8. */
    private static String pkcs1() {
        byte[] der = key.getEncoded();
        return TestKeys.pem("RSA PRIVATE KEY", Arrays.copyOfRange(der, 26, der.length));
    }

    private static String encrypted(String scheme, String password) throws Exception {
        SecretKey secret = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        AlgorithmParameters parameters = cipher.getParameters();
        if (scheme.contains("Hmac")) {
            // In files these schemes go by the name of their family.
            AlgorithmParameters named = AlgorithmParameters.getInstance("PBES2");
            named.init(parameters.getEncoded());
            parameters = named;
        }
        return TestKeys.pem(
                "ENCRYPTED PRIVATE KEY",
                new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded());
    }

    private static Problem refused(String cause, org.junit.jupiter.api.function.Executable read, Path... named) {
        Problem problem = assertThrows(AuthFailure.class, read).problem();
        assertEquals(cause, problem.cause());
        assertEquals(Problem.Kind.SETTINGS, problem.kind());
        assertFalse(problem.remedy().isEmpty());
        for (Path file : named) {
            assertTrue(problem.message().contains(file.toString()), problem.message());
        }
        return problem;
    }

    private static void assertOurs(CertificateFile read) throws Exception {
        assertEquals(key, read.key());
        assertEquals(TestKeys.certificate(pfx), read.certificate());
    }

    @Test
    void pfxWithPasswordIsRead() throws Exception {
        assertOurs(read(pfx, TestKeys.PASSWORD));
    }

    @Test
    void pfxWithWrongOrWithoutPasswordIsTold() {
        refused("certificate.password-wrong", () -> read(pfx, "wrong"), pfx);
        refused("certificate.password-missing", () -> read(pfx, null), pfx);
    }

    @Test
    void pfxWithEmptyPasswordIsReadWithoutOne() throws Exception {
        Path empty = folder.resolve("empty.pfx");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("app", key, new char[0], new Certificate[] {TestKeys.certificate(pfx)});
        try (var out = Files.newOutputStream(empty)) {
            store.store(out, new char[0]);
        }
        assertOurs(read(empty, null));
        assertOurs(read(empty, ""));
    }

    @Test
    void pemWithPkcs8KeyIsRead() throws Exception {
        assertOurs(read(write("a.pem", pkcs8(), certificate), null));
    }

    @Test
    void pemWithPkcs1KeyIsRead() throws Exception {
        assertOurs(read(write("a.pem", certificate, pkcs1()), null));
    }

    @Test
    void pemWithWindowsLineEndsAndTextAroundIsRead() throws Exception {
        String text = "\uFEFFBag Attributes\n    friendlyName: app\n" + pkcs8() + "subject=CN = app\n" + certificate;
        assertOurs(read(write("a.pem", text.replace("\n", "\r\n")), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithHmacSHA256AndAES_256", "PBEWithHmacSHA1AndAES_128", "PBEWithSHA1AndDESede"})
    void encryptedPkcs8KeyIsReadWithItsPassword(String scheme) throws Exception {
        Path file = write("a.pem", encrypted(scheme, "secret one"), certificate);
        assertOurs(read(file, "secret one"));
        refused("certificate.password-wrong", () -> read(file, "secret two"), file);
        refused("certificate.password-missing", () -> read(file, null), file);
    }

    /** {@code openssl req -newkey} of OpenSSL 3.0 writes keys like this, which the JDK can't read. */
    @Test
    void keyEncryptedWithTripleDesIsRead() throws Exception {
        byte[] salt = new byte[8];
        PBEKeySpec spec = new PBEKeySpec("secret one".toCharArray(), salt, 2048, 192);
        byte[] derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        Cipher cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(derived, "DESede"), new IvParameterSpec(new byte[8]));
        HexFormat hex = HexFormat.of();
        String hash = der("30", "06082a864886f70d02090500");
        String derivation =
                der("30", "06092a864886f70d01050c" + der("30", der("04", hex.formatHex(salt)) + "02020800" + hash));
        String encryption = der("30", "06082a864886f70d0307" + der("04", "0000000000000000"));
        String algorithm = der("30", "06092a864886f70d01050d" + der("30", derivation + encryption));
        String info = der("30", algorithm + der("04", hex.formatHex(cipher.doFinal(key.getEncoded()))));
        Path file = write("a.pem", TestKeys.pem("ENCRYPTED PRIVATE KEY", hex.parseHex(info)), certificate);
        assertOurs(read(file, "secret one"));
        refused("certificate.password-wrong", () -> read(file, "secret two"), file);
    }

    private static String der(String tag, String content) {
        int length = content.length() / 2;
        String head = length < 128 ? "%02x".formatted(length) : "82%04x".formatted(length);
        return tag + head + content;
    }

    @Test
    void keyInAFileOfItsOwnIsRead() throws Exception {
        Path keyFile = write("key.pem", pkcs8());
        assertOurs(read(write("cert.pem", certificate), keyFile, null));
        Path bare =
                Files.write(folder.resolve("app.cer"), TestKeys.certificate(pfx).getEncoded());
        assertOurs(read(bare, keyFile, null));
    }

    @Test
    void keyInAFileOfItsOwnWinsOverAnOldOneBesideTheCertificate() throws Exception {
        String old = TestKeys.pem("PRIVATE KEY", TestKeys.key(other).getEncoded());
        assertOurs(read(write("cert.pem", old, certificate), write("key.pem", pkcs8()), null));
    }

    @Test
    void chainStartsWithTheKeysOwnCertificateWhateverTheOrder() throws Exception {
        Path ca = TestKeys.pfx(folder.resolve("ca.pfx"), "ca", "-ext", "bc:c=ca:true");
        Path leaf = TestKeys.pfx(folder.resolve("leaf.pfx"), "leaf");
        Path request = folder.resolve("leaf.csr");
        Path issued = folder.resolve("leaf.crt");
        TestKeys.keytool(
                "-certreq",
                "-alias",
                "leaf",
                "-keystore",
                leaf.toString(),
                "-storepass",
                TestKeys.PASSWORD,
                "-file",
                request.toString());
        TestKeys.keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-keystore",
                ca.toString(),
                "-storepass",
                TestKeys.PASSWORD,
                "-infile",
                request.toString(),
                "-outfile",
                issued.toString());
        Path file = write(
                "chain.pem",
                TestKeys.pem(TestKeys.certificate(ca)),
                certificate,
                Files.readString(issued),
                TestKeys.pem("PRIVATE KEY", TestKeys.key(leaf).getEncoded()));
        CertificateFile read = read(file, null);
        assertEquals(2, read.chain().size());
        assertEquals("CN=leaf", read.subject());
        assertEquals("CN=ca", read.chain().get(1).getSubjectX500Principal().getName());
    }

    @Test
    void oldEncryptedPemIsRefusedWithTheCommandThatMendsIt() throws Exception {
        Path file = write(
                "old.pem",
                certificate,
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Problem problem = refused("certificate.legacy-pem", () -> read(file, "any"), file);
        assertTrue(problem.remedy().get(0).contains("openssl pkcs8 -topk8 -v2 aes-256-cbc -in " + file));
    }

    @Test
    void keyAndCertificateThatDoNotBelongTogetherAreTold() throws Exception {
        Path file = write("mixed.pem", TestKeys.pem(TestKeys.certificate(other)), pkcs8());
        refused("certificate.key-mismatch", () -> read(file, null), file);
    }

    @Test
    void missingPartsAreTold() throws Exception {
        Path only = write("cert.pem", certificate);
        refused("certificate.no-private-key", () -> read(only, null), only);
        Path keyOnly = write("key.pem", pkcs8());
        refused("certificate.no-certificate", () -> read(keyOnly, null), keyOnly);
        Path bare =
                Files.write(folder.resolve("app.cer"), TestKeys.certificate(pfx).getEncoded());
        refused("certificate.no-private-key", () -> read(bare, null), bare);
    }

    @Test
    void severalKeysAreRefused() throws Exception {
        Path pem = write(
                "two.pem",
                certificate,
                pkcs8(),
                TestKeys.pem("PRIVATE KEY", TestKeys.key(other).getEncoded()));
        refused("certificate.several-keys", () -> read(pem, null), pem);
        Path two = folder.resolve("two.pfx");
        TestKeys.pfx(two, "one");
        TestKeys.pfx(two, "two");
        refused("certificate.several-keys", () -> read(two, TestKeys.PASSWORD), two);
    }

    @Test
    void keysOtherThanRsaAreRefused() throws Exception {
        Path ec = TestKeys.pfx(folder.resolve("ec.pfx"), "ec", "-keyalg", "EC", "-groupname", "secp256r1");
        refused("certificate.not-rsa", () -> read(ec, TestKeys.PASSWORD), ec);
        Path pem = write(
                "ec.pem",
                TestKeys.pem(TestKeys.certificate(ec)),
                TestKeys.pem("PRIVATE KEY", TestKeys.key(ec).getEncoded()));
        refused("certificate.not-rsa", () -> read(pem, null), pem);
        Path sec1 = write("sec1.pem", TestKeys.pem("EC PRIVATE KEY", new byte[] {0x30, 0}));
        refused("certificate.not-rsa", () -> read(sec1, null), sec1);
    }

    @Test
    void filesThatAreNoCertificatesAreTold() throws Exception {
        Path missing = folder.resolve("missing.pfx");
        refused("certificate.missing", () -> read(missing, null), missing);
        refused("certificate.missing", () -> CertificateFile.read("a\0b", Optional.empty(), Optional.empty()));
        refused("certificate.folder", () -> read(folder, null), folder);
        for (String content : new String[] {
            "",
            "hello",
            "\u0030\u0082",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----\n",
            "-----BEGIN NOTHING-----\n"
        }) {
            Path garbage = write("garbage", content);
            refused("certificate.garbage", () -> read(garbage, TestKeys.PASSWORD), garbage);
        }
        Path broken =
                write("broken.pem", certificate, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        refused("certificate.garbage", () -> read(broken, null), broken);
        byte[] half = Arrays.copyOf(Files.readAllBytes(pfx), 700);
        Path truncated = Files.write(folder.resolve("half.pfx"), half);
        refused("certificate.garbage", () -> read(truncated, TestKeys.PASSWORD), truncated);
        Path large = Files.write(folder.resolve("large.pfx"), new byte[2 << 20]);
        refused("certificate.garbage", () -> read(large, null), large);
    }

    @Test
    void fileThatMayNotBeReadIsTold() throws Exception {
        // Not even root gets through it.
        Path closed = Files.createSymbolicLink(folder.resolve("closed.pem"), folder.resolve("closed.pem"));
        refused("certificate.unreadable", () -> read(closed, null), closed);
    }

    @Test
    void validityIsJudgedByTheGivenClockAndNamesTheDates() throws Exception {
        CertificateFile read = read(pfx, TestKeys.PASSWORD);
        read.checkValidity(Clock.systemUTC());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        Clock earlier = Clock.offset(Clock.systemUTC(), Duration.ofDays(-10));
        Problem expired = refused("certificate.expired", () -> read.checkValidity(later), pfx);
        assertTrue(expired.message().contains(CertificateFile.day(read.notAfter(), later)), expired.message());
        assertEquals(read.notAfter().toString(), expired.evidence().get("notAfter"));
        Problem early = refused("certificate.not-yet-valid", () -> read.checkValidity(earlier), pfx);
        assertTrue(early.message().contains(CertificateFile.day(read.notBefore(), earlier)), early.message());
    }

    @Test
    void thumbprintIsThatOfTheEntraPortal() throws Exception {
        assertTrue(read(pfx, TestKeys.PASSWORD).thumbprint().matches("[0-9A-F]{40}"));
        assertFalse(read(pfx, TestKeys.PASSWORD).toString().contains("PRIVATE"));
    }
}
