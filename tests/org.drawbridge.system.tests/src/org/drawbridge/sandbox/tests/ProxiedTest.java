package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The Confluence behind a reverse proxy that signs people in. */
class ProxiedTest extends SandboxTests {

    private static final String ME = "https://intranet.acme.test/rest/api/user/current";

    @Test
    void theProxyIsBelievedWhoTheUserIs() throws IOException {
        TestClient.Answer answer = client().with("X-Remote-User", "sspace")
                .with("X-Proxy-Secret", sandbox.secret("intranet-proxy.secret"))
                .get(ME);
        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("sspace"), answer.body());
    }

    @Test
    void nobodyElseIs() throws IOException {
        assertEquals(401, client().with("X-Remote-User", "aadmin").get(ME).status());
        assertEquals(
                401,
                client().with("X-Remote-User", "aadmin")
                        .with("X-Proxy-Secret", "guessed")
                        .get(ME)
                        .status());
    }
}
