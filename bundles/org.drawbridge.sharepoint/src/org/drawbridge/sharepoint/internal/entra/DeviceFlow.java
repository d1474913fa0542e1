package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-in by device code (RFC 8628): the user types a code in a browser anywhere, while we ask Entra every few seconds.
 *
 * @param browser what to offer where a policy blocks device codes
 */
record DeviceFlow(UserFlow browser) implements UserFlow {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceFlow.class);
    private static final Texts TEXTS = Texts.of(DeviceFlow.class);

    static final int DEFAULT_INTERVAL = 5;
    private static final int DEFAULT_LIFETIME = 900;
    private static final int SLOWER = 5;
    private static final int MOST_FAULTS = 5;
    private static final String IN_BROWSER = "browser";

    /** Policies that let nobody in by device code, or not from a device that Entra knows nothing of. */
    private static final Set<Object> BLOCKED = Set.of(
            "AADSTS50097",
            "AADSTS50199",
            "AADSTS53000",
            "AADSTS53001",
            "AADSTS53002",
            "AADSTS53003",
            "AADSTS530003",
            "AADSTS530032",
            "AADSTS530036");

    @Override
    public Grant signIn(Wanted wanted) throws AuthFailure {
        try {
            return new Attempt(wanted).run();
        } catch (Cancelled e) {
            throw e;
        } catch (AuthFailure e) {
            if (!BLOCKED.contains(e.problem().evidence().getOrDefault("code", ""))) {
                throw e;
            }
            Ask.Decide instead = new Ask.Decide(
                    wanted.signIn().connection(),
                    TEXTS.get("device.blocked"),
                    TEXTS.get("device.blocked.text", e.problem().message()),
                    List.of(new Ask.Decide.Option(IN_BROWSER, TEXTS.get("device.blocked.browser"))),
                    e);
            wanted.signIn().interaction().ask(instead, wanted.progress());
            return browser.signIn(wanted);
        }
    }

    /** One code. */
    private static final class Attempt {
        private final Wanted wanted;
        private final TokenEndpoint endpoint;
        private final AtomicReference<Grant> grant = new AtomicReference<>();
        private final AtomicReference<AuthFailure> failure = new AtomicReference<>();
        private final AtomicReference<RuntimeException> broken = new AtomicReference<>();

        Attempt(Wanted wanted) {
            this.wanted = wanted;
            endpoint = wanted.endpoint();
        }

        Grant run() throws AuthFailure {
            EntraAnswer answer = endpoint.post(
                    "devicecode", Map.of("scope", TokenEndpoint.ALWAYS + " " + wanted.scope()), wanted.progress());
            if (!answer.successful()) {
                throw answer.explain(endpoint.values());
            }
            JsonObject json = answer.json().orElseThrow(() -> answer.incomplete(endpoint.values()));
            String userCode = text(json, "user_code");
            String page =
                    text(json, text(json, "verification_uri").isEmpty() ? "verification_url" : "verification_uri");
            String complete = text(json, "verification_uri_complete");
            if (userCode.isEmpty() || text(json, "device_code").isEmpty() || !page.startsWith("https://")) {
                throw answer.incomplete(endpoint.values());
            }
            try (Secret deviceCode = Secret.of(text(json, "device_code"))) {
                Duration lifetime = Duration.ofSeconds(Math.max(1, number(json, "expires_in", DEFAULT_LIFETIME)));
                int interval = number(json, "interval", DEFAULT_INTERVAL);
                PendingSignIn pending = new PendingSignIn(lifetime);
                ask(
                        new Ask.DeviceSignIn(
                                wanted.signIn().connection(),
                                userCode,
                                URI.create(page),
                                URI.create(complete.startsWith("https://") ? complete : page),
                                wanted.why(),
                                pending),
                        deviceCode,
                        interval > 0 ? interval : DEFAULT_INTERVAL);
                if (broken.get() != null) {
                    throw broken.get();
                }
                if (failure.get() != null) {
                    throw failure.get();
                }
                if (grant.get() == null) {
                    throw endpoint.problem("entra.device-code-unused")
                            .with("page", page)
                            .with("minutes", Math.max(1, lifetime.toMinutes()))
                            .failure();
                }
                return grant.get();
            }
        }

        /** Shows the code while another thread polls; neither outlives the other. */
        private void ask(Ask.DeviceSignIn question, Secret deviceCode, int interval) throws AuthFailure {
            CancellableProgress polling = new CancellableProgress();
            Thread poller = null;
            try (Progress.Registration ignored = wanted.progress().onCancel(polling::cancel)) {
                poller = Thread.ofVirtual().name("device code").start(() -> {
                    try {
                        poll(deviceCode, interval, polling);
                    } catch (Cancelled e) {
                        LOG.debug("polling has been stopped");
                    } catch (AuthFailure e) {
                        failure.set(e);
                    } catch (RuntimeException e) {
                        broken.set(e);
                    } finally {
                        question.pending().end();
                    }
                });
                wanted.progress().step(TEXTS.get("device.waiting"));
                wanted.signIn().interaction().ask(question, wanted.progress());
                wanted.progress().check();
            } finally {
                polling.cancel();
                join(poller);
            }
        }

        private static void join(Thread poller) throws Cancelled {
            try {
                if (poller != null) {
                    poller.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled();
            }
        }

        private void poll(Secret deviceCode, int first, Progress polling) throws AuthFailure {
            int interval = first;
            int faults = 0;
            while (true) {
                polling.sleep(Duration.ofSeconds(interval));
                TokenEndpoint.Answered answered;
                try {
                    answered = endpoint.token(
                            Map.of(
                                    "grant_type",
                                    "urn:ietf:params:oauth:grant-type:device_code",
                                    "device_code",
                                    deviceCode.reveal()),
                            wanted.scope(),
                            wanted.claims(),
                            polling);
                } catch (Cancelled e) {
                    throw e;
                } catch (AuthFailure e) {
                    // A lost connection must not lose the code that the user is typing.
                    if (e.problem().kind() != Problem.Kind.UNREACHABLE || ++faults >= MOST_FAULTS) {
                        throw e;
                    }
                    LOG.debug("polling: {}", e.problem().cause());
                    continue;
                }
                if (answered.grant().isPresent()) {
                    grant.set(answered.grant().get());
                    return;
                }
                EntraAnswer answer = answered.answer();
                switch (error(answer)) {
                    case "authorization_pending" -> faults = 0;
                    case "slow_down" -> interval += SLOWER;
                    default -> {
                        boolean busy = answer.status() == 429 || answer.status() >= 500;
                        if (!busy || ++faults >= MOST_FAULTS) {
                            throw answer.explain(endpoint.values());
                        }
                        interval += SLOWER;
                    }
                }
            }
        }

        private static String error(EntraAnswer answer) {
            return answer.json().map(json -> text(json, "error")).orElse("");
        }

        private static String text(JsonObject json, String name) {
            return json.get(name) instanceof JsonString text ? text.getString() : "";
        }

        /** Some write numbers as texts. */
        private static int number(JsonObject json, String name, int otherwise) {
            if (json.get(name) instanceof JsonNumber number) {
                return number.intValue();
            }
            String text = text(json, name);
            return text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
        }
    }
}
