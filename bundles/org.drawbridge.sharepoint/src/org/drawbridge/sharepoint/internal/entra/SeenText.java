package org.drawbridge.sharepoint.internal.entra;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with an error in it that a person saw or a page showed: a code, the words of a page, its source, an address
 * with {@code error_description}, a JSON answer, a log line. Only ever searched, never shown as it is.
 *
 * @param plain the text with its encodings taken off
 */
public record SeenText(String plain) {

    private static final int LARGEST = 1 << 20;
    private static final String GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private static final Pattern ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final Pattern PARAMETER = Pattern.compile("(?:^|[?&#\\s])error(?:_description)?=");
    private static final Pattern TAG = Pattern.compile("<[/!]?[a-zA-Z][^<>]{0,2000}>");
    private static final Pattern BREAK =
            Pattern.compile("(?i)<(?:br|/p|/div|/li|/tr|/td|/h\\d|/title|p|div|li)\\b[^<>]*>");
    private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d{1,6})|#x([0-9a-fA-F]{1,5})|(\\w{2,6}));");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

    /** A code without its letters, where it can be nothing else. */
    private static final List<Pattern> BARE_CODES = List.of(
            Pattern.compile("^\\s*(\\d{5,8})\\s*$"),
            Pattern.compile("(?i)(?:error|fehler)[\\s-]*code\"?\\s*[:=]\\s*\"?(\\d{5,8})\\b"),
            Pattern.compile("error\\?code=(\\d{5,8})\\b"),
            Pattern.compile("error_codes\"?\\s*:\\s*\\[\\s*(\\d{5,8})\\b"));

    private static final Pattern MESSAGE = Pattern.compile("AADSTS\\d{4,10}:?\\s[^\\r\\n\"]{0,700}");
    private static final Pattern CORRELATION =
            Pattern.compile("(?i)correlation[\\s_-]?id\"?\\s*[:=]\\s*\"?(" + GUID + ")");
    private static final Pattern TRACE =
            Pattern.compile("(?i)(?:trace[\\s_-]?id|request[\\s_-]?id)\"?\\s*[:=]\\s*\"?(" + GUID + ")");
    private static final Pattern TIME = Pattern.compile(
            "(?i)timestamp\"?\\s*[:=]\\s*\"?(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z?)");
    private static final Pattern ERROR = Pattern.compile("(?:^|[?&#\\s\"])error\"?\\s*[:=]\\s*\"?([a-z_]{4,40})\\b");

    // The user's own values, as Entra's texts name them.
    private static final List<Pattern> APPS = List.of(
            Pattern.compile("(?i)\\bapp(?:lication)?(?: with identifier| with ID| ID| Id:?|:)? ?'?(" + GUID + ")"),
            Pattern.compile("(?i)client[ _]?(?:app )?id\"?\\s*[:=]\\s*\"?'?(" + GUID + ")"),
            Pattern.compile("(?i)\\bapplication [^'\\r\\n]{1,80} \\('(" + GUID + ")'\\)"));
    private static final List<Pattern> TENANTS = List.of(
            Pattern.compile("(?i)\\btenant(?: named)? '([^']{1,100})'"),
            Pattern.compile("(?i)\\bdirectory '([^']{1,100})'"),
            Pattern.compile("https://login\\.[a-z.]+/(" + GUID + "|[a-z0-9.-]+\\.[a-z]{2,})/"));
    private static final List<Pattern> REDIRECTS = List.of(
            Pattern.compile("(?i)(?:redirect URI|reply (?:address|URL)) '([^']{4,200})'"),
            Pattern.compile("redirect_uri=([^&\\s\"']{4,200})"));
    private static final List<Pattern> ACCOUNTS = List.of(
            Pattern.compile("(?i)\\baccount '?([^\\s'@]{1,64}@[^\\s']{1,100}?)'?\\s"),
            Pattern.compile("(?i)\\buser '([^\\s'@]{1,64}@[^\\s']{1,100})'"));
    private static final Pattern SITE = Pattern.compile(
            "https://[a-z0-9-]+\\.sharepoint(?:-mil)?\\.(?:com|us|cn)(?:/(?:sites|teams)/[^/\\s?#\"'<>]+)?");

    /** Takes the encodings off: of an address, of HTML, of JSON, in whatever order they were put on. */
    public static SeenText of(String text) {
        String plain = text.length() > LARGEST ? text.substring(0, LARGEST) : text;
        plain = plain.replace("\u00a0", " ");
        // Twice: an address in a page is encoded as both.
        for (int i = 0; i < 2; i++) {
            plain = withoutJson(withoutHtml(withoutAddress(plain)));
        }
        return new SeenText(plain.strip());
    }

    private static String withoutAddress(String text) {
        boolean parameters = PARAMETER.matcher(text).find();
        if (!ENCODED.matcher(text).find() && !parameters) {
            return text;
        }
        // A % that encodes nothing must not end it all.
        String safe = text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
        return URLDecoder.decode(parameters ? safe : safe.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String withoutHtml(String text) {
        String plain = text;
        if (TAG.matcher(plain).find()) {
            plain = BREAK.matcher(plain).replaceAll("\n");
            plain = TAG.matcher(plain).replaceAll("");
        }
        Matcher entity = ENTITY.matcher(plain);
        StringBuilder result = new StringBuilder();
        while (entity.find()) {
            String found;
            if (entity.group(1) != null) {
                found = character(Integer.parseInt(entity.group(1)));
            } else if (entity.group(2) != null) {
                found = character(Integer.parseInt(entity.group(2), 16));
            } else {
                found = ENTITIES.getOrDefault(entity.group(3), entity.group());
            }
            entity.appendReplacement(result, Matcher.quoteReplacement(found));
        }
        return entity.appendTail(result).toString();
    }

    private static String character(int codePoint) {
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "";
    }

    private static String withoutJson(String text) {
        String plain = UNICODE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(character(Integer.parseInt(found.group(1), 16))));
        return plain.replace("\\r\\n", "\n")
                .replace("\\n", "\n")
                .replace("\\r", "\n")
                .replace("\\\"", "\"")
                .replace("\\/", "/");
    }

    /** What of it is Entra's; empty if it holds no code of Entra's. */
    public Optional<EntraRefusal> refusal() {
        Set<String> codes = new LinkedHashSet<>(EntraRefusal.codes(plain));
        if (codes.isEmpty()) {
            BARE_CODES.forEach(pattern -> first(pattern).ifPresent(codes::add));
        }
        if (codes.isEmpty()) {
            return Optional.empty();
        }
        Matcher message = MESSAGE.matcher(plain);
        return Optional.of(new EntraRefusal(
                List.copyOf(codes),
                first(ERROR).orElse(""),
                "",
                message.find() ? EntraRefusal.firstLine(message.group()) : "",
                first(CORRELATION).orElse(""),
                first(TRACE).orElse(""),
                first(TIME).orElse(""),
                "",
                ""));
    }

    /** The correlation id beside an error of any service. */
    public Optional<String> correlationId() {
        return first(CORRELATION).or(() -> first(TRACE));
    }

    /** The values that the text names: {@code clientId, tenant, redirect, account, site}; absent ones are left out. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "clientId", APPS);
        put(values, "tenant", TENANTS);
        put(values, "redirect", REDIRECTS);
        put(values, "account", ACCOUNTS);
        put(values, "site", List.of(SITE));
        return values;
    }

    private void put(Map<String, String> values, String name, List<Pattern> patterns) {
        patterns.stream()
                .map(this::first)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(value -> values.put(name, value));
    }

    private Optional<String> first(Pattern pattern) {
        Matcher matcher = pattern.matcher(plain);
        return matcher.find()
                ? Optional.of(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group())
                : Optional.empty();
    }
}
