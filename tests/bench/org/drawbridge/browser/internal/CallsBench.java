package org.drawbridge.browser.internal;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.confluence.internal.NoticeBench;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;

/** Calls through the browser beside the browser's own limit, and beside calls without a browser. */
public final class CallsBench implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HOST = "wiki713.acme.test";
    private static final String BASE = "https://" + HOST + "/confluence";
    private static final String CALL = BASE + "/rest/api/space?limit=6";
    private static final long LARGE = 200_000_000;
    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofMillis(1000);

    private final Sandbox sandbox;
    private final Http http;
    private final ExternalBrowser browser;
    private final String cookies;

    /** Starts a browser and signs it in. */
    public CallsBench(Sandbox sandbox, Path folder, List<String> arguments) throws Exception {
        this.sandbox = sandbox;
        List<ConnectTo> connectTo = List.of(ConnectTo.parse("::127.0.0.1:" + sandbox.port()));
        http = Http.create(
                HttpSettings.defaults().withAuthorities(List.of(sandbox.caFile())).withConnectTo(connectTo));
        browser = (ExternalBrowser) Browsers.start(
                new BrowserSettings(
                        BrowserSettings.Kind.AUTOMATIC,
                        Optional.empty(),
                        Optional.empty(),
                        arguments,
                        Optional.empty(),
                        List.of(sandbox.caFile()),
                        connectTo,
                        List.of(URI.create(BASE)),
                        folder),
                Progress.none());
        Request login = Request.post(
                BASE + "/dologin.action",
                RequestBody.form(Map.of(
                        "os_username", "uuser", "os_password", sandbox.secret("uuser.password"), "login", "Log in")));
        browser.send(login.notFollowing(), LIMIT, Progress.none()).close();
        cookies = browser.cookies(List.of(URI.create(BASE + "/")), List.of()).stream()
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        browser.close();
        http.close();
    }

    private Response through(String address) throws AuthFailure {
        return answered(browser.send(Request.get(address).json(), LIMIT, Progress.none()));
    }

    private Response direct(String address) throws AuthFailure {
        return answered(http.send(Request.get(address).json().with("Cookie", cookies), Progress.none()));
    }

    private static Response answered(Response response) {
        if (response.status() != 200) {
            throw new IllegalStateException(response.uri() + " answered " + response.status());
        }
        return response;
    }

    /** Calls per second of so many callers at once. */
    private static double rate(Callable<Response> call, int callers, Duration round) throws Exception {
        long begin = System.nanoTime();
        long end = begin + round.toNanos();
        AtomicLong calls = new AtomicLong();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(executor.submit(() -> {
                    while (System.nanoTime() < end) {
                        try (Response response = call.call()) {
                            response.body().readAllBytes();
                        }
                        calls.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return calls.get() * 1e9 / (System.nanoTime() - begin);
    }

    /** The same fetches in a page of the same kind, their bodies thrown away. */
    private double limit(int callers, Duration round) throws Exception {
        String script = """
                (async () => {
                  const begin = performance.now(), end = begin + %d;
                  let calls = 0;
                  await Promise.all(Array.from({ length: %d }, async () => {
                    while (performance.now() < end) {
                      const answer = await fetch('%s', { headers: { Accept: 'application/json' }, credentials: 'include', cache: 'no-store' });
                      await answer.arrayBuffer();
                      calls++;
                    }
                  }));
                  return calls * 1000 / (performance.now() - begin);
                })()""".formatted(round.toMillis(), callers, CALL);
        return browser.relayTab(URI.create(BASE), false)
                .call(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("expression", script)
                                .add("awaitPromise", true)
                                .add("returnByValue", true),
                        LIMIT)
                .getJsonObject("result")
                .getJsonNumber("value")
                .doubleValue();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Rounds of the one and the other in turn, so that what else the machine does hits both. */
    public void throughput() throws Exception {
        rate(() -> through(CALL), 16, ROUND);
        limit(16, ROUND);
        for (int callers : new int[] {1, 6, 16}) {
            double[] own = new double[ROUNDS];
            double[] limits = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                own[i] = rate(() -> through(CALL), callers, ROUND);
                limits[i] = limit(callers, ROUND);
                ratios[i] = own[i] / limits[i];
            }
            System.out.printf(
                    "%2d at once: %.0f calls/s through the browser, its own limit %.0f: ratio %.2f%n",
                    callers, median(own), median(limits), median(ratios));
        }
    }

    public void latency() throws Exception {
        sandbox.faults().add(HOST, new Fault.Latency(Duration.ofMillis(50)));
        double[] own = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        rate(() -> direct(CALL), 6, ROUND);
        for (int i = 0; i < ROUNDS; i++) {
            own[i] = rate(() -> through(CALL), 6, ROUND);
            others[i] = rate(() -> direct(CALL), 6, ROUND);
            ratios[i] = own[i] / others[i];
        }
        sandbox.faults().clear(HOST);
        System.out.printf(
                "50 ms of latency, 6 connections: %.0f calls/s through the browser, %.0f direct: ratio %.2f%n",
                median(own), median(others), median(ratios));
    }

    /** One large attachment, both ways in turn. */
    public void attachment() throws Exception {
        String address = BASE + "/download/attachments/" + page() + "/made-" + LARGE + ".bin";
        double[] own = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            own[i] = speed(() -> through(address));
            others[i] = speed(() -> direct(address));
            ratios[i] = own[i] / others[i];
        }
        System.out.printf(
                "attachment of %d MB: %.0f MB/s through the browser, %.0f direct: ratio %.2f%n",
                LARGE / 1_000_000, median(own), median(others), median(ratios));
    }

    private String page() throws Exception {
        try (Response response = direct(BASE + "/rest/api/content?limit=1");
                var reader = jakarta.json.Json.createReader(response.body())) {
            return reader.readObject()
                    .getJsonArray("results")
                    .getJsonObject(0)
                    .getString("id");
        }
    }

    private static double speed(Callable<Response> call) throws Exception {
        long begin = System.nanoTime();
        try (Response response = call.call();
                OutputStream nowhere = OutputStream.nullOutputStream()) {
            long bytes = response.body().transferTo(nowhere);
            if (bytes != LARGE) {
                throw new IllegalStateException(bytes + " bytes");
            }
            return bytes * 1e3 / (System.nanoTime() - begin);
        }
    }

    /** @param arguments for the browser */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("drawbridge-bench");
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0))) {
            try (CallsBench bench = new CallsBench(sandbox, folder.resolve("profiles"), List.of(arguments))) {
                bench.throughput();
                bench.latency();
                bench.attachment();
                new NoticeBench(sandbox, bench.http, folder.resolve("sign-ins"), List.of(arguments)).run();
            }
        }
    }
}
