package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.QUICK;
import static org.drawbridge.core.internal.http.HttpTests.body;
import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedirectTest {

    @ParameterizedTest
    @ValueSource(strings = {"/rest/b c", "b%20c", "?x=1", "http://127.0.0.1:PORT/rest/d", "//127.0.0.1:PORT/e"})
    void followsWithinTheOrigin(String location) throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (request.target().equals("/rest/a")) {
                        answer.send(
                                302, "", "Location: " + location.replace("PORT", "" + answer.socket.getLocalPort()));
                    } else {
                        answer.send(200, "there");
                    }
                });
                Http http = Http.create(QUICK);
                Response response = http.send(
                        Request.get(server.url("/rest/a")).with("Authorization", "Bearer t"), Progress.none())) {
            assertEquals("there", response.text(100));
            assertEquals(List.of(URI.create(server.url("/rest/a"))), response.redirects());
            assertEquals("Bearer t", server.requests.get(1).header("Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:PORT/b",
                "https://127.0.0.1:PORT/b",
                "http://127.0.0.1:1/b",
                "http://user:pw@127.0.0.1:PORT/b"
            })
    void neverLeavesTheOriginButTellsTheCaller(String location) throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(
                        302, "bye", "Location: " + location.replace("PORT", "" + answer.socket.getLocalPort())));
                Http http = Http.create(QUICK);
                Response response = http.send(
                        Request.get(server.url("/a"))
                                .with("Authorization", "Bearer t")
                                .with("Cookie", "a=b"),
                        Progress.none())) {
            assertEquals(302, response.status());
            assertEquals("bye", response.text(100));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void followsNothingWhenToldSo() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(302, "", "Location: /other"));
                Http http = Http.create(QUICK)) {
            body(http, Request.get(server.url("/")).notFollowing(), 302);
            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "ht!tp://x", "mailto:a@b", ""})
    void leavesAnUnusableLocationToTheCaller(String location) throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(302, "", "Location: " + location));
                Http http = Http.create(QUICK)) {
            if (location.isEmpty()) {
                // Empty means: here again.
                fails("redirect.loop", () -> http.send(Request.get(server.url("/")), Progress.none()));
            } else {
                body(http, Request.get(server.url("/")), 302);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301,POST,GET",
        "302,POST,GET",
        "303,POST,GET",
        "303,PUT,GET",
        "307,POST,POST",
        "308,POST,POST",
        "302,PUT,PUT"
    })
    void goesOnAsBrowsersDo(int status, String method, String then) throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (request.target().equals("/a")) {
                        answer.send(status, "", "Location: /b");
                    } else {
                        answer.send(200, request.body());
                    }
                });
                Http http = Http.create(QUICK)) {
            Request request = Request.of(method, server.url("/a")).withBody(RequestBody.json("{}"));
            assertEquals(then.equals("GET") ? "" : "{}", body(http, request, 200));
            TestServer.Received second = server.requests.get(1);
            assertEquals(then, second.method());
            if (then.equals("GET")) {
                assertNull(second.header("Content-Type"));
                assertNull(second.header("Content-Length"));
            }
        }
    }

    @Test
    void noticesALoopAtOnce() throws Exception {
        try (TestServer server = TestServer.http((request, answer) ->
                        answer.send(302, "", "Location: " + (request.target().equals("/a") ? "/b" : "/a")));
                Http http = Http.create(QUICK)) {
            fails("redirect.loop", () -> http.send(Request.get(server.url("/a")), Progress.none()));
            assertEquals(2, server.requests.size());
        }
    }

    @Test
    void givesUpAfterTenRedirects() throws Exception {
        try (TestServer server = TestServer.http(
                        (request, answer) -> answer.send(302, "", "Location: " + request.target() + "x"));
                Http http = Http.create(QUICK)) {
            var problem = fails(
                    "redirect.loop", () -> http.send(Request.get(server.url("/a?token=geheim")), Progress.none()));
            assertEquals(11, server.requests.size());
            assertTrue(!problem.toString().contains("geheim"));
        }
    }
}
