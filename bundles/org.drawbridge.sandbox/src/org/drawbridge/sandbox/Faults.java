package org.drawbridge.sandbox;

/**
 * Makes calls go wrong, host by host, while the sandbox runs. Thread-safe; holds for the calls that come in afterwards.
 * Several faults may be on at once: they work in the order in which they were added.
 */
public interface Faults {

    /** For every call to the host until it is cleared. */
    default void add(String host, Fault fault) {
        add(host, "/", Integer.MAX_VALUE, fault);
    }

    /**
     * For some calls only.
     *
     * @param pathStart what the path of the call begins with
     * @param times for how many calls; then the fault is gone
     */
    void add(String host, String pathStart, int times, Fault fault);

    /** Takes all faults of the host back. */
    void clear(String host);

    /** Takes all faults back. */
    void clear();
}
