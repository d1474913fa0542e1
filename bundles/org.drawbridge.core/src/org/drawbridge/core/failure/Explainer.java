package org.drawbridge.core.failure;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Connection;

/**
 * Explains errors that were only seen elsewhere, such as on a page in a browser: what a person pastes. A service; each
 * bundle explains the errors of its own target. Makes no call. Thread-safe.
 */
public interface Explainer {

    /**
     * Finds the error in a text and explains it.
     *
     * @param text whatever was copied: a code, a page, its source, an address, a log line
     * @param connection whose values the remedy is to name; without it they are taken from the text or left to be filled
     *     in
     * @return empty if the text holds nothing that this explainer knows
     */
    Optional<Problem> explain(String text, Optional<Connection> connection);

    /** The causes whose error shows in the browser alone, so that the program only sees a time limit pass. */
    List<String> staysInBrowser();
}
