package org.drawbridge.sandbox.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.drawbridge.sandbox.SandboxConnection;

/** The sandbox folder while it is being filled: secrets, certificates and the connections that use them. */
public final class Workspace {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final List<String> OURS = List.of("ca.pem", "connections.json", "secrets", "certificates");

    private final Path folder;
    private final Path given;
    private final Certificates certificates = new Certificates("Drawbridge Sandbox CA");
    private final List<SandboxConnection> connections = new ArrayList<>();
    private final JsonArrayBuilder entries = Json.createArrayBuilder();
    private final Path madeFrom;
    private final boolean people;

    /** Makes the folder if needed, and clears away what an earlier run left there. */
    public Workspace(Path folder, boolean people) throws IOException {
        given = folder;
        this.people = people;
        this.folder = folder.toAbsolutePath().normalize();
        madeFrom = firstMissing(this.folder);
        if (madeFrom != null && this.folder.getParent() != null) {
            Files.createDirectories(this.folder.getParent());
        }
        OwnerOnly.folder(this.folder);
        deleteOurs();
        OwnerOnly.folder(this.folder.resolve("secrets"));
        OwnerOnly.folder(this.folder.resolve("certificates"));
        Files.writeString(this.folder.resolve("ca.pem"), certificates.authorityPem(), StandardCharsets.US_ASCII);
    }

    /** Whether connections that people sign in with are wanted. */
    public boolean people() {
        return people;
    }

    public Path folder() {
        return given;
    }

    /** The authority of this run. */
    public Certificates certificates() {
        return certificates;
    }

    /** Where PFX and PEM files belong; write them as {@code certificates/NAME} into the connections. */
    public Path certificateFolder() {
        return folder.resolve("certificates");
    }

    /** A random value of that many letters and digits. */
    public static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Writes a secret into a file of its own; the answer is its path as it stands in the connections file. */
    public String secret(String name, String value) throws IOException {
        OwnerOnly.write(folder.resolve("secrets").resolve(name), value + "\n");
        return "secrets/" + name;
    }

    /**
     * Declares a connection.
     *
     * @param target {@code confluence} or {@code sharepoint}
     * @param secrets by field key, the path that {@link #secret} gave
     */
    public void connection(
            SandboxConnection shows,
            String name,
            String target,
            String url,
            String method,
            Map<String, String> settings,
            Map<String, String> secrets) {
        connections.add(shows);
        JsonObjectBuilder values = Json.createObjectBuilder();
        settings.forEach(values::add);
        JsonObjectBuilder references = Json.createObjectBuilder();
        secrets.forEach(
                (key, file) -> references.add(key, Json.createObjectBuilder().add("file", file)));
        entries.add(Json.createObjectBuilder()
                .add("id", shows.id())
                .add("name", name)
                .add("target", target)
                .add("url", url)
                .add("method", method)
                .add("settings", values)
                .add("secrets", references));
    }

    public List<SandboxConnection> connections() {
        return List.copyOf(connections);
    }

    /** Writes the connections file for a server on that port of the loopback address. */
    public void writeConnections(int port) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(Json.createObjectBuilder()
                    .add("version", 1)
                    .add(
                            "network",
                            Json.createObjectBuilder()
                                    .add("ca", "ca.pem")
                                    .add("connectTo", Json.createArrayBuilder().add("::127.0.0.1:" + port)))
                    .add("connections", entries)
                    .build());
        }
        OwnerOnly.write(folder.resolve("connections.json"), text.toString().strip() + "\n");
    }

    /** Deletes what the sandbox wrote, and the folders that it made if nothing else is in them. */
    public void delete() throws IOException {
        deleteOurs();
        if (madeFrom == null) {
            return;
        }
        for (Path at = folder; at != null && at.startsWith(madeFrom); at = at.getParent()) {
            try (Stream<Path> rest = Files.list(at)) {
                if (rest.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(at);
        }
    }

    private void deleteOurs() throws IOException {
        for (String name : OURS) {
            Path path = folder.resolve(name);
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            List<Path> inside;
            // Walks no symbolic links, so that nothing outside the folder is deleted.
            try (Stream<Path> all = Files.walk(path)) {
                inside = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : inside) {
                Files.delete(each);
            }
        }
    }

    private static Path firstMissing(Path folder) {
        Path missing = null;
        for (Path at = folder; at != null && Files.notExists(at); at = at.getParent()) {
            missing = at;
        }
        return missing;
    }
}
