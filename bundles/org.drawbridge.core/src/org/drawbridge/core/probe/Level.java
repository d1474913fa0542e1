package org.drawbridge.core.probe;

/**
 * What the account may do.
 *
 * @param word the contract's word: {@code admin, space-admin, user, anonymous} for Confluence, {@code full-control,
 *     manage, insufficient} for SharePoint
 * @param label what people read
 * @param meaning one sentence: what a migration can do with it, and what not
 * @param full whether nothing is missing; anything less makes the test's outcome {@code limited}
 */
public record Level(String word, String label, String meaning, boolean full) {}
