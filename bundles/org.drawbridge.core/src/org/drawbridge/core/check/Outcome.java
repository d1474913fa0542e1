package org.drawbridge.core.check;

/** Whether a capability works; the words are part of the command line's contract. Ordered from good to bad. */
public enum Outcome {
    WORKS("works"),
    LIMITED("limited"),
    NOT_CHECKED("not-checked"),
    BLOCKED("blocked");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The worse of two. */
    public Outcome and(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
