package org.drawbridge.sharepoint.internal.entra;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An encrypted PKCS#8 key (RFC 5958, RFC 8018). PBES2 is read here, because the JDK's reader knows AES only, and
 * {@code openssl req -newkey} of OpenSSL 3 still writes triple DES; the older schemes are the JDK's.
 */
final class EncryptedKey {

    private static final String PBES2 = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";

    private static final Map<String, String> HASHES = Map.of(
            "2a864886f70d0207", "PBKDF2WithHmacSHA1",
            "2a864886f70d0208", "PBKDF2WithHmacSHA224",
            "2a864886f70d0209", "PBKDF2WithHmacSHA256",
            "2a864886f70d020a", "PBKDF2WithHmacSHA384",
            "2a864886f70d020b", "PBKDF2WithHmacSHA512");

    private record Scheme(String key, String cipher, int bits) {}

    private static final Map<String, Scheme> CIPHERS = Map.of(
            "2a864886f70d0307", new Scheme("DESede", "DESede/CBC/PKCS5Padding", 192),
            "608648016503040102", new Scheme("AES", "AES/CBC/PKCS5Padding", 128),
            "608648016503040116", new Scheme("AES", "AES/CBC/PKCS5Padding", 192),
            "60864801650304012a", new Scheme("AES", "AES/CBC/PKCS5Padding", 256));

    private EncryptedKey() {}

    /**
     * Decrypts.
     *
     * @return the key as plain PKCS#8
     * @throws NoSuchAlgorithmException if it is encrypted in a way that is not known here
     * @throws InvalidKeySpecException if the password is wrong
     * @throws IOException if it is no encrypted key at all
     */
    static byte[] decrypt(byte[] der, char[] password)
            throws IOException, NoSuchAlgorithmException, InvalidKeySpecException {
        Der info = new Der(der).sequence();
        Der algorithm = info.sequence();
        if (!algorithm.oid().equals(PBES2)) {
            return byJdk(der, password);
        }
        Der parameters = algorithm.sequence();
        byte[] content = info.octets();
        Der derivation = parameters.sequence();
        if (!derivation.oid().equals(PBKDF2)) {
            throw new NoSuchAlgorithmException("key derivation");
        }
        Der pbkdf2 = derivation.sequence();
        byte[] salt = pbkdf2.octets();
        int iterations = pbkdf2.integer();
        if (pbkdf2.next(Der.INTEGER)) {
            pbkdf2.integer();
        }
        String hash = pbkdf2.next(Der.SEQUENCE) ? pbkdf2.sequence().oid() : "2a864886f70d0207";
        Der encryption = parameters.sequence();
        Scheme scheme = CIPHERS.get(encryption.oid());
        if (scheme == null || !HASHES.containsKey(hash)) {
            throw new NoSuchAlgorithmException("cipher");
        }
        byte[] iv = encryption.octets();
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, scheme.bits());
        try {
            byte[] key = SecretKeyFactory.getInstance(HASHES.get(hash))
                    .generateSecret(spec)
                    .getEncoded();
            Cipher cipher = Cipher.getInstance(scheme.cipher());
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, scheme.key()), new IvParameterSpec(iv));
            Arrays.fill(key, (byte) 0);
            byte[] plain = cipher.doFinal(content);
            // One wrong password in 256 leaves a padding that looks right; what it opens is no sequence then.
            new Der(plain).sequence().integer();
            return plain;
        } catch (NoSuchAlgorithmException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new InvalidKeySpecException(e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] byJdk(byte[] der, char[] password)
            throws IOException, NoSuchAlgorithmException, InvalidKeySpecException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            Cipher cipher = Cipher.getInstance(info.getAlgName());
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(spec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new NoSuchAlgorithmException(e);
        } finally {
            spec.clearPassword();
        }
    }

    /** Just as much of a DER reader as these structures need. */
    private static final class Der {
        static final int INTEGER = 0x02;
        static final int OCTETS = 0x04;
        static final int OID = 0x06;
        static final int SEQUENCE = 0x30;

        private final ByteBuffer bytes;

        Der(byte[] content) {
            bytes = ByteBuffer.wrap(content);
        }

        boolean next(int tag) {
            return bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xff) == tag;
        }

        private byte[] take(int tag) throws IOException {
            if (!next(tag) || bytes.remaining() < 2) {
                throw new IOException("not the expected structure");
            }
            bytes.get();
            int length = bytes.get() & 0xff;
            if (length > 0x80) {
                int size = length - 0x80;
                if (size > 3 || bytes.remaining() < size) {
                    throw new IOException("not the expected structure");
                }
                length = 0;
                for (int i = 0; i < size; i++) {
                    length = length << 8 | bytes.get() & 0xff;
                }
            }
            if (length > bytes.remaining()) {
                throw new IOException("cut off");
            }
            byte[] content = new byte[length];
            bytes.get(content);
            return content;
        }

        Der sequence() throws IOException {
            return new Der(take(SEQUENCE));
        }

        String oid() throws IOException {
            return HexFormat.of().formatHex(take(OID));
        }

        byte[] octets() throws IOException {
            return take(OCTETS);
        }

        int integer() throws IOException {
            byte[] value = take(INTEGER);
            if (value.length == 0 || value.length > 4 || value[0] < 0) {
                throw new IOException("not the expected number");
            }
            int number = 0;
            for (byte one : value) {
                number = number << 8 | one & 0xff;
            }
            return number;
        }
    }
}
