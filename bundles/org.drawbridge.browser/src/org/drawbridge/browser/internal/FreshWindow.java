package org.drawbridge.browser.internal;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.HttpSettings;

/** A browser with a fresh profile for a single page: whichever of Chrome, Edge and Chromium is found. */
public final class FreshWindow implements FreshBrowser {

    @Override
    public Window open(URI address, HttpSettings network, Progress progress) throws AuthFailure {
        return shown(Browsers.start(settings(address, network), progress), address);
    }

    /** For opening a single page in whatever browser there is. */
    public static BrowserSettings settings(URI address, HttpSettings network) {
        return new BrowserSettings(
                BrowserSettings.Kind.AUTOMATIC,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                network.proxy(),
                network.authorities(),
                network.connectTo(),
                List.of(address),
                Browsers.profileFolder());
    }

    /** Opens the page in a browser that has been started; closes the browser if that fails. */
    public static Window shown(ControlledBrowser browser, URI address) throws AuthFailure {
        boolean opened = false;
        try {
            browser.open(address);
            opened = true;
        } finally {
            if (!opened) {
                browser.close();
            }
        }
        return new Window() {
            @Override
            public boolean alive() {
                return browser.alive();
            }

            @Override
            public void close() {
                browser.close();
            }
        };
    }
}
