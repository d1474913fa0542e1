package org.drawbridge.ui.internal.browser;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.widgets.Display;

/**
 * Asks things of the page that an SWT browser shows, such as fetching an address. Answers are collected by evaluating a
 * script now and then: a {@link org.eclipse.swt.browser.BrowserFunction} would call back by itself, but on WebKitGTK it
 * does so by a request that a page's content security policy forbids. Thread-safe; only the UI thread touches the browser.
 */
final class PageAgent {

    /** The value of an answer that got lost because the page went away. */
    static final JsonObject GONE = Json.createObjectBuilder().add("gone", true).build();

    /** Above this a body comes in several parts, in bytes. */
    static final int PART = 2 << 20;

    /** Often at first, for what is there at once, then less so. */
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int[] POLLS_MILLIS = {1, 3, 6, 10, 15, 20};

    private static final String SOURCE = source();

    private final Browser browser;
    private final Display display;
    /** The agent's name in the page; no page can know it beforehand. */
    private final String name;

    private final AtomicLong sequence = new AtomicLong();
    /** Not yet handed to the page. Guarded by this. */
    private final List<JsonObject> waiting = new ArrayList<>();
    /** By sequence number: everything without an answer. Guarded by this. */
    private final Map<Long, CompletableFuture<JsonObject>> open = new LinkedHashMap<>();

    private String document = "";
    private boolean stepping;
    private boolean scheduled;
    private int polls;

    /** UI thread. */
    PageAgent(Browser browser) {
        this.browser = browser;
        display = browser.getDisplay();
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        name = "drawbridge" + HexFormat.of().formatHex(random);
    }

    private static String source() {
        try (InputStream in = PageAgent.class.getResourceAsStream("agent.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks the page. The answer is {@link #GONE} if the page goes away before it comes, and has {@code error} if it
     * failed; {@code away} if the page is not of the {@code origin} that the command names. Any thread.
     */
    CompletableFuture<JsonObject> ask(String operation, JsonObjectBuilder command) {
        long number = sequence.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        synchronized (this) {
            open.put(number, answer);
            waiting.add(command.add("op", operation).add("seq", number).build());
        }
        answer.whenComplete((value, failure) -> {
            synchronized (this) {
                open.remove(number);
            }
        });
        if (display.isDisposed()) {
            answer.complete(GONE);
        } else {
            display.asyncExec(this::step);
        }
        return answer;
    }

    /** Whether a script runs just now. UI thread. */
    boolean busy() {
        return stepping;
    }

    /** For a page that is known to have gone: nobody should wait for its answers. Any thread. */
    void gone() {
        List<CompletableFuture<JsonObject>> lost;
        synchronized (this) {
            lost = List.copyOf(open.values());
            waiting.clear();
        }
        lost.forEach(answer -> answer.complete(GONE));
    }

    /** UI thread. Evaluating runs the event loop, so this may be called while it is running already. */
    private void step() {
        if (stepping) {
            return;
        }
        if (browser.isDisposed()) {
            gone();
            return;
        }
        List<JsonObject> commands;
        List<Long> before;
        synchronized (this) {
            waiting.removeIf(
                    command -> !open.containsKey(command.getJsonNumber("seq").longValue()));
            commands = List.copyOf(waiting);
            waiting.clear();
            before = new ArrayList<>(open.keySet());
        }
        if (before.isEmpty()) {
            return;
        }
        if (!commands.isEmpty()) {
            polls = 0;
        }
        commands.forEach(command -> before.remove(command.getJsonNumber("seq").longValue()));
        stepping = true;
        try {
            JsonArrayBuilder list = Json.createArrayBuilder();
            commands.forEach(list::add);
            Object result =
                    browser.evaluate("return (" + SOURCE + ")('" + name + "'," + list.build() + "," + PART + ")");
            answered(String.valueOf(result), before);
        } catch (SWTException | JsonException e) {
            // Between two pages, or one that breaks scripts: what was asked got lost with it.
            commands.forEach(command -> complete(command.getJsonNumber("seq").longValue(), GONE));
        } finally {
            stepping = false;
        }
        again();
    }

    private void answered(String text, List<Long> before) {
        JsonObject result;
        try (var reader = Json.createReader(new StringReader(text))) {
            result = reader.readObject();
        }
        String now = result.getString("document");
        if (!now.equals(document)) {
            document = now;
            before.forEach(number -> complete(number, GONE));
        }
        for (JsonObject reply : result.getJsonArray("replies").getValuesAs(JsonObject.class)) {
            complete(reply.getJsonNumber("seq").longValue(), reply.getJsonObject("value"));
        }
    }

    private void complete(long number, JsonObject value) {
        CompletableFuture<JsonObject> answer;
        synchronized (this) {
            answer = open.get(number);
        }
        if (answer != null) {
            answer.complete(value);
        }
    }

    private void again() {
        boolean more;
        boolean hurry;
        synchronized (this) {
            more = !open.isEmpty();
            hurry = !waiting.isEmpty();
        }
        if (hurry) {
            display.asyncExec(this::step);
        } else if (more && !scheduled) {
            scheduled = true;
            display.timerExec(POLLS_MILLIS[Math.min(polls++, POLLS_MILLIS.length - 1)], () -> {
                scheduled = false;
                step();
            });
        }
    }
}
