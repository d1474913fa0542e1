package org.drawbridge.ui.tests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The sandbox that the desktop starts, with many spaces, as long as this is open; slow if wanted. */
final class LargeSandbox implements SandboxService, AutoCloseable {

    private final int spaces;
    private final ServiceRegistration<SandboxService> registration;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private Sandbox sandbox;

    LargeSandbox(int spaces) {
        this.spaces = spaces;
        Hashtable<String, Object> first = new Hashtable<>();
        first.put(Constants.SERVICE_RANKING, 1000);
        registration = FrameworkUtil.getBundle(LargeSandbox.class)
                .getBundleContext()
                .registerService(SandboxService.class, this, first);
    }

    @Override
    public synchronized Running start(Path folder, int port) throws IOException {
        Sandbox started = Sandbox.start(new SandboxOptions(folder, port));
        started.generateSpaces(spaces);
        started.watch(call -> calls.add(call.address()));
        sandbox = started;
        return new Running() {
            @Override
            public int port() {
                return started.port();
            }

            @Override
            public Path folder() {
                return started.folder();
            }

            @Override
            public Path connectionsFile() {
                return started.connectionsFile();
            }

            @Override
            public List<Sample> samples() {
                return List.of();
            }

            @Override
            public void close() {
                started.close();
            }
        };
    }

    /** Every answer of that host comes later from now on. */
    synchronized void slow(String host, Duration by) {
        sandbox.faults().clear(host);
        sandbox.faults().add(host, new Fault.Latency(by));
    }

    synchronized void fast() {
        sandbox.faults().clear();
    }

    /** The addresses that were called and answered, one after another. */
    List<String> calls() {
        return calls;
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
