package org.drawbridge.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "http://proxy.acme.test:3128, proxy.acme.test, 3128",
        "http://proxy.acme.test:3128/, proxy.acme.test, 3128",
        "HTTP://proxy:8080, proxy, 8080",
        "proxy:8080, proxy, 8080",
        "http://proxy, proxy, 80",
        "http://10.0.0.1:3128, 10.0.0.1, 3128",
        "http://[2001:db8::1]:3128, 2001:db8::1, 3128"
    })
    void readsHostAndPort(String text, String host, int port) throws Exception {
        Proxy proxy = ProxySettings.parse(text);
        assertEquals(host, proxy.host());
        assertEquals(port, proxy.port());
        assertEquals(Optional.empty(), proxy.user());
    }

    @Test
    void decodesUserAndPassword() throws Exception {
        Proxy proxy = ProxySettings.parse("http://ACME%5Canna:p%40ss%3Aw%C3%B6+rd@proxy:3128");
        assertEquals(Optional.of("ACME\\anna"), proxy.user());
        assertEquals("p@ss:wö+rd", proxy.password().orElseThrow().reveal());
        assertFalse(proxy.toString().contains("p@ss"));
        assertEquals(
                Optional.empty(), ProxySettings.parse("http://anna@proxy:3128").password());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy",
                "http://",
                "socks5://proxy:1080",
                "https://proxy:443",
                "http://proxy:99999",
                "http://proxy:0",
                "http://a b:80",
                "http://proxy:3128/path",
                "http://u:geheimnis%zz@proxy:1",
                "http://u:geheimnis@x@proxy:1"
            })
    void refusesTheRestNamingTheVariableButNotThePassword(String text) {
        Problem problem = assertThrows(
                        AuthFailure.class, () -> ProxySettings.fromEnvironment(Map.of("https_proxy", text)))
                .problem();
        assertEquals("proxy.invalid", problem.cause());
        assertEquals(Problem.Kind.SETTINGS, problem.kind());
        assertTrue(problem.message().startsWith("https_proxy "), problem::message);
        assertFalse(problem.toString().contains("geheimnis"));
    }

    @Test
    void takesTheVariablesInTheirOrder() throws Exception {
        Map<String, String> all = Map.of(
                "HTTPS_PROXY",
                "a:1",
                "https_proxy",
                "b:1",
                "HTTP_PROXY",
                "c:1",
                "ALL_PROXY",
                "d:1",
                "NO_PROXY",
                " .acme.test, 10.0.0.0/8  localhost,,");
        Proxy proxy = ProxySettings.fromEnvironment(all).orElseThrow();
        assertEquals("a", proxy.host());
        assertEquals(List.of(".acme.test", "10.0.0.0/8", "localhost"), proxy.exceptions());
        assertEquals(
                "d",
                ProxySettings.fromEnvironment(Map.of("HTTPS_PROXY", "", "ALL_PROXY", "d:1"))
                        .orElseThrow()
                        .host());
        assertEquals(Optional.empty(), ProxySettings.fromEnvironment(Map.of("NO_PROXY", "*")));
    }
}
