package org.drawbridge.core.failure;

import java.util.Objects;

/**
 * An expected failure, explained. Users see its {@link #problem()}, never a stack trace. Made by a
 * {@link FailureCatalogue}.
 */
public sealed class AuthFailure extends Exception permits Cancelled {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public AuthFailure(Problem problem) {
        this(problem, null);
    }

    public AuthFailure(Problem problem, Throwable cause) {
        super(problem.message(), cause);
        this.problem = Objects.requireNonNull(problem);
    }

    public Problem problem() {
        return problem;
    }
}
