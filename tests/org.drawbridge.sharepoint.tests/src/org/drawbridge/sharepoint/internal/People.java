package org.drawbridge.sharepoint.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.Visitor;

/** Somebody at the computer: opens what is to be opened with a browser of their own, and decides. Thread-safe. */
final class People implements Interaction {

    final List<Ask<?>> asked = new CopyOnWriteArrayList<>();
    final List<Visitor.Page> pages = new CopyOnWriteArrayList<>();

    private BiConsumer<Ask.WebSignIn, Progress> web = (ask, progress) -> {};
    private BiConsumer<Ask.DeviceSignIn, Progress> device = (ask, progress) -> {};
    private Function<Ask.Decide, String> decision = ask -> {
        throw new AssertionError("nobody should be asked: " + ask.text());
    };

    /** Signs in with the sandbox's browser, as this person. */
    static People who(Sandbox sandbox, String person) {
        People people = new People();
        return people.opening(ask -> {
            try (Visitor visitor = sandbox.visitor()) {
                people.pages.add(visitor.signIn(ask.address().toString(), person));
            }
        });
    }

    /** What is done with an address; on a thread of its own, as browsers do. */
    interface Opening {
        void open(Ask.WebSignIn ask) throws Exception;
    }

    People opening(Opening opening) {
        web = (ask, progress) -> run(() -> opening.open(ask));
        return this;
    }

    interface Typing {
        void type(Ask.DeviceSignIn ask) throws Exception;
    }

    People typing(Typing typing) {
        device = (ask, progress) -> run(() -> typing.type(ask));
        return this;
    }

    People deciding(Function<Ask.Decide, String> how) {
        decision = how;
        return this;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void run(Work work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
        asked.add(ask);
        return switch (ask) {
            case Ask.WebSignIn question -> {
                web.accept(question, progress);
                yield (R) question.pending().await(Duration.ofSeconds(20), progress);
            }
            case Ask.DeviceSignIn question -> {
                device.accept(question, progress);
                yield (R) question.pending().await(Duration.ofSeconds(20), progress);
            }
            case Ask.Decide question -> (R) decision.apply(question);
            case Ask.EnterSecret question -> throw question.unattended();
            case Ask.BrowserSignIn question -> throw question.unattended();
        };
    }

    /** The sign-ins that were asked for. */
    long prompts() {
        return asked.stream()
                .filter(ask -> ask instanceof Ask.WebSignIn || ask instanceof Ask.DeviceSignIn)
                .count();
    }

    SignIn signIn(Connection connection, Secrets secrets, Http http, Progress progress) {
        return new SignIn(connection, secrets, http, this, progress, Clock.systemDefaultZone());
    }
}
