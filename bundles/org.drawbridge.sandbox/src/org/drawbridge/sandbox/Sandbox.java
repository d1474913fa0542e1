package org.drawbridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.drawbridge.sandbox.internal.FaultSwitches;
import org.drawbridge.sandbox.internal.Part;
import org.drawbridge.sandbox.internal.SandboxServer;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.confluence.ConfluencePart;
import org.drawbridge.sandbox.internal.entra.Microsoft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confluence, Entra, SharePoint and Graph on the loopback address, over TLS under their real host names: clients reach
 * them with {@code --ca} {@link #caFile()} and {@code --connect-to ::127.0.0.1:}{@link #port()}, which {@link
 * #connectionsFile()} also says. Nothing of it can be reached from another machine. Thread-safe.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private final Workspace workspace;
    private final SandboxServer server;
    private final FaultSwitches faults = new FaultSwitches();
    private final ConfluencePart confluence;
    private final Map<String, ConfluenceSwitches> confluences;
    private final Microsoft microsoft = new Microsoft(Clock.systemUTC());
    private boolean closed;

    private Sandbox(SandboxOptions options) throws IOException {
        confluence = new ConfluencePart();
        List<Part> parts = List.of(confluence, microsoft);
        confluences = confluence.switches();
        workspace = new Workspace(options.folder(), options.people());
        boolean started = false;
        try {
            List<VirtualHost> hosts = new ArrayList<>();
            for (Part part : parts) {
                part.prepare(workspace);
                hosts.addAll(part.hosts());
            }
            server = new SandboxServer(options.port(), workspace.certificates(), hosts, faults);
            workspace.writeConnections(server.port());
            started = true;
        } finally {
            if (!started) {
                workspace.delete();
            }
        }
    }

    /**
     * Makes the folder with its CA, certificates, secrets and connections, and begins to listen.
     *
     * @throws java.net.BindException if the port is taken
     */
    public static Sandbox start(SandboxOptions options) throws IOException {
        return new Sandbox(options);
    }

    /** The port of 127.0.0.1. */
    public int port() {
        return server.port();
    }

    public Path folder() {
        return workspace.folder();
    }

    /** The certificate of the CA that all hosts' certificates come from, as PEM. */
    public Path caFile() {
        return folder().resolve("ca.pem");
    }

    /** A connections file with everything in it; its secrets are in files beside it. */
    public Path connectionsFile() {
        return folder().resolve("connections.json");
    }

    /** What the connections file holds, in its order. */
    public List<SandboxConnection> connections() {
        return workspace.connections();
    }

    /**
     * The value in one of the files under {@code secrets}.
     *
     * @param name its name there, such as {@code wiki92-aadmin.token} or {@code uuser.password}
     */
    public String secret(String name) throws IOException {
        return Files.readString(folder().resolve("secrets").resolve(name)).strip();
    }

    /** Somebody with a browser that is not signed in anywhere yet. */
    public Visitor visitor() throws IOException {
        return Visitor.of(folder());
    }

    /** What can be made to go wrong while it runs. */
    public Faults faults() {
        return faults;
    }

    /**
     * Gives every Confluence so many spaces besides those that are always there; the same ones each time, with some pages,
     * attachments and comments, and names that are an attack on careless reports.
     */
    public void generateSpaces(int count) {
        confluence.generate(count);
    }

    /** Tells of each call that was answered, on the answering thread; null for nobody. */
    public void watch(Consumer<Served> told) {
        server.watch(told);
    }

    /**
     * Tells of each session cookie, token and code that is handed out, on the answering thread, so that tests can look for
     * them where they must not be; null for nobody.
     */
    public void watchSecrets(Consumer<String> told) {
        server.watchSecrets(told);
    }

    /** The host names of the simulated Confluences. */
    public Set<String> confluences() {
        return confluences.keySet();
    }

    /** What can be switched in one Confluence, by its host name. */
    public ConfluenceSwitches confluence(String host) {
        ConfluenceSwitches switches = confluences.get(host);
        if (switches == null) {
            throw new IllegalArgumentException("no Confluence named " + host + ", only " + confluences.keySet());
        }
        return switches;
    }

    /** What can be switched in Entra, SharePoint and Graph. */
    public MicrosoftSwitches microsoft() {
        return microsoft;
    }

    /** Stops listening, drops all connections, and deletes what it wrote. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        try {
            workspace.delete();
        } catch (IOException e) {
            LOG.warn("The sandbox folder {} could not be deleted: {}", folder(), e.toString());
        }
    }
}
