package org.drawbridge.core.auth;

import java.net.URI;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.HttpSettings;

/**
 * Opens a page in a browser with a fresh profile, where no account is signed in yet. A service; whoever talks to the user
 * looks for it. Background threads only.
 */
public interface FreshBrowser {

    /** A window that was opened. */
    interface Window extends AutoCloseable {

        /** False once the user has closed it. */
        boolean alive();

        /** Closes it and deletes its profile. */
        @Override
        void close();
    }

    /**
     * Opens a page.
     *
     * @param network proxy, CAs and other addresses, which hold for the browser too
     * @throws AuthFailure if there is no browser, or it does not start
     */
    Window open(URI address, HttpSettings network, Progress progress) throws AuthFailure;
}
