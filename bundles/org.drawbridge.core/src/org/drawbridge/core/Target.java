package org.drawbridge.core;

import java.util.Locale;
import java.util.Optional;

/** What a connection points at. Sealed on purpose: plug-ins add sign-in methods, not kinds of target. */
public sealed interface Target permits ConfluenceSite, SharePointSite {

    /** The address as the user gave it; each connector normalises it itself. */
    String address();

    Kind kind();

    static Target of(Kind kind, String address) {
        return switch (kind) {
            case CONFLUENCE -> new ConfluenceSite(address);
            case SHAREPOINT -> new SharePointSite(address);
        };
    }

    /** The two kinds, with the word that files, extension points and the command line use for them. */
    enum Kind {
        CONFLUENCE,
        SHAREPOINT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> ofWord(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }
}
