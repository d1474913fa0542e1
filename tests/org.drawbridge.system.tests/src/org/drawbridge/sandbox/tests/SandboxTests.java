package org.drawbridge.sandbox.tests;

import java.io.IOException;
import java.nio.file.Path;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One sandbox for all tests of a class; those that switch something switch it back. */
abstract class SandboxTests {

    static final String WIKI_613 = "https://wiki613.acme.test";
    static final String WIKI_713 = "https://wiki713.acme.test/confluence";
    static final String WIKI_85 = "https://wiki85.acme.test";
    static final String WIKI_92 = "https://wiki92.acme.test/confluence";
    static final String WIKI_10 = "https://wiki10.acme.test";
    static final String CLOUD = "https://acme.atlassian.net/wiki";
    static final String OPEN_CLOUD = "https://public.atlassian.net/wiki";

    @TempDir
    static Path temp;

    static Sandbox sandbox;

    @BeforeAll
    static void startSandbox() throws IOException {
        sandbox = Sandbox.start(new SandboxOptions(temp.resolve("sandbox"), 0));
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @AfterEach
    void clearFaults() {
        sandbox.faults().clear();
    }

    static TestClient client() {
        return new TestClient(sandbox);
    }

    /** A client with the token of somebody on the host that the address names. */
    static TestClient token(String address, String person) throws IOException {
        return client().bearer(sandbox.secret(firstLabel(address) + "-" + person + ".token"));
    }

    /** A client with somebody's user name and password. */
    static TestClient password(String person) throws IOException {
        return client().basic(person, sandbox.secret(person + ".password"));
    }

    /** A client of Cloud with the API token in that file. */
    static TestClient cloud(String email, String file) throws IOException {
        return client().basic(email, sandbox.secret(file));
    }

    private static String firstLabel(String address) {
        return address.replaceFirst("https://", "").replaceFirst("\\..*", "");
    }
}
