package org.drawbridge.readiness;

import java.time.Duration;
import java.time.Instant;
import org.drawbridge.core.check.CheckSettings;

/**
 * How the run went.
 *
 * @param resumed whether it went on from an interrupted one
 * @param calls how many calls the checks sent to both sides in this run
 * @param refusals how often a service asked to slow down
 */
public record RunFigures(
        Instant started, Duration took, boolean resumed, CheckSettings settings, long calls, long refusals) {}
