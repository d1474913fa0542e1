package org.drawbridge.platform.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.RuntimeOptions;

/** A password that the user gave, stretched into a key. */
public record MasterPassword(Secret password, String place) implements Vault.KeySource {

    private static final Texts TEXTS = Texts.of(MasterPassword.class);
    /** What OWASP's password storage cheat sheet asks of PBKDF2 with SHA-256. */
    private static final int ROUNDS = 600_000;

    private static final int LEAST = 8;

    /** A password that the user has typed. */
    public static MasterPassword typed(Secret password) {
        return new MasterPassword(password, TEXTS.get("place.typed"));
    }

    /** Refuses what is guessed too easily. */
    MasterPassword strongEnough() throws AuthFailure {
        if (password.reveal().length() < LEAST) {
            throw PlatformFailures.problem("secrets.weak-master-password")
                    .with("least", LEAST)
                    .failure();
        }
        return this;
    }

    /** The password that the start of the program gave, if it gave one. */
    static Optional<MasterPassword> of(RuntimeOptions options) throws AuthFailure {
        if (options.masterPasswordFile().isPresent()) {
            Path file = options.masterPasswordFile().get();
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                String line = reader.readLine();
                if (line == null || line.isEmpty()) {
                    throw unreadable(file, TEXTS.get("reason.first-line"));
                }
                return Optional.of(new MasterPassword(Secret.of(line), file.toString()));
            } catch (IOException e) {
                throw unreadable(file, Reasons.of(e));
            }
        }
        String value = System.getenv(RuntimeOptions.MASTER_PASSWORD_VARIABLE);
        return value == null || value.isEmpty()
                ? Optional.empty()
                : Optional.of(new MasterPassword(
                        Secret.of(value), TEXTS.get("place.environment", RuntimeOptions.MASTER_PASSWORD_VARIABLE)));
    }

    private static AuthFailure unreadable(Path file, String reason) {
        return PlatformFailures.problem("secrets.no-master-password")
                .with("place", file)
                .with("reason", reason)
                .failure();
    }

    @Override
    public SecretKey key(byte[] salt, boolean fresh) {
        char[] characters = password.revealChars();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, ROUNDS, 256);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new SecretKeySpec(key, "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 is part of every Java", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }

    @Override
    public AuthFailure wrong(Path file) {
        return PlatformFailures.problem("secrets.wrong-master-password")
                .with("place", place)
                .with("file", file)
                .failure();
    }
}
