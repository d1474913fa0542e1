package org.drawbridge.sharepoint.internal.entra;

import com.microsoft.aad.msal4j.ClaimsRequest;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IClientCredential;
import java.net.MalformedURLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Http;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens for an app without a user: OAuth client credentials by MSAL4J, over our own HTTP stack. MSAL4J makes the
 * request and the certificate's assertion; what went wrong is told from Entra's own answer, never from MSAL4J's
 * exceptions, which lose it (reference: entra-sharepoint §A, identity-rigs).
 */
public final class AppTokens implements TokenSource {

    private static final Logger LOG = LoggerFactory.getLogger(AppTokens.class);

    private final Http http;
    private final Tenant tenant;
    private final String clientId;
    private final IClientCredential credential;
    private final Map<String, String> values;
    private final Clock clock;

    private AppTokens(
            Http http,
            Tenant tenant,
            String clientId,
            IClientCredential credential,
            Map<String, String> values,
            Clock clock) {
        this.http = http;
        this.tenant = tenant;
        this.clientId = clientId;
        this.credential = credential;
        this.values = Map.copyOf(values);
        this.clock = clock;
    }

    /** @param values the user's own values for the remedies */
    public static AppTokens byCertificate(
            Http http,
            Tenant tenant,
            String clientId,
            CertificateFile certificate,
            Map<String, String> values,
            Clock clock) {
        return new AppTokens(
                http,
                tenant,
                clientId,
                ClientCredentialFactory.createFromCertificateChain(certificate.key(), certificate.chain()),
                values,
                clock);
    }

    /** @param values the user's own values for the remedies */
    public static AppTokens bySecret(
            Http http, Tenant tenant, String clientId, Secret secret, Map<String, String> values, Clock clock) {
        return new AppTokens(
                http, tenant, clientId, ClientCredentialFactory.createFromSecret(secret.reveal()), values, clock);
    }

    @Override
    public AccessToken acquire(String scope, Optional<String> claims, Progress progress) throws AuthFailure {
        progress.check();
        EntraTransport transport = new EntraTransport(http, progress);
        Instant asked = clock.instant();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            // One application object for each request: our session keeps the tokens, and the transport must know whose
            // progress it serves. The authority was checked by the discovery, so MSAL4J need not ask about it again.
            ConfidentialClientApplication app = ConfidentialClientApplication.builder(clientId, credential)
                    .authority(tenant.authority())
                    .instanceDiscovery(false)
                    .clientCapabilities(Set.of("cp1"))
                    .httpClient(transport)
                    .executorService(executor)
                    .disableInternalRetries()
                    .build();
            ClientCredentialParameters.ClientCredentialParametersBuilder parameters =
                    ClientCredentialParameters.builder(Set.of(scope)).skipCache(true);
            claims.ifPresent(challenge -> parameters.claims(ClaimsRequest.formatAsClaimsRequest(challenge)));
            CompletableFuture<IAuthenticationResult> future = app.acquireToken(parameters.build());
            try (Progress.Registration ignored = progress.onCancel(() -> future.cancel(true))) {
                IAuthenticationResult result = future.get();
                if (result == null
                        || result.accessToken() == null
                        || result.accessToken().isEmpty()) {
                    throw failed(transport, new IllegalStateException("no token"));
                }
                return new AccessToken(
                        Secret.of(result.accessToken()),
                        asked,
                        result.expiresOnDate().toInstant());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } catch (CancellationException e) {
            throw new Cancelled();
        } catch (ExecutionException e) {
            progress.check();
            throw failed(transport, e.getCause());
        } catch (MalformedURLException | RuntimeException e) {
            throw failed(transport, e);
        } finally {
            executor.shutdownNow();
        }
    }

    private AuthFailure failed(EntraTransport transport, Throwable thrown) {
        LOG.debug("no token for {}: {}", clientId, thrown.getClass().getName());
        if (transport.failure() != null) {
            return transport.failure();
        }
        EntraAnswer answer = transport.last();
        if (answer != null) {
            return answer.successful() ? answer.incomplete(values) : answer.explain(values);
        }
        FailureCatalogue.Builder problem = EntraFailures.problem("entra.library");
        values.forEach(problem::with);
        return problem.evidence("library", "MSAL4J")
                .evidence("error", thrown.getClass().getSimpleName())
                .evidence("detail", thrown.getMessage())
                .because(thrown)
                .failure();
    }
}
