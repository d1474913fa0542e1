package org.drawbridge.sandbox.internal.confluence;

import org.drawbridge.sandbox.ConfluenceSwitches;

/**
 * Which Confluence a host plays.
 *
 * @param context the context path, empty for none
 * @param version as the product names itself; Cloud's is of no meaning
 */
record Profile(String host, String context, String version, int build, boolean cloud, String serverId) {

    static Profile dataCenter(String host, String context, String version, int build) {
        return new Profile(host, context, version, build, false, "B" + Integer.toString(build) + "-SAND-BOXX-0001");
    }

    static Profile cloud(String host) {
        return new Profile(host, "/wiki", "1000.0.0-5f2c7d1a9b0e", 6452, true, "");
    }

    /** The base address, without a slash at the end. */
    String base() {
        return "https://" + host + context;
    }

    /** Whether it is that version of Server or Data Center, or a later one. */
    boolean since(int major, int minor) {
        String[] parts = version.split("\\.");
        int ownMajor = Integer.parseInt(parts[0]);
        return !cloud && (ownMajor > major || ownMajor == major && Integer.parseInt(parts[1]) >= minor);
    }

    boolean knowsTokens() {
        return since(7, 9);
    }

    /** The generation of sign-in pages with two-step verification. */
    boolean twoStepLogin() {
        return since(10, 0);
    }

    boolean hasPermissionsApi() {
        return since(9, 1);
    }

    /** The switches as this version has them after installation. */
    ConfluenceSwitches defaults(ConfluenceSwitches switches) {
        return switches.basicAuthentication(!since(10, 0))
                .tokensForRestOnly(!since(8, 0))
                .remoteApi(!since(9, 1) || since(10, 0));
    }
}
