package org.drawbridge.core.failure;

/** Who can mend a failure; the word is part of the command line's contract. */
public enum Owner {
    YOU("you"),
    CONFLUENCE_ADMIN("confluence-admin"),
    ENTRA_ADMIN("entra-admin"),
    SHAREPOINT_ADMIN("sharepoint-admin"),
    NETWORK("network");

    private final String word;

    Owner(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Throws {@link IllegalArgumentException} for an unknown word. */
    public static Owner ofWord(String word) {
        for (Owner owner : values()) {
            if (owner.word.equals(word)) {
                return owner;
            }
        }
        throw new IllegalArgumentException("unknown owner: " + word);
    }
}
