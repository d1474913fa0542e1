package org.drawbridge.confluence.internal;

/** The editions; the words are those of the command line's contract. */
enum Edition {
    SERVER("server"),
    DATA_CENTER("data-center"),
    CLOUD("cloud");

    private final String word;

    Edition(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
