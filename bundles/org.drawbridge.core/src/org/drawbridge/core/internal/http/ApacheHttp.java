package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.internal.http.Exchange.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP stack on Apache HttpClient 5, which pools connections and speaks the protocol here. Connecting, redirects,
 * retries, time limits and cancelling are ours; cookies and authentication are switched off, so that nothing is ever
 * sent that the caller did not give. Blocks the calling (virtual) thread.
 */
public final class ApacheHttp implements Http {

    private static final Logger LOG = LoggerFactory.getLogger(ApacheHttp.class);
    private static final Texts TEXTS = Texts.of(ApacheHttp.class);
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_LOST = 2;
    /** A service that is down without saying for how long is given up on sooner than one that asks for patience. */
    private static final int MOST_UNASKED = 3;

    private static final Duration POOL_WAIT = Duration.ofMinutes(3);
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Set<String> OURS = Set.of("content-length", "transfer-encoding", "host", "connection");
    private static final ScheduledExecutorService TIMER = timer();

    /** To look whether a connection from the pool still stands takes a millisecond. */
    private static final ConnectionConfig LOOKED_AT = ConnectionConfig.custom()
            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
            .build();

    private static final ConnectionConfig TRUSTED = ConnectionConfig.custom()
            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
            .build();

    /**
     * Whether the request of this thread may do without: it can be sent again if the server has just closed the connection,
     * which a POST could not. HttpClient asks on the thread that sends.
     */
    private static final ThreadLocal<Boolean> TRUSTING = new ThreadLocal<>();

    private final HttpSettings settings;
    private final Dialer dialer;
    private final CloseableHttpClient client;

    /** Fails with {@code ca.…} if an added authority can't be read. */
    public ApacheHttp(HttpSettings settings) throws AuthFailure {
        this(settings, InetAddress::getAllByName);
    }

    ApacheHttp(HttpSettings settings, Dialer.Resolver resolver) throws AuthFailure {
        this.settings = settings;
        checkHeader(new Request.Header("User-Agent", settings.userAgent()));
        this.dialer = new Dialer(settings, new Trust(settings.authorities()), resolver);
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                dialer,
                PoolConcurrencyPolicy.LAX,
                PoolReusePolicy.LIFO,
                TimeValue.ofMinutes(10),
                ManagedHttpClientConnectionFactory.builder()
                        // The strict parser: the usual one skips whatever some other protocol says.
                        .responseParserFactory(DefaultHttpResponseParserFactory.INSTANCE)
                        .charCodingConfig(CharCodingConfig.custom()
                                .setCharset(StandardCharsets.UTF_8)
                                .setMalformedInputAction(CodingErrorAction.REPLACE)
                                .build())
                        .build());
        connections.setMaxTotal(256);
        connections.setDefaultMaxPerRoute(64);
        connections.setConnectionConfigResolver(route -> Boolean.TRUE.equals(TRUSTING.get()) ? TRUSTED : LOOKED_AT);
        client = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .disableRedirectHandling()
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "time-limit", (request, scope, chain) -> {
                    // Here the connection stands, new or from the pool, and the request is about to go out.
                    Exchange exchange = (Exchange) scope.clientContext.getAttribute(Exchange.ATTRIBUTE);
                    exchange.enter(Phase.HEADERS, exchange.answerLimit());
                    if (dialer.plainThroughProxy(exchange.address()) && request instanceof BasicHttpRequest basic) {
                        basic.setAbsoluteRequestUri(true);
                    }
                    return chain.proceed(request, scope);
                })
                .evictExpiredConnections()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("http-time-limits").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public HttpSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        progress.check();
        for (Request.Header header : request.headers()) {
            checkHeader(header);
        }
        Request current = request;
        Address address = Address.of(request.target());
        List<URI> left = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        boolean proxyTold = false;
        int retries = 0;
        int lost = 0;
        while (true) {
            Response response;
            try {
                TRUSTING.set(request.repeatable() && lost == 0);
                response = once(current, address, left, progress);
            } catch (AuthFailure e) {
                if (!lost(e) || !request.repeatable() || ++lost > MOST_LOST) {
                    throw e;
                }
                LOG.debug("{} lost its connection, trying again", current);
                progress.sleep(Duration.ofMillis(200L * lost));
                continue;
            } finally {
                TRUSTING.remove();
            }
            if (response.status() == 407 && dialer.plainThroughProxy(address)) {
                response.close();
                dialer.proxySignIn().challenged(response.headers("Proxy-Authenticate"), proxyTold);
                proxyTold = true;
                continue;
            }
            Optional<Duration> wait = wait(current, response, retries);
            if (wait.isPresent()) {
                response.close();
                retries++;
                countDown(address, response, retries, wait.get(), progress);
                continue;
            }
            Optional<Address> next = next(current, address, response);
            if (next.isEmpty()) {
                return response;
            }
            response.close();
            left.add(address.uri());
            current = redirected(current, response.status());
            seen.add(address.uri().toString());
            address = next.get();
            if (left.size() > MOST_REDIRECTS || !seen.add(address.uri().toString())) {
                throw CoreFailures.problem("redirect.loop")
                        .evidence("url", NetworkFailures.shortened(Address.of(request.target())))
                        .evidence("location", NetworkFailures.shortened(address))
                        .evidence("redirects", left.size())
                        .failure();
            }
        }
    }

    private static boolean lost(AuthFailure failure) {
        return failure.problem().cause().equals("network.reset");
    }

    // ---- one request, one answer

    private Response once(Request request, Address address, List<URI> left, Progress progress) throws AuthFailure {
        Duration limit = request.timeout().orElse(settings.responseTimeout());
        long start = System.nanoTime();
        Exchange exchange = new Exchange(address, limit, TIMER, progress);
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), address.uri());
        boolean done = false;
        try {
            message.setConfig(RequestConfig.custom()
                    .setAuthenticationEnabled(false)
                    .setConnectionRequestTimeout(Timeout.of(POOL_WAIT))
                    .setContentCompressionEnabled(false)
                    .setExpectContinueEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .setRedirectsEnabled(false)
                    .setResponseTimeout(Timeout.of(limit))
                    .build());
            headers(request, address).forEach(header -> message.addHeader(header.name(), header.value()));
            request.body().ifPresent(body -> message.setEntity(new Outgoing(body, exchange)));
            HttpClientContext context = HttpClientContext.create();
            context.setAttribute(Exchange.ATTRIBUTE, exchange);
            exchange.enter(Phase.POOL, POOL_WAIT);
            exchange.requestEndsBy(message::cancel);
            ClassicHttpResponse answer = client.executeOpen(
                    new HttpHost(address.secure() ? "https" : "http", address.host(), address.port()),
                    message,
                    context);
            exchange.enterUnwatched(Phase.BODY, limit);
            LOG.debug("{} → {} in {} ms", request, answer.getCode(), (System.nanoTime() - start) / 1_000_000);
            Response response = response(answer, address, left, exchange, message::cancel);
            done = true;
            return response;
        } catch (IOException e) {
            LOG.debug("{} failed: {}", request, e.toString());
            throw NetworkFailures.explain(e, exchange, null);
        } catch (IllegalStateException e) {
            // How HttpClient fails if the connection is taken from it between two of its steps.
            if (!exchange.cancelled() && !exchange.expired()) {
                throw e;
            }
            throw NetworkFailures.explain(new IOException(e), exchange, null);
        } finally {
            if (!done) {
                exchange.close();
            }
        }
    }

    private List<Request.Header> headers(Request request, Address address) {
        List<Request.Header> headers = new ArrayList<>();
        for (Request.Header header : request.headers()) {
            if (!OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
                headers.add(header);
            }
        }
        if (request.header("User-Agent").isEmpty()) {
            headers.add(new Request.Header("User-Agent", settings.userAgent()));
        }
        if (request.header("Accept-Encoding").isEmpty()) {
            headers.add(new Request.Header("Accept-Encoding", "gzip, deflate"));
        }
        if (dialer.plainThroughProxy(address) && dialer.proxySignIn().wanted()) {
            dialer.proxySignIn()
                    .credentials()
                    .ifPresent(value -> headers.add(new Request.Header("Proxy-Authorization", value)));
        }
        return headers;
    }

    private static Response response(
            ClassicHttpResponse answer, Address address, List<URI> left, Exchange exchange, Runnable drop)
            throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : answer.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        String coding = headers.getOrDefault("content-encoding", List.of(""))
                .get(0)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace("x-gzip", "gzip");
        if (coding.equals("gzip") || coding.equals("deflate")) {
            // They describe the coded form, which the caller never sees.
            headers.remove("content-encoding");
            headers.remove("content-length");
        }
        Body body =
                new Body(answer.getEntity() == null ? null : answer.getEntity().getContent(), coding, exchange, drop);
        if (answer.getEntity() == null) {
            body.read();
        }
        return new Response(address.uri(), answer.getCode(), headers, body, left);
    }

    /** A line break in a header would smuggle in further ones; anything that isn't Latin-1 would be mangled silently. */
    private static void checkHeader(Request.Header header) throws AuthFailure {
        boolean name = HEADER_NAME.matcher(header.name()).matches();
        boolean value = header.value().chars().allMatch(c -> c >= 0x20 && c != 0x7f && c <= 0xff || c == '\t');
        if (!name || !value) {
            throw CoreFailures.problem("request.invalid-header")
                    .with("header", name ? header.name() : "?")
                    .failure();
        }
    }

    // ---- throttling

    private Optional<Duration> wait(Request request, Response response, int retries) {
        boolean busy = response.status() == 429
                || response.status() == 503 && response.header("X-Squid-Error").isEmpty();
        Instant now = Instant.now();
        boolean asked = busy && RetryAfter.asked(response, now).isPresent();
        int most = asked || response.status() == 429
                ? settings.maxRetries()
                : Math.min(settings.maxRetries(), MOST_UNASKED);
        if (!busy || !request.repeatable() || retries >= most) {
            return Optional.empty();
        }
        Duration wait = RetryAfter.of(response, retries, now, ThreadLocalRandom.current());
        return wait.compareTo(settings.maxWait()) > 0 ? Optional.empty() : Optional.of(wait);
    }

    private void countDown(Address address, Response response, int retry, Duration wait, Progress progress)
            throws Cancelled {
        String why = TEXTS.get(
                RetryAfter.asked(response, Instant.now()).isPresent() ? "waiting" : "waiting.unasked",
                address.host(),
                String.valueOf(response.status()),
                retry,
                settings.maxRetries());
        LOG.info("{}: {} ms", why, wait.toMillis());
        long end = System.nanoTime() + wait.toNanos();
        for (long rest = wait.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            progress.waiting(why, Duration.ofSeconds((rest + 999_999_999L) / 1_000_000_000L));
            progress.sleep(Duration.ofNanos(Math.min(rest, 1_000_000_000L)));
        }
    }

    // ---- redirects

    /** Where to go on; empty if this answer is for the caller. */
    private static Optional<Address> next(Request request, Address address, Response response) {
        boolean redirect = switch (response.status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        if (!redirect || request.redirects() == Request.Redirects.NONE) {
            return Optional.empty();
        }
        try {
            return response.header("Location")
                    .map(location -> Address.of(address.uri().resolve(parsed(location.strip()))))
                    .filter(address::sameOrigin);
        } catch (IllegalArgumentException e) {
            LOG.debug("unusable redirect from {}: {}", address.host(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Servers send blanks and umlauts in addresses as they are. */
    private static URI parsed(String location) {
        try {
            return new URI(location);
        } catch (URISyntaxException e) {
            return URI.create(location.replace(" ", "%20").replace("|", "%7C").replace("\"", "%22"));
        }
    }

    /** What browsers do: 303 always, 301 and 302 after a POST, go on as GET. */
    private static Request redirected(Request request, int status) {
        boolean get = !request.method().equals("HEAD")
                && (status == 303
                        || (status == 301 || status == 302) && request.method().equals("POST"));
        if (!get || request.method().equals("GET")) {
            return request;
        }
        List<Request.Header> headers = request.headers().stream()
                .filter(header -> !header.name().toLowerCase(Locale.ROOT).startsWith("content-"))
                .toList();
        return new Request(
                "GET", request.target(), headers, Optional.empty(), request.timeout(), request.redirects(), true);
    }
}
