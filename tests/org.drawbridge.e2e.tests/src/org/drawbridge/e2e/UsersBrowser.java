package org.drawbridge.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Chromium that is none of the product's: the user's own, which a command of theirs opens addresses with. */
final class UsersBrowser {

    private final Path folder;
    private final Path command;

    /**
     * @param folder where its command, profile and process id go
     * @param switches beyond those that every test needs; without quotes
     */
    UsersBrowser(Path folder, String... switches) throws IOException {
        this.folder = Files.createDirectories(folder);
        command = folder.resolve("open.sh");
        Files.createDirectories(folder.resolve("browser"));
        Files.writeString(command, """
                #!/bin/sh
                echo $$ > '%1$s/browser.pid'
                for name in chromium chromium-browser; do
                  command -v $name >/dev/null && exec $name --headless=new --no-sandbox --disable-gpu --no-first-run \\
                    --disable-background-networking --disable-component-update --remote-debugging-port=0 \\
                    --remote-allow-origins='*' --user-data-dir='%1$s/browser/profile' \\
                    %2$s "$1"
                done
                exit 1
                """.formatted(folder, "'" + String.join("' '", switches) + "'"));
        if (!command.toFile().setExecutable(true)) {
            throw new IOException(command + " can't be made executable");
        }
    }

    /** For {@code --open-with}. */
    String command() {
        return command.toString();
    }

    /** What the user does in it, once the product has opened it. */
    Chromium of(Process product) {
        return new Chromium(folder, product);
    }

    /** Ends it, and forgets who was signed in there. */
    void close() throws Exception {
        Path pid = folder.resolve("browser.pid");
        if (!Files.exists(pid)) {
            return;
        }
        ProcessHandle chromium =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(null);
        if (chromium != null) {
            List<ProcessHandle> all =
                    Stream.concat(chromium.descendants(), Stream.of(chromium)).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle each : all) {
                each.onExit().get(20, TimeUnit.SECONDS);
            }
        }
        Files.delete(pid);
        try (Stream<Path> profile = Files.walk(folder.resolve("browser/profile"))) {
            for (Path each :
                    profile.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(each);
            }
        }
    }
}
