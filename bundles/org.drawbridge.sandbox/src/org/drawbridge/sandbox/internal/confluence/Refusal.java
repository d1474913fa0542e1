package org.drawbridge.sandbox.internal.confluence;

/** A REST resource refuses; the site puts it into the words of its edition. */
@SuppressWarnings("serial")
final class Refusal extends RuntimeException {

    private final int status;

    private Refusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Refusal notFound(String message) {
        return new Refusal(404, message);
    }

    static Refusal forbidden(String message) {
        return new Refusal(403, message);
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    static Refusal broken(String message) {
        return new Refusal(500, message);
    }
}
