package org.drawbridge.core.probe;

import java.util.List;

/**
 * What the account may do.
 *
 * @param word the contract's word: {@code admin, space-admin, user, anonymous} for Confluence, {@code full-control,
 *     manage, insufficient} for SharePoint
 * @param label what people read
 * @param meaning one sentence: what a migration can do with it, and what not
 * @param full whether nothing is missing; anything less makes the test's outcome {@code limited}
 * @param sides where the level comes from, if more than one side has a say: the least of them counts
 */
public record Level(String word, String label, String meaning, boolean full, List<Side> sides) {

    /**
     * What one side allows.
     *
     * @param id stable: {@code app, graph, account}
     * @param label what people read
     * @param granted what that side was given, in its own words: scopes, roles, permission bits
     * @param needed what it would need for everything, in the same words
     * @param allows the level that it allows by itself: the contract's word
     * @param allowsLabel the same for people
     */
    public record Side(String id, String label, String granted, String needed, String allows, String allowsLabel) {}

    public Level {
        sides = List.copyOf(sides);
    }

    /** A level that only one side has a say in. */
    public Level(String word, String label, String meaning, boolean full) {
        this(word, label, meaning, full, List.of());
    }
}
