package org.drawbridge.sandbox;

/**
 * A ready-made connection of the sandbox's connections file.
 *
 * @param id its id in the file
 * @param shows what to expect of {@code test}, in one line
 * @param expectedExit the exit code of {@code test}
 * @param signIn whether somebody must have signed in before; else {@code test} ends with 4
 */
public record SandboxConnection(String id, String shows, int expectedExit, boolean signIn) {

    /** One that needs nobody. */
    public SandboxConnection(String id, String shows, int expectedExit) {
        this(id, shows, expectedExit, false);
    }
}
