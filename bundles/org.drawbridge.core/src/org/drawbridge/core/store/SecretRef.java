package org.drawbridge.core.store;

import java.nio.file.Path;

/** Where a connections file says that a secret comes from. A literal is never allowed. */
public sealed interface SecretRef {

    /** An environment variable, read when the secret is needed. */
    record FromEnvironment(String variable) implements SecretRef {}

    /** A file's whole content but for one line feed at its end, read when the secret is needed. */
    record FromFile(Path file) implements SecretRef {}
}
