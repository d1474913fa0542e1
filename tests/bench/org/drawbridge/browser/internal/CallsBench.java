package org.drawbridge.browser.internal;

import java.io.InputStream;
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
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;

/** Calls through the browser beside the browser's own limit, and beside calls without a browser. */
public final class CallsBench implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HOST = "wiki713.acme.test";
    static final String BASE = "https://" + HOST + "/confluence";
    private static final String CALL = BASE + "/rest/api/space?limit=6";
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofMillis(1500);

    private final Sandbox sandbox;
    private final Http http;
    final ExternalBrowser browser;
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
        try (Response answer = browser.send(login.notFollowing(), LIMIT, Progress.none())) {
            System.err.println(answer.status());
        }
        cookies = browser.cookies(List.of(URI.create(BASE + "/")), List.of()).stream()
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
        System.err.println(new String(through().call().readAllBytes()).length());
    }

    @Override
    public void close() {
        browser.close();
        http.close();
    }

    /** One call whose body is to be read to its end. */
    Callable<InputStream> through() {
        return () -> browser.send(Request.get(CALL).json(), LIMIT, Progress.none()).body();
    }

    private Callable<InputStream> direct() {
        return () -> http.send(Request.get(CALL).json().with("Cookie", cookies), Progress.none()).body();
    }

    /** Calls per second of so many callers at once. */
    static double rate(Callable<InputStream> call, int callers, Duration round) throws Exception {
        long begin = System.nanoTime();
        long end = begin + round.toNanos();
        AtomicLong calls = new AtomicLong();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(executor.submit(() -> {
                    while (System.nanoTime() < end) {
                        try (InputStream body = call.call()) {
                            body.readAllBytes();
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
    double limit(int callers, Duration round) throws Exception {
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
        rate(through(), 16, ROUND);
        limit(16, ROUND);
        for (int callers : new int[] {1, 6, 16}) {
            double[] own = new double[ROUNDS];
            double[] limits = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                own[i] = rate(through(), callers, ROUND);
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
        rate(direct(), 6, ROUND);
        for (int i = 0; i < ROUNDS; i++) {
            own[i] = rate(through(), 6, ROUND);
            others[i] = rate(direct(), 6, ROUND);
            ratios[i] = own[i] / others[i];
        }
        sandbox.faults().clear(HOST);
        System.out.printf(
                "50 ms of latency, 6 connections: %.0f calls/s through the browser, %.0f direct: ratio %.2f%n",
                median(own), median(others), median(ratios));
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("bench");
        try (Sandbox sandbox =
                        Sandbox.start(new org.drawbridge.sandbox.SandboxOptions(folder.resolve("sandbox"), 0));
                CallsBench bench = new CallsBench(sandbox, folder.resolve("profiles"), List.of(arguments))) {
            bench.throughput();
            bench.latency();
        }
    }
}
