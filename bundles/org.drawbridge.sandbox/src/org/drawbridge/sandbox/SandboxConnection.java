package org.drawbridge.sandbox;

/**
 * A ready-made connection of the sandbox's connections file.
 *
 * @param id its id in the file
 * @param shows what to expect of {@code test}, in one line
 * @param expectedExit the exit code of {@code test}
 */
public record SandboxConnection(String id, String shows, int expectedExit) {}
