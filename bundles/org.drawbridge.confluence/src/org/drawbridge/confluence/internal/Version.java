package org.drawbridge.confluence.internal;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Confluence version such as {@code 9.2.21}; ordered by its numbers, shown as the product names it. */
record Version(String text) implements Comparable<Version> {

    /** The first version with personal access tokens (reference: confluence §3). */
    static final Version PERSONAL_TOKENS = new Version("7.9");
    /** The first version with a REST interface to space permissions (reference: confluence §4). */
    static final Version PERMISSIONS_API = new Version("9.1");
    /** Server licences ended before this one: from here on it is Data Center only. */
    static final Version DATA_CENTER_ONLY = new Version("8.6");
    /** The oldest version that this product is made for. */
    static final Version OLDEST_SUPPORTED = new Version("6.13");

    private static final Pattern FORM = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,6}){1,3})(?:[-+._ ][A-Za-z0-9._-]*)?");

    /** The version in a text, or empty if it isn't one. */
    static Optional<Version> of(String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches() ? Optional.of(new Version(text.strip())) : Optional.empty();
    }

    boolean before(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        return Arrays.compare(numbers(), other.numbers());
    }

    private int[] numbers() {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a version: " + text);
        }
        int[] parts = Arrays.stream(matcher.group(1).split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
        return Arrays.copyOf(parts, 4);
    }

    @Override
    public String toString() {
        return text;
    }
}
