package org.drawbridge.browser;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * A browser that the product has started and controls: the external one, or the desktop's embedded one. Thread-safe; its
 * calls block and belong on background threads.
 */
public interface ControlledBrowser extends AutoCloseable {

    /** What it is and how it was chosen, for the user: {@code Chromium 156, found on this machine, driven by …}. */
    String description();

    /** Opens an address in the main tab. Returns when the navigation has begun. */
    void open(URI address) throws AuthFailure;

    /**
     * The cookies of these addresses' hosts, HttpOnly ones included; all of the browser's if the list is empty. The
     * embedded browser knows only those whose names are given.
     *
     * @param names names to look for where the browser can't list its cookies; ignored where it can
     */
    List<BrowserCookie> cookies(List<URI> addresses, List<String> names) throws AuthFailure;

    /**
     * Sends a request from inside the browser, with all that the browser brings: cookies, Kerberos tickets, client
     * certificates. The first call for an origin opens a page of it to send from.
     *
     * @param limit until the answer's headers and a small body are there, or between two parts of a large one
     */
    Response send(Request request, Duration limit, Progress progress) throws AuthFailure;

    /**
     * Asks an address from inside the main tab, with all that the browser brings, without disturbing what the user does
     * there. Redirects are not followed. At most 256 KiB of the body come back.
     *
     * @return empty while the tab is at another origin, between two pages, or if nothing answers in time
     */
    Optional<Response> peek(URI address, Duration limit) throws AuthFailure;

    /** What the main tab shows now; empty between two pages. */
    Optional<PageShown> shown() throws AuthFailure;

    /** Puts cookies into the browser, replacing those of the same name, domain and path. */
    void addCookies(List<BrowserCookie> cookies) throws AuthFailure;

    /** As the browser names itself to servers. */
    String userAgent() throws AuthFailure;

    /** Shows the panel over the page, or changes what it shows. */
    void panel(PanelState state) throws AuthFailure;

    /** Hears what happens from now on. */
    Progress.Registration watch(Watcher watcher);

    /** False once the user has closed it, or it died. */
    boolean alive();

    /** Gets it out of the way without ending it. */
    void minimise();

    /** Ends it and deletes its profile. Returns when nothing of it is left. */
    @Override
    void close();

    /** Hears what happens in the browser, on one thread, in order. */
    interface Watcher {
        /** The main page, or a pop-up's, has gone to another address. */
        default void navigated(URI address) {}

        /** Cookies may have changed, or a page has loaded: a moment to look whether the session works. */
        default void changed() {}

        /** The user pressed a button of the panel. */
        default void pressed(PanelState.Button button) {}

        /** The user closed the window, or the browser died. */
        default void closed() {}
    }
}
