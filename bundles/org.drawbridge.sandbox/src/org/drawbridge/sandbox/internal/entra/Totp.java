package org.drawbridge.sandbox.internal.entra;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The six digits of an authenticator app (RFC 6238: SHA-1, 30 seconds). */
public final class Totp {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int STEP = 30;

    private Totp() {}

    /** A secret of 160 bits in base 32. */
    public static String newSecret() {
        SecureRandom random = new SecureRandom();
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            secret.append(BASE32.charAt(random.nextInt(32)));
        }
        return secret.toString();
    }

    /** What the app shows at that time. */
    public static String code(String secret, Instant at) {
        return code(decode(secret), at.getEpochSecond() / STEP);
    }

    /** Takes the code of the step before and after too; unlike Entra a code twice, so that tests need not wait. */
    public static boolean matches(String secret, String given, Instant at) {
        byte[] key = decode(secret);
        long step = at.getEpochSecond() / STEP;
        String code = given.replace(" ", "");
        return code.equals(code(key, step)) || code.equals(code(key, step - 1)) || code.equals(code(key, step + 1));
    }

    private static String code(byte[] key, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int from = hash[hash.length - 1] & 0xF;
            int number = ByteBuffer.wrap(hash, from, 4).getInt() & 0x7FFFFFFF;
            return String.format(Locale.ROOT, "%06d", number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decode(String secret) {
        ByteBuffer bytes = ByteBuffer.allocate(secret.length() * 5 / 8);
        int buffer = 0;
        int bits = 0;
        for (char letter : secret.toCharArray()) {
            buffer = buffer << 5 | BASE32.indexOf(letter);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (buffer >> bits));
                buffer &= (1 << bits) - 1;
            }
        }
        return bytes.array();
    }
}
