package org.drawbridge.confluence.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;

/** How often a capability worked, and the calls of the first spaces that say so. */
final class Tally {

    static final int MOST_EVIDENCE = 5;

    private int works;
    private int blocked;
    private final TreeMap<Integer, Evidence> good = new TreeMap<>();
    private final TreeMap<Integer, Evidence> bad = new TreeMap<>();

    /** @param place of the space in the list: the first ones are shown, whatever came in first */
    void add(int place, Outcome outcome, Optional<Evidence> evidence) {
        boolean fine = outcome == Outcome.WORKS;
        works += fine ? 1 : 0;
        blocked += outcome == Outcome.BLOCKED ? 1 : 0;
        TreeMap<Integer, Evidence> list = fine ? good : bad;
        evidence.ifPresent(fact -> list.put(place, fact));
        if (list.size() > MOST_EVIDENCE) {
            list.pollLastEntry();
        }
    }

    int works() {
        return works;
    }

    int blocked() {
        return blocked;
    }

    int tried() {
        return works + blocked;
    }

    List<Evidence> bad() {
        return List.copyOf(bad.values());
    }

    /** What went wrong first. */
    List<Evidence> evidence() {
        List<Evidence> all = new ArrayList<>(bad.values());
        good.values().stream().limit(MOST_EVIDENCE - bad.size()).forEach(all::add);
        return all;
    }

    Outcome outcome() {
        return tried() == 0
                ? Outcome.NOT_CHECKED
                : blocked == 0 ? Outcome.WORKS : works == 0 ? Outcome.BLOCKED : Outcome.LIMITED;
    }
}
