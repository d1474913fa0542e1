package org.drawbridge.confluence.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Texts;
import org.drawbridge.core.http.Cookie;

/**
 * Reads cookies as users bring them: a {@code cookies.txt} (Netscape's format, as curl and export extensions write it), a
 * {@code Cookie:} header, or the JSON of an export extension. What can't be used is reported and does no harm.
 */
final class CookieImport {

    private static final Texts TEXTS = Texts.of(CookieImport.class);
    private static final int NETSCAPE_FIELDS = 7;
    private static final String HTTP_ONLY = "#HttpOnly_";

    private final URI base;
    private final Instant now;
    private final boolean checkPaths;
    private final List<Cookie> taken = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    /**
     * What came out.
     *
     * @param ignored a sentence for each line or item that was not taken; never with a value
     */
    record Result(List<Cookie> taken, List<String> ignored) {

        /** First what was taken, then what was not. */
        List<String> report() {
            List<String> lines = new ArrayList<>();
            String names = taken.stream().map(Cookie::name).collect(Collectors.joining(", "));
            lines.add(TEXTS.get("import.taken", taken.size(), names));
            lines.addAll(ignored);
            return lines;
        }
    }

    private CookieImport(URI base, Instant now, boolean checkPaths) {
        this.base = base;
        this.now = now;
        this.checkPaths = checkPaths;
    }

    static Result read(String content, URI base, Instant now, boolean checkPaths) {
        CookieImport reading = new CookieImport(base, now, checkPaths);
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        String start = text.stripLeading();
        if (start.startsWith("[") || start.startsWith("{")) {
            reading.json(start);
        } else {
            List<String> lines = text.lines().toList();
            boolean netscape = start.regionMatches(true, 0, "# Netscape", 0, 10)
                    || lines.stream().anyMatch(line -> netscape(line).length == NETSCAPE_FIELDS);
            if (netscape) {
                reading.netscape(lines);
            } else {
                reading.header(lines);
            }
        }
        return new Result(List.copyOf(reading.taken), List.copyOf(reading.ignored));
    }

    // ---- cookies.txt

    /** The fields of a line; copying from a screen turns tabs into blanks. */
    private static String[] netscape(String line) {
        String content = line.startsWith(HTTP_ONLY) ? line.substring(HTTP_ONLY.length()) : line;
        String[] fields = content.split("\t", -1);
        if (fields.length == 1) {
            fields = content.strip().split("\\s+", NETSCAPE_FIELDS);
        }
        boolean flags = fields.length >= 4 && flag(fields[1]) && flag(fields[3]);
        return flags ? fields : new String[0];
    }

    private static boolean flag(String field) {
        return field.equalsIgnoreCase("TRUE") || field.equalsIgnoreCase("FALSE");
    }

    private void netscape(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean httpOnly = line.startsWith(HTTP_ONLY);
            if (line.isBlank() || line.startsWith("#") && !httpOnly) {
                continue;
            }
            String where = TEXTS.get("import.line", i + 1);
            String[] fields = netscape(line);
            // An empty value may have lost its tab, a value may contain some.
            if (fields.length < NETSCAPE_FIELDS - 1) {
                malformed(where, "import.why.fields", line.split("\t|\\s+").length);
                continue;
            }
            StringBuilder value = new StringBuilder();
            for (int field = NETSCAPE_FIELDS - 1; field < fields.length; field++) {
                value.append(field == NETSCAPE_FIELDS - 1 ? "" : "\t").append(fields[field]);
            }
            String domain = fields[0].strip();
            boolean subDomains = fields[1].equalsIgnoreCase("TRUE") || domain.startsWith(".");
            add(
                    where,
                    fields[5].strip(),
                    value.toString().strip(),
                    domain,
                    !subDomains,
                    fields[2],
                    seconds(fields[4]),
                    fields[3].equalsIgnoreCase("TRUE"),
                    httpOnly);
        }
    }

    /** Zero and nonsense mean a session cookie. */
    private static Optional<Instant> seconds(String field) {
        try {
            double seconds = Double.parseDouble(field.strip());
            return seconds <= 0 || Double.isNaN(seconds)
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochSecond((long) Math.min(seconds, 253_402_300_799.0)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    // ---- Cookie header

    private void header(List<String> lines) {
        String all = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.regionMatches(true, 0, "Cookie:", 0, 7) ? line.substring(7) : line)
                .collect(Collectors.joining("; "));
        int number = 0;
        for (String pair : all.split(";")) {
            if (pair.isBlank()) {
                continue;
            }
            String where = TEXTS.get("import.item", ++number);
            int equals = pair.indexOf('=');
            if (equals < 0) {
                malformed(where, "import.why.pair");
                continue;
            }
            // A header has lost everything else; it was sent to this site.
            add(
                    where,
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip(),
                    base.getHost(),
                    true,
                    "/",
                    Optional.empty(),
                    "https".equals(base.getScheme()),
                    true);
        }
    }

    // ---- JSON

    private void json(String text) {
        JsonArray items;
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonValue value = reader.readValue();
            items = value instanceof JsonArray array
                    ? array
                    : value.asJsonObject().get("cookies") instanceof JsonArray array
                            ? array
                            : Json.createArrayBuilder().add(value).build();
        } catch (JsonException | IllegalStateException e) {
            malformed(TEXTS.get("import.item", 1), "import.why.json");
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            String where = TEXTS.get("import.item", i + 1);
            if (!(items.get(i) instanceof JsonObject item) || !item.containsKey("name")) {
                malformed(where, "import.why.json");
                continue;
            }
            String domain = Answer.string(item, "domain").isEmpty() ? base.getHost() : Answer.string(item, "domain");
            boolean hostOnly =
                    item.get("hostOnly") == null ? !domain.startsWith(".") : item.getBoolean("hostOnly", false);
            String path = Answer.string(item, "path").isEmpty() ? "/" : Answer.string(item, "path");
            add(
                    where,
                    Answer.string(item, "name"),
                    Answer.string(item, "value"),
                    domain,
                    hostOnly,
                    path,
                    expires(item),
                    item.getBoolean("secure", false),
                    item.getBoolean("httpOnly", false));
        }
    }

    private static Optional<Instant> expires(JsonObject item) {
        JsonValue value = item.containsKey("expirationDate") ? item.get("expirationDate") : item.get("expires");
        if (value instanceof JsonNumber number) {
            // Some write milliseconds.
            double given = number.doubleValue();
            return seconds(String.valueOf(given > 1e11 ? given / 1000 : given));
        }
        if (value instanceof JsonString text) {
            try {
                return Optional.of(Instant.parse(text.getString()));
            } catch (DateTimeException e) {
                return seconds(text.getString());
            }
        }
        return Optional.empty();
    }

    // ---- all of them

    private void add(
            String where,
            String name,
            String value,
            String domain,
            boolean hostOnly,
            String path,
            Optional<Instant> expires,
            boolean secure,
            boolean httpOnly) {
        if (name.isEmpty() || !name.chars().allMatch(CookieImport::inName)) {
            malformed(where, "import.why.name");
            return;
        }
        if (!value.chars().allMatch(CookieImport::inValue)) {
            malformed(where, "import.why.value");
            return;
        }
        Cookie cookie = new Cookie(name, value, domain, hostOnly, path, expires, secure, httpOnly);
        if (cookie.expired(now)) {
            ignore(where, name, TEXTS.get("import.why.expired"));
        } else if (!cookie.matchesHost(base)) {
            boolean plain = secure && !"https".equals(base.getScheme());
            boolean host = new Cookie(name, "", domain, hostOnly, path, expires, false, httpOnly).matchesHost(base);
            ignore(
                    where,
                    name,
                    plain && host
                            ? TEXTS.get("import.why.secure")
                            : TEXTS.get("import.why.domain", domain.toLowerCase(Locale.ROOT)));
        } else if (checkPaths && !reaches(cookie)) {
            ignore(where, name, TEXTS.get("import.why.path", path));
        } else {
            taken.add(cookie);
        }
    }

    /** Whether it is sent to any address of the site: its path is above or below the base. */
    private boolean reaches(Cookie cookie) {
        String context = base.getRawPath() + "/";
        return cookie.matchesPath(URI.create(base + "/")) || cookie.path().startsWith(context);
    }

    private static boolean inName(int c) {
        return c > 0x20 && c < 0x7f && "=;,\"".indexOf(c) < 0;
    }

    /** More than RFC 6265 allows to servers, since they don't keep to it: commas, quotation marks and blanks. */
    private static boolean inValue(int c) {
        return c >= 0x20 && c < 0x7f && c != ';';
    }

    private void ignore(String where, String name, String why) {
        ignored.add(TEXTS.get("import.ignored", where, name, why));
    }

    private void malformed(String where, String key, Object... values) {
        ignored.add(TEXTS.get("import.ignored-malformed", where, TEXTS.get(key, values)));
    }
}
