package org.drawbridge.confluence.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.http.Http;
import org.drawbridge.sandbox.Sandbox;

/** How long a sign-in in the browser goes unnoticed. */
public final class NoticeBench {

    private static final String ADDRESS = "https://wiki713.acme.test/confluence";
    private static final int ROUNDS = 5;

    private final Sandbox sandbox;
    private final Http http;
    private final Path folder;
    private final String arguments;

    public NoticeBench(Sandbox sandbox, Http http, Path folder, List<String> arguments) {
        this.sandbox = sandbox;
        this.http = http;
        this.folder = folder;
        this.arguments = String.join(" ", arguments);
    }

    /** From the click that signs in, so what the server takes is in it, until the account is named. */
    public void run() throws Exception {
        long[] millis = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            millis[i] = once(folder.resolve(Integer.toString(i)));
        }
        Arrays.sort(millis);
        System.out.printf(
                "sign-in noticed %d ms after the click that makes the session (slowest of %d: %d ms)%n",
                millis[ROUNDS / 2], ROUNDS, millis[ROUNDS - 1]);
    }

    private long once(Path profiles) throws Exception {
        CompletableFuture<Void> started = new CompletableFuture<>();
        CompletableFuture<Long> noticed = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CancellableProgress progress = new CancellableProgress() {
            @Override
            public void step(String text) {
                if (text.startsWith("Signed in as")) {
                    noticed.complete(System.nanoTime());
                }
            }
        };
        BrowserMethod method = new BrowserMethod((choice, chosen, running) -> {
            var browser = Browsers.start(chosen, running);
            started.complete(null);
            return browser;
        });
        Interaction consent = new Interaction() {
            @Override
            @SuppressWarnings("unchecked")
            public <R> R ask(Ask<R> ask, Progress asking) {
                return (R) Ask.BrowserSignIn.Choice.EXTERNAL;
            }
        };
        Connection connection = new Connection(
                "wiki",
                "Wiki",
                new ConfluenceSite(ADDRESS),
                "confluence.browser",
                Map.of("browserArguments", arguments));
        SignIn signIn = new SignIn(
                connection,
                new MemorySecretStore().of("wiki"),
                http,
                consent,
                progress,
                Clock.systemUTC(),
                Optional.of(profiles));
        Thread.ofVirtual().start(() -> {
            try (Session session = method.open(signIn)) {
                noticed.completeExceptionally(new IllegalStateException("not named: " + session.account()));
                done.complete(null);
            } catch (Exception e) {
                started.completeExceptionally(e);
                noticed.completeExceptionally(e);
                done.completeExceptionally(e);
            }
        });
        started.get();
        long clicked;
        try (Robot robot = new Robot(profiles)) {
            robot.awaits("#os_username")
                    .types("#os_username", "uuser")
                    .types("#os_password", sandbox.secret("uuser.password"));
            clicked = System.nanoTime();
            robot.clicks("#loginButton");
        }
        long took = (noticed.get() - clicked) / 1_000_000;
        done.get();
        return took;
    }
}
