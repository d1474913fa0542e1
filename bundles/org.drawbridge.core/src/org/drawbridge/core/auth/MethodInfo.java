package org.drawbridge.core.auth;

import org.drawbridge.core.Target;

/**
 * What is known of a sign-in method without loading it.
 *
 * @param label in the user's language
 * @param description one or two sentences for whoever chooses: when it fits; may be empty
 * @param order smaller ones first
 * @param recommended the one to suggest for its kind of target
 * @param contributor the bundle that brings it, with its version
 */
public record MethodInfo(
        String id,
        String label,
        String description,
        Target.Kind target,
        int order,
        boolean recommended,
        String contributor) {

    /** Without a description. */
    public MethodInfo(String id, String label, Target.Kind target, int order, boolean recommended, String contributor) {
        this(id, label, "", target, order, recommended, contributor);
    }
}
