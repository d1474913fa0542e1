package org.drawbridge.sandbox;

import java.time.Duration;
import java.util.Map;

/** Something that goes wrong with a call. */
public sealed interface Fault {

    /** The answer comes that much later. */
    record Latency(Duration delay) implements Fault {}

    /** The answer never comes; the connection stays open. */
    record Silence() implements Fault {}

    /** The connection is dropped without an answer. */
    record Reset() implements Fault {}

    /** The answer is begun, and dropped after half of its body. */
    record Truncated() implements Fault {}

    /** The body of the answer comes at that speed. */
    record SlowBody(int bytesPerSecond) implements Fault {
        public SlowBody {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("not a speed: " + bytesPerSecond);
            }
        }
    }

    /** Another answer than the service's own. */
    record Answer(int status, Map<String, String> headers, String contentType, String body) implements Fault {
        public Answer {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The service has had too many calls: 429.
     *
     * @param retryAfter the header's value: seconds (also 0 or absurdly many), a date, or null for no header
     */
    static Fault tooManyRequests(String retryAfter) {
        return new Answer(429, retryAfter(retryAfter), "application/json", "{\"message\":\"Rate limit exceeded.\"}");
    }

    /** The service is down for a while: 503; the header as in {@link #tooManyRequests}. */
    static Fault unavailable(String retryAfter) {
        return new Answer(
                503,
                retryAfter(retryAfter),
                "text/html;charset=UTF-8",
                "<!DOCTYPE html><html><head><title>503 Service Temporarily Unavailable</title></head>"
                        + "<body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>");
    }

    /** A web page with status 200 in place of the answer. */
    static Fault page(String html) {
        return new Answer(200, Map.of(), "text/html;charset=UTF-8", html);
    }

    private static Map<String, String> retryAfter(String value) {
        return value == null ? Map.of() : Map.of("Retry-After", value);
    }
}
