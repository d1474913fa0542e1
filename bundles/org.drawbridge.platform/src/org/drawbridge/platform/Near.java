package org.drawbridge.platform;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant. */
public final class Near {

    private static final int MOST = 3;

    private Near() {}

    /** The likeliest words, best first, for a sentence; empty if none is near. */
    public static Optional<String> of(String typed, Collection<String> known) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        List<String> near = known.stream()
                .filter(word -> distance(wanted, word.toLowerCase(Locale.ROOT)) <= Math.max(1, typed.length() / 3)
                        || typed.length() >= 3 && word.toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparingInt(word -> distance(wanted, word.toLowerCase(Locale.ROOT))))
                .limit(MOST)
                .toList();
        return near.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", near));
    }

    /** Levenshtein's, with two swapped letters as one mistake. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
