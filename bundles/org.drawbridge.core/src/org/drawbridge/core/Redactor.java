package org.drawbridge.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The masking layer that every log line, report and diagnostics file passes. It knows the secrets of this process
 * (each {@link org.drawbridge.core.auth.Secret} announces itself), also as they look inside JSON, addresses, forms and
 * Base64, and the shapes of secrets it was never told about: authorization headers, cookies, JSON Web Tokens, secret
 * parameters of addresses and forms, private keys.
 *
 * <p>Thread-safe. Only secrets of four characters and more are masked by value, and those below eight only where they
 * stand alone: shorter ones would mask ordinary text.
 */
public final class Redactor {

    public static final String MASK = "•••";

    private static final int SHORTEST = 4;
    private static final int ANYWHERE = 8;
    private static final Map<String, Integer> KNOWN = new ConcurrentHashMap<>();

    /** What to look for, by the secret that it is a form of. No regular expressions: a token cache may be large. */
    private static final Map<String, Set<String>> FORMS = new ConcurrentHashMap<>();

    private static final String SECRET_NAMES = "client_?secret|client_assertion|password|passwd|passphrase|os_password"
            + "|refresh_?token|access_?token|id_token|session_?token|device_code|code_verifier|raw_?token|api_?token"
            + "|api_?key|private_?key|assertion|saml(?:request|response)|jsessionid|seraph\\.confluence"
            + "|(?:tenant|cloud)\\.session\\.token";
    /** Bounded, since Java's regular expressions recurse for each escape. */
    private static final String QUOTED = "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,500})\"?";

    /** The shapes of secrets; what a group captures is masked, or all of it where there is no group. */
    private static final List<Pattern> SHAPES = List.of(
            Pattern.compile("(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
            Pattern.compile(
                    "(?im)\\b(?:proxy-authorization|authorization|cookie|set-cookie)\"?\\s*[:=]\\s*([^\\r\\n]+)"),
            // Words that merely follow, as in "Basic authentication", have no digit and no capital inside.
            Pattern.compile("\\b(?:Bearer|Basic|Negotiate) +"
                    + "((?=[A-Za-z0-9+/=._~-]*(?:[0-9=+/]|[a-z][A-Z]))[A-Za-z0-9+/=._~-]{8,})"),
            // A JSON Web Token.
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}\\.?[A-Za-z0-9_-]*"),
            Pattern.compile("(?i)[\"']?\\b(?:" + SECRET_NAMES + ")[\"']?\\s*[=:]\\s*(?:" + QUOTED
                    + "|'([^']*)'?|([^&\\s\"',;}]+))"),
            // Names too common to be masked in prose: only in addresses, forms and JSON. Entra's /error?code=50011
            // names
            // an error.
            Pattern.compile("(?i)(?:(?<!/error)[?&](?:code|token|secret|key)|\\b(?:token|secret))=([^&\\s\"']+)"
                    + "|\"(?:token|secret|code)\"\\s*:\\s*" + QUOTED),
            // The password in an address.
            Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://[^/\\s:@]+:([^@/\\s]+)@"));

    /** Each shape holds at least one of these. */
    private static final List<String> MARKS = List.of("=", ":", "-----", "Bearer ", "Basic ", "Negotiate ", "eyJ");

    private Redactor() {}

    /** Announces a secret; balanced by {@link #forget}. */
    public static void remember(CharSequence secret) {
        if (secret.length() >= SHORTEST) {
            KNOWN.compute(secret.toString(), (value, count) -> {
                FORMS.computeIfAbsent(value, Redactor::forms);
                return count == null ? 1 : count + 1;
            });
        }
    }

    /** Takes one announcement back; the value stays masked while another one stands. */
    public static void forget(CharSequence secret) {
        String value = secret.toString();
        KNOWN.computeIfPresent(value, (key, count) -> {
            if (count > 1) {
                return count - 1;
            }
            FORMS.remove(key);
            return null;
        });
    }

    private static Set<String> forms(String secret) {
        Set<String> all = new LinkedHashSet<>();
        addForms(secret, all);
        return all;
    }

    private static void addForms(String secret, Set<String> all) {
        all.add(secret);
        String line = secret.strip();
        if (line.length() >= SHORTEST) {
            all.add(line);
        }
        all.add(secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t"));
        all.add(secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;"));
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        all.add(encoded);
        all.add(encoded.replace("+", "%20"));
        all.add(encoded.replace("+", "%20").replace("*", "%2A").replace("%7E", "~"));
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // As part of a longer text, such as user:password, it starts at one of three places in a Base64 group.
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String coded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int start = (before * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            if (end - start >= ANYWHERE) {
                String middle = coded.substring(start, end);
                all.add(middle);
                all.add(middle.replace('+', '-').replace('/', '_'));
            }
        }
    }

    /** The text with every known or recognisable secret replaced by {@link #MASK}. */
    public static String mask(String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        // All look at the text as it is: masking one by one, a secret such as "password" would hide what others look
        // for.
        BitSet hidden = new BitSet();
        FORMS.values().forEach(forms -> forms.forEach(form -> hide(form, text, hidden)));
        hideShapes(text, hidden);
        if (hidden.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int end = 0;
        for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(end)) {
            masked.append(text, end, start).append(MASK);
            end = hidden.nextClearBit(start);
        }
        return masked.append(text, end, text.length()).toString();
    }

    /** Whether something in the text has the shape of a secret, whatever secrets this process knows. */
    public static boolean recognises(String text) {
        BitSet hidden = new BitSet();
        hideShapes(text, hidden);
        return !hidden.isEmpty();
    }

    private static void hideShapes(String text, BitSet hidden) {
        // Most texts of a report hold nothing that all of the shapes need: looking for that is much quicker.
        if (MARKS.stream().anyMatch(text::contains)) {
            SHAPES.forEach(shape -> hide(shape, text, hidden));
        }
    }

    private static void hide(String form, String text, BitSet hidden) {
        for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
            int end = at + form.length();
            if (form.length() >= ANYWHERE || !wordAt(text, at - 1) && !wordAt(text, end)) {
                hidden.set(at, end);
            }
        }
    }

    private static boolean wordAt(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    private static void hide(Pattern pattern, String text, BitSet hidden) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (matcher.groupCount() == 0) {
                hidden.set(matcher.start(), matcher.end());
            }
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    hidden.set(matcher.start(group), matcher.end(group));
                }
            }
        }
    }
}
