package org.drawbridge.browser;

import java.util.List;

/**
 * What the panel over the page shows.
 *
 * @param title the product's name
 * @param text what to do, one or two sentences
 * @param signals what has been recognised, in order
 * @param labels the texts of buttons and hints, by the {@link #LABELS}
 */
public record PanelState(String title, String text, List<Signal> signals, java.util.Map<String, String> labels) {

    /**
     * The keys of the labels: the buttons, what each {@link State} is called for who can't see its sign, and the code of the
     * language of all texts.
     */
    public static final List<String> LABELS =
            List.of("check", "cancel", "hide", "show", "move", "OK", "PROBLEM", "WAITING", "lang");

    /** One thing that the product looks for. */
    public record Signal(State state, String text) {}

    /** Of a signal. */
    public enum State {
        WAITING,
        OK,
        PROBLEM
    }

    /** What the user can press. */
    public enum Button {
        CHECK,
        CANCEL
    }

    public PanelState {
        signals = List.copyOf(signals);
        labels = java.util.Map.copyOf(labels);
    }
}
