package org.drawbridge.sharepoint.internal.entra;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/**
 * MSAL4J over our HTTP stack: the user's proxy, CAs and time limits, and cancelling that closes the socket. Keeps
 * Entra's last answer as it came in. Serves one request for a token.
 */
final class EntraTransport implements IHttpClient {

    private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

    private final Http http;
    private final Progress progress;
    private volatile EntraAnswer last;
    private volatile AuthFailure failure;

    EntraTransport(Http http, Progress progress) {
        this.http = http;
        this.progress = progress;
    }

    /** Entra's last answer; null if none came. */
    EntraAnswer last() {
        return last;
    }

    /** Why there was no answer; null if there was one. */
    AuthFailure failure() {
        return failure;
    }

    @Override
    public IHttpResponse send(HttpRequest msal) throws Exception {
        Request request =
                Request.of(msal.httpMethod().methodName, msal.url().toString()).notFollowing();
        String contentType = FORM;
        if (msal.headers() != null) {
            for (Map.Entry<String, String> header : msal.headers().entrySet()) {
                if (header.getKey().equalsIgnoreCase("Content-Type")) {
                    contentType = header.getValue();
                } else if (header.getValue() != null) {
                    request = request.with(header.getKey(), header.getValue());
                }
            }
        }
        if (request.header("Accept").isEmpty()) {
            request = request.json();
        }
        if (msal.body() != null) {
            // Asking twice for an app's token does no harm, so our stack may wait out a 429 and ask again.
            request = request.withBody(RequestBody.of(contentType, msal.body().getBytes(StandardCharsets.UTF_8)))
                    .asRepeatable();
        }
        try (Response response = http.send(request, progress)) {
            last = EntraAnswer.read(response);
            HttpResponse answer = new HttpResponse();
            answer.statusCode(last.status());
            answer.addHeaders(last.headers());
            answer.body(last.body());
            return answer;
        } catch (AuthFailure e) {
            failure = e;
            throw e;
        } catch (BrokenTransfer e) {
            failure = e.failure();
            throw e;
        } catch (IOException e) {
            failure = CoreFailures.problem("answer.truncated")
                    .evidence("url", msal.url().toString())
                    .because(e)
                    .failure();
            throw e;
        }
    }
}
