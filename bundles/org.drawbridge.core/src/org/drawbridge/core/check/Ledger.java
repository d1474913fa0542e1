package org.drawbridge.core.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has found out so far. It outlives a crash and a lost sign-in: what is in it need not be asked again. Reading
 * is cheap, nothing is held in memory that grows with what the rows say. Thread-safe.
 */
public interface Ledger {

    /** A fact, as {@link #note} wrote it. */
    Optional<String> fact(String name);

    void note(String name, String value);

    /** Adds a row to a list. */
    void add(String list, String row);

    /** The rows of a list in the order in which they came; a view that reads them one by one. */
    List<String> list(String list);

    /** The result of a space that is known already. */
    Optional<SpaceResult> space(String key);

    /** In memory, for as long as the caller keeps it. */
    static Ledger inMemory() {
        Map<String, String> facts = new HashMap<>();
        Map<String, List<String>> lists = new HashMap<>();
        return new Ledger() {
            @Override
            public synchronized Optional<String> fact(String name) {
                return Optional.ofNullable(facts.get(name));
            }

            @Override
            public synchronized void note(String name, String value) {
                facts.put(name, value);
            }

            @Override
            public synchronized void add(String list, String row) {
                lists.computeIfAbsent(list, name -> new ArrayList<>()).add(row);
            }

            @Override
            public synchronized List<String> list(String list) {
                return List.copyOf(lists.getOrDefault(list, List.of()));
            }

            @Override
            public Optional<SpaceResult> space(String key) {
                return Optional.empty();
            }
        };
    }
}
