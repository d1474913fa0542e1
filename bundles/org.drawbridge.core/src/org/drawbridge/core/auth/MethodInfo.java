package org.drawbridge.core.auth;

import org.drawbridge.core.Target;

/**
 * What is known of a sign-in method without loading it.
 *
 * @param label in the user's language
 * @param order smaller ones first
 * @param recommended the one to suggest for its kind of target
 * @param contributor the bundle that brings it, with its version
 */
public record MethodInfo(
        String id, String label, Target.Kind target, int order, boolean recommended, String contributor) {}
