package org.drawbridge.sandbox;

import java.time.Instant;

/**
 * A call that the sandbox has answered.
 *
 * @param address the host with path and query
 * @param status as it went out; -1 if the connection was dropped
 */
public record Served(Instant when, String method, String address, int status) {}
