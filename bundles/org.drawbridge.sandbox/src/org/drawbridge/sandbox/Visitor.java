package org.drawbridge.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.sandbox.internal.entra.Totp;

/**
 * A person with a browser of their own, for trying sign-ins without a real one: opens addresses of a sandbox, keeps
 * cookies, fills in the pages of the simulated Entra, and takes the answer to an app that listens on the loopback
 * address. Works from another process than the sandbox's too. Not thread-safe.
 */
public final class Visitor implements AutoCloseable {

    /**
     * A page that came up.
     *
     * @param status 0 if no app listens at that loopback address; the address is what a browser would show then
     */
    public record Page(int status, URI uri, String html) {

        /** The text of the page's heading. */
        public String title() {
            return first("<h1>(.*?)</h1>").orElse("");
        }

        /** The page's text without markup, as people would copy it. */
        public String text() {
            return unescape(html.replaceAll("(?s)<(style|script|title).*?</\\1>", "")
                            .replaceAll("<br>|</p>|</div>|</li>", "\n")
                            .replaceAll("<[^>]*>", ""))
                    .strip();
        }

        private Optional<String> first(String pattern) {
            Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
            return matcher.find() ? Optional.of(unescape(matcher.group(1))) : Optional.empty();
        }

        private boolean asks(String field) {
            return html.contains(" name=\"" + field + '"');
        }

        private boolean offers(String field, String value) {
            return html.contains(" name=\"" + field + "\" value=\"" + value + '"');
        }
    }

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
    private static final int MOST_PAGES = 20;
    private static final int LARGEST = 1 << 20;

    private final Path folder;
    private final Http microsoft;
    private final Http loopback;
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private boolean consents = true;

    private Visitor(Path folder, String connectTo) throws IOException {
        this.folder = folder;
        try {
            microsoft = Http.create(HttpSettings.defaults()
                    .withAuthorities(List.of(folder.resolve("ca.pem")))
                    .withConnectTo(List.of(ConnectTo.parse(connectTo))));
            loopback = Http.create(HttpSettings.defaults());
        } catch (AuthFailure e) {
            throw new IOException(e);
        }
    }

    /** Somebody who is not signed in anywhere yet, for the sandbox that runs with that folder. */
    public static Visitor of(Path sandboxFolder) throws IOException {
        String file = Files.readString(sandboxFolder.resolve("connections.json"));
        try (JsonReader reader = Json.createReader(new StringReader(file))) {
            JsonObject network = reader.readObject().getJsonObject("network");
            return new Visitor(sandboxFolder, network.getJsonArray("connectTo").getString(0));
        }
    }

    /** From now on declines whatever is asked for consent or confirmation. */
    public Visitor declining() {
        consents = false;
        return this;
    }

    /**
     * Opens an address as somebody and goes through all the pages, up to the app's own page or to one that leads no
     * further.
     *
     * @param person the sign-in name of one of the sandbox's people
     * @return the last page
     */
    public Page signIn(String address, String person) throws IOException {
        return through(open(address), person);
    }

    /** Types the code of a device and signs in as somebody; else as {@link #signIn}. */
    public Page signInDevice(String address, String userCode, String person) throws IOException {
        return through(submit(open(address), Map.of("otc", userCode)), person);
    }

    private Page through(Page first, String person) throws IOException {
        Page page = first;
        for (int i = 0; i < MOST_PAGES; i++) {
            Optional<Map<String, String>> fields = answer(page, person);
            if (fields.isEmpty()) {
                return page;
            }
            page = submit(page, fields.get());
        }
        throw new IOException("the sign-in does not end: " + page.title());
    }

    /** What that person enters on a page; empty where there is nothing to enter. */
    private Optional<Map<String, String>> answer(Page page, String person) throws IOException {
        if (page.html().contains("name=\"hiddenform\"")) {
            return Optional.of(Map.of());
        }
        if (!page.asks("ctx")) {
            return Optional.empty();
        }
        if (page.offers("account", person)) {
            return Optional.of(Map.of("account", person));
        }
        if (page.html().contains("id=\"otherTile\"")) {
            return Optional.of(Map.of("account", "other"));
        }
        if (page.html().contains("role=\"alert\"")) {
            return Optional.empty();
        }
        if (page.asks("passwd")) {
            return Optional.of(Map.of("passwd", secret(person, "password")));
        }
        if (page.asks("loginfmt")) {
            return Optional.of(Map.of("loginfmt", person));
        }
        if (page.asks("otc")) {
            Optional<String> shown = page.first("<code id=\"secretKey\">(.*?)</code>");
            String secret = shown.isPresent() ? shown.get() : secret(person, "totp");
            return Optional.of(Map.of("otc", Totp.code(secret, Instant.now())));
        }
        if (page.asks("confirm")) {
            return Optional.of(Map.of("confirm", consents ? "continue" : "cancel"));
        }
        if (page.offers("consent", "accept")) {
            return Optional.of(Map.of("consent", consents ? "accept" : "decline"));
        }
        return Optional.empty();
    }

    private String secret(String person, String kind) throws IOException {
        String name = person.substring(0, person.indexOf('@')) + '.' + kind;
        return Files.readString(folder.resolve("secrets").resolve(name)).strip();
    }

    /** Opens an address and follows where it is sent. */
    public Page open(String address) throws IOException {
        return follow(Request.get(address));
    }

    /** Sends the form of a page: its hidden fields and these. */
    public Page submit(Page page, Map<String, String> fields) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.html());
        while (hidden.find()) {
            all.put(unescape(hidden.group(1)), unescape(hidden.group(2)));
        }
        all.putAll(fields);
        String action = page.first("<form [^>]*action=\"([^\"]*)\"").orElseThrow(() -> new IOException("no form"));
        return follow(Request.post(page.uri().resolve(action).toString(), RequestBody.form(all)));
    }

    private Page follow(Request first) throws IOException {
        Page page = send(first);
        for (int i = 0; i < MOST_PAGES && page.status() / 100 == 3; i++) {
            page = send(Request.get(page.uri().toString()));
        }
        return page;
    }

    /** One exchange; of a redirect it gives the new address. */
    private Page send(Request request) throws IOException {
        URI at = URI.create(request.target());
        Map<String, String> own = cookies.computeIfAbsent(at.getHost(), any -> new LinkedHashMap<>());
        Request sent = request.notFollowing();
        if (!own.isEmpty()) {
            sent = sent.with(
                    "Cookie",
                    own.entrySet().stream()
                            .map(each -> each.getKey() + '=' + each.getValue())
                            .collect(Collectors.joining("; ")));
        }
        boolean app = at.getScheme().equals("http");
        try (Response response = (app ? loopback : microsoft).send(sent, Progress.none())) {
            response.headers("Set-Cookie").forEach(line -> keep(own, line));
            Optional<String> location = response.header("Location").filter(any -> response.status() / 100 == 3);
            return new Page(response.status(), location.map(at::resolve).orElse(at), response.text(LARGEST));
        } catch (AuthFailure e) {
            if (app) {
                return new Page(0, at, "");
            }
            throw new IOException(e.problem().message(), e);
        }
    }

    private static void keep(Map<String, String> own, String line) {
        String pair = line.split(";")[0];
        String name = pair.substring(0, pair.indexOf('='));
        if (line.contains("Max-Age=0")) {
            own.remove(name);
        } else {
            own.put(name, pair.substring(pair.indexOf('=') + 1));
        }
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    @Override
    public void close() {
        microsoft.close();
        loopback.close();
    }
}
