package org.drawbridge.core.http;

import java.io.IOException;
import org.drawbridge.core.failure.AuthFailure;

/**
 * Thrown by {@link Response#body()} when an answer ends before its end: {@link #failure()} explains it, and is {@link
 * org.drawbridge.core.failure.Cancelled} if the user cancelled.
 */
public final class BrokenTransfer extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient AuthFailure failure;

    public BrokenTransfer(AuthFailure failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    public AuthFailure failure() {
        return failure;
    }
}
