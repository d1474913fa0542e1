package org.drawbridge.confluence.internal;

import java.time.Duration;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/** Calls from inside the signed-in browser, which ends with the session. */
final class RelayCarrier implements Carrier {

    private final ControlledBrowser browser;
    private final Duration limit;

    RelayCarrier(ControlledBrowser browser, Duration limit) {
        this.browser = browser;
        this.limit = limit;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        Response response = browser.send(request, request.timeout().orElse(limit), progress);
        boolean again = response.status() == 401
                && request.repeatable()
                && Answers.challenges(response).contains("negotiate");
        if (!again) {
            return response;
        }
        // In a fresh profile the first Negotiate is lost (reference: confluence §7).
        response.close();
        return browser.send(request, request.timeout().orElse(limit), progress);
    }

    @Override
    public void close() {
        browser.close();
    }
}
