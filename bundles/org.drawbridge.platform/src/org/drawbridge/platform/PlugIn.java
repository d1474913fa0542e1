package org.drawbridge.platform;

import java.nio.file.Path;

/**
 * A jar in one of the plug-in folders: {@code plugins} in the data folder, {@code dropins} beside the program.
 *
 * @param name of the bundle; the file's name where it is none
 * @param version empty where it is no bundle
 * @param problem why it can't be used, or not whole, in the user's words; empty if all is well
 * @param restart whether a new start of the program is needed, and enough, to use it
 */
public record PlugIn(Path file, String name, String version, String problem, boolean restart) {

    public boolean works() {
        return problem.isEmpty();
    }
}
