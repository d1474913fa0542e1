package org.drawbridge.confluence.internal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls from inside the signed-in browser, which ends with the session. A browser that dies in between is started anew
 * with the session's cookies.
 */
final class RelayCarrier implements Carrier {

    /** Starts a browser that is signed in as the first one was. */
    @FunctionalInterface
    interface Restart {
        ControlledBrowser start(Progress progress) throws AuthFailure;
    }

    private static final Logger LOG = LoggerFactory.getLogger(RelayCarrier.class);
    /** Whoever closes the window time and again does not want it. */
    private static final int MOST_RESTARTS = 3;

    private final Restart restart;
    private final Duration limit;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile ControlledBrowser browser;
    private volatile boolean closed;
    private int restarts;

    RelayCarrier(ControlledBrowser browser, Duration limit, Restart restart) {
        this.browser = browser;
        this.limit = limit;
        this.restart = restart;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        Response response = alive(request, progress);
        boolean again = response.status() == 401
                && request.repeatable()
                && Answers.challenges(response).contains("negotiate");
        if (!again) {
            return response;
        }
        // In a fresh profile the first Negotiate is lost (reference: confluence §7).
        response.close();
        return alive(request, progress);
    }

    private Response alive(Request request, Progress progress) throws AuthFailure {
        ControlledBrowser asked = browser;
        if (!asked.alive()) {
            // Nothing has been sent to this one.
            asked = restarted(asked, progress);
        }
        try {
            return sent(asked, request, progress);
        } catch (AuthFailure e) {
            progress.check();
            if (asked.alive() || closed || !request.repeatable()) {
                throw e;
            }
            LOG.debug(
                    "the browser has ended while it was asked: {}", e.problem().cause());
            return sent(restarted(asked, progress), request, progress);
        }
    }

    private Response sent(ControlledBrowser asked, Request request, Progress progress) throws AuthFailure {
        return asked.send(request, request.timeout().orElse(limit), progress);
    }

    private ControlledBrowser restarted(ControlledBrowser dead, Progress progress) throws AuthFailure {
        starting.lock();
        try {
            if (browser == dead) {
                if (closed || restarts == MOST_RESTARTS) {
                    throw BrowserFailures.problem("browser.gone").failure();
                }
                restarts++;
                LOG.info("the browser that calls go through has ended; it is started anew");
                dead.close();
                browser = restart.start(progress);
            }
            return browser;
        } finally {
            starting.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        starting.lock();
        try {
            browser.close();
        } finally {
            starting.unlock();
        }
    }
}
