package org.drawbridge.core.internal.http;

import java.io.IOException;
import org.drawbridge.core.failure.AuthFailure;

/** Carries a failure that is already explained through HttpClient, which knows I/O exceptions only. */
final class Explained extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient AuthFailure failure;

    Explained(AuthFailure failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    AuthFailure failure() {
        return failure;
    }
}
