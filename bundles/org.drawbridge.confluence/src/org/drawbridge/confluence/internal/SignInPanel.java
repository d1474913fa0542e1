package org.drawbridge.confluence.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PanelState;
import org.drawbridge.browser.PanelState.Signal;
import org.drawbridge.browser.PanelState.State;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;

/** What the panel over the page says while a user signs in. Used by one thread. */
final class SignInPanel {

    static final Texts TEXTS = Texts.of(SignInPanel.class);

    private final ControlledBrowser browser;
    private final String host;
    private boolean reached;
    private Signal page;
    private Signal signedIn;
    private Signal outside;
    private Signal trouble;
    private PanelState shown;

    SignInPanel(ControlledBrowser browser, String host) {
        this.browser = browser;
        this.host = host;
        page = new Signal(State.WAITING, TEXTS.get("browser.signal.opening", host));
        signedIn = new Signal(State.WAITING, TEXTS.get("browser.signal.waiting"));
        outside = new Signal(State.WAITING, TEXTS.get("browser.signal.outside"));
    }

    void at(boolean site, String where) throws AuthFailure {
        if (where == null) {
            return;
        }
        // Anything but the site is on the way through a sign-in service: the site has answered.
        reached = true;
        page = site
                ? new Signal(State.OK, TEXTS.get("browser.signal.reached", host))
                : new Signal(State.WAITING, TEXTS.get("browser.signal.elsewhere", where));
        show();
    }

    /** Whether any page has been shown yet. */
    boolean everReached() {
        return reached;
    }

    void signedIn(String who) throws AuthFailure {
        page = new Signal(State.OK, TEXTS.get("browser.signal.reached", host));
        signedIn = new Signal(State.OK, TEXTS.get("browser.signal.signed-in", who));
        trouble = null;
        show();
    }

    void outside(boolean works) throws AuthFailure {
        outside = works
                ? new Signal(State.OK, TEXTS.get("browser.signal.outside-works"))
                : new Signal(State.PROBLEM, TEXTS.get("browser.signal.only-inside"));
        show();
    }

    void missing(List<String> names) throws AuthFailure {
        outside = new Signal(State.WAITING, TEXTS.get("browser.signal.missing", String.join(", ", names)));
        show();
    }

    /** The user asked to look now, and nobody is signed in. */
    void notYet() throws AuthFailure {
        signedIn = new Signal(State.PROBLEM, TEXTS.get("browser.signal.not-yet", host));
        show();
    }

    /** Something that the user has to mend; null for nothing. */
    void trouble(String key, Object... values) throws AuthFailure {
        trouble = key == null ? null : new Signal(State.PROBLEM, TEXTS.get(key, values));
        show();
    }

    void show() throws AuthFailure {
        List<Signal> signals = new ArrayList<>(List.of(page, signedIn, outside));
        if (trouble != null) {
            signals.add(trouble);
        }
        PanelState now = new PanelState(
                TEXTS.get("browser.panel.title"),
                TEXTS.get("browser.panel.text", host),
                signals,
                PanelState.LABELS.stream()
                        .collect(Collectors.toMap(label -> label, label -> TEXTS.get("browser.panel." + label))));
        if (!now.equals(shown)) {
            shown = now;
            browser.panel(now);
        }
    }
}
