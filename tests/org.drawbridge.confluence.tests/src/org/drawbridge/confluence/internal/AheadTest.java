package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.Test;

class AheadTest {

    private final ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();

    private Answer page(int start) throws AuthFailure {
        asked.add(start);
        byte[] body = Integer.toString(start).getBytes(StandardCharsets.US_ASCII);
        URI address = URI.create("https://wiki.acme.test/rest/api/space");
        return Answer.read(
                Request.get("/rest/api/space"),
                new Response(address, 200, Map.of(), new ByteArrayInputStream(body), List.of()));
    }

    @Test
    void expectedPagesAreAskedForSideBySide() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        Ahead.Pages together = start -> {
            all.countDown();
            try {
                if (!all.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("asked one after another");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return page(start);
        };
        try (Ahead ahead = new Ahead(together)) {
            ahead.expect(100, 100, 3);
            assertEquals("100", ahead.page(100).text());
            assertEquals("200", ahead.page(200).text());
            assertEquals("300", ahead.page(300).text());
        }
    }

    @Test
    void aPageThatWasNotExpectedIsAskedForAndNoneTwice() throws Exception {
        try (Ahead ahead = new Ahead(this::page)) {
            ahead.expect(100, 100, 1);
            assertEquals("57", ahead.page(57).text());
            ahead.expect(100, 100, 1);
            assertEquals("100", ahead.page(100).text());
        }
        // The expected one is asked for on another thread, before the other or after it.
        assertEquals(List.of(57, 100), asked.stream().sorted().toList());
    }

    @Test
    void aFailureComesOutWhereItsPageIsWantedAndNowhereElse() throws Exception {
        try (Ahead ahead = new Ahead(start -> {
            if (start == 200) {
                throw new Cancelled();
            }
            return page(start);
        })) {
            ahead.expect(100, 100, 2);
            assertEquals("100", ahead.page(100).text());
            assertThrows(Cancelled.class, () -> ahead.page(200));
            ahead.expect(200, 100, 1);
        }
    }
}
