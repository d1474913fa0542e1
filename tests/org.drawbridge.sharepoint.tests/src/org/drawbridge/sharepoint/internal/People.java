package org.drawbridge.sharepoint.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.Visitor;

/** Somebody at the computer: opens what is to be opened with a browser of their own, and decides. */
final class People implements Interaction {

    /** What somebody does with a question; on a thread of its own, as browsers run beside the program. */
    interface Doing<A> {
        void with(A ask) throws Exception;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(50);

    final List<Ask<?>> asked = new CopyOnWriteArrayList<>();
    final List<Visitor.Page> pages = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> started = new CopyOnWriteArrayList<>();

    private Doing<Ask.WebSignIn> web = ask -> {};
    private Doing<Ask.DeviceSignIn> device = ask -> {};
    private Function<Ask.Decide, String> decision = ask -> {
        throw new AssertionError("nobody should be asked: " + ask.text());
    };

    /** Signs in with the sandbox's browser, as this person. */
    static People who(Sandbox sandbox, String person) {
        People people = new People();
        return people.opening(ask -> {
                    try (Visitor visitor = sandbox.visitor()) {
                        Visitor.Page page = visitor.signIn(ask.address().toString(), person);
                        people.pages.add(
                                page.title().equals("Need admin approval")
                                        ? visitor.submit(page, Map.of("consent", "return"))
                                        : page);
                    }
                })
                .typing(ask -> {
                    try (Visitor visitor = sandbox.visitor()) {
                        people.pages.add(visitor.signInDevice(ask.page().toString(), ask.code(), person));
                    }
                });
    }

    People opening(Doing<Ask.WebSignIn> opening) {
        web = opening;
        return this;
    }

    People typing(Doing<Ask.DeviceSignIn> typing) {
        device = typing;
        return this;
    }

    People deciding(Function<Ask.Decide, String> how) {
        decision = how;
        return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
        asked.add(ask);
        return switch (ask) {
            case Ask.WebSignIn question ->
                (R) done(doing(() -> web.with(question)), question.pending(), true, progress);
            case Ask.DeviceSignIn question ->
                (R) done(doing(() -> device.with(question)), question.pending(), false, progress);
            case Ask.Decide question -> (R) decision.apply(question);
            case Ask.EnterSecret question -> throw question.unattended();
            case Ask.BrowserSignIn question -> throw question.unattended();
        };
    }

    private interface Work {
        void run() throws Exception;
    }

    private CompletableFuture<Void> doing(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        started.add(done);
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Exception | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /** @param visible whether it can be seen that nothing will come: the browser has ended on a page of another host */
    private static PendingSignIn.End done(
            CompletableFuture<Void> doing, PendingSignIn pending, boolean visible, Progress progress)
            throws AuthFailure {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (pending.await(MOMENT, progress) == PendingSignIn.End.ANSWERED) {
                return PendingSignIn.End.ANSWERED;
            }
            if (doing.isDone()) {
                doing.join();
                if (visible && !pending.ended()) {
                    return PendingSignIn.End.TIMED_OUT;
                }
            }
            if (pending.left().isZero()) {
                return PendingSignIn.End.TIMED_OUT;
            }
        }
        return PendingSignIn.End.TIMED_OUT;
    }

    /** The first page that a browser ended on, once it has. */
    Visitor.Page page() {
        started.forEach(CompletableFuture::join);
        return pages.getFirst();
    }

    /** How often a sign-in was asked for. */
    long prompts() {
        return asked.stream()
                .filter(ask -> ask instanceof Ask.WebSignIn || ask instanceof Ask.DeviceSignIn)
                .count();
    }

    SignIn signIn(Connection connection, Secrets secrets, Http http, Progress progress) {
        return new SignIn(connection, secrets, http, this, progress, Clock.systemDefaultZone());
    }
}
