package org.drawbridge.core.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Answers.Page;

/** The marks by which pages that stand in the way are known. */
final class Pages {

    private static final Pattern TITLE =
            Pattern.compile("<title[^>]*>(.*?)</title>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern HTML = Pattern.compile(
            "^(?:<!--.*?-->\\s*|<\\?xml[^>]*>\\s*)*<(?:!doctype html|html|head|body|script|meta|title|form|h1|center|div|style)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("(?:^|,)\\s*([A-Za-z][A-Za-z0-9-]*)(?=\\s|,|$)");
    private static final Pattern ABSOLUTE = Pattern.compile(
            "(?:action|href|url|location)\\s*=\\s*[\"']?\\s*(https?://[^\"'\\s>]+)", Pattern.CASE_INSENSITIVE);

    /** Where identity providers and the agents in front of applications live ({@code reference: confluence §6}). */
    private static final Pattern SIGN_IN_ADDRESS = Pattern.compile(
            "samlrequest=|/oauth2/|/oauth2\\?|/authorize\\b|/adfs/|/saml2?/|/saml2?\\b|/idp/|/sso/|/sso\\?|/simplesaml"
                    + "|shibboleth|/openid-connect/|/oidc/|/cas/login|/siteminder|/as/authorization|/auth/realms/"
                    + "|//login\\.microsoftonline\\.|//login\\.windows\\.net|//sts\\.|//adfs\\.|//idp\\.|//sso\\.|//login\\."
                    + "|//accounts\\.google\\.|\\.okta(?:-emea|preview)?\\.com|\\.onelogin\\.com|\\.auth0\\.com"
                    + "|\\.pingone\\.|\\.duosecurity\\.com|//id\\.atlassian\\.com|\\.cloudflareaccess\\.com");

    /** Marks inside the page of an identity provider. */
    private static final Pattern SIGN_IN_PAGE = Pattern.compile(
            "name=[\"']?saml(?:request|response)|login\\.microsoftonline\\.com|aadcdn\\.|kc-form-login|/realms/[^/\"']+/"
                    + "|okta-sign-in|okta-signin|/adfs/ls|shibboleth|pf\\.username|pingfederate|pingone|/as/authorization"
                    + "|accounts\\.google\\.com|onelogin|auth0|siteminder|/cas/login|openam|forgerock|oauth2/start"
                    + "|oauth2_proxy|oauth2-proxy|sign in to your account|duosecurity");

    /** Vendor by a mark in header lines or page; strong ones only, since a wiki page may name any vendor. */
    private static final Map<Pattern, String> FILTERS = filters();

    private static final Pattern BLOCKED =
            Pattern.compile("(?:access|site|page|request|url|web ?site|category)[^<]{0,40}\\b(?:blocked|restricted by)"
                    + "|blocked by[^<]{0,40}(?:policy|administrator|filter)|web (?:filter|gateway|page blocked)"
                    + "|internet usage policy|acceptable use policy");

    private static final Pattern CAPTIVE = Pattern.compile(
            "captive ?portal|hotspot login|guest (?:wi-?fi|network) |wispaccessgatewayparam|nds_auth|terms of use[^<]{0,80}network");

    private Pages() {}

    private static Map<Pattern, String> filters() {
        Map<Pattern, String> marks = new LinkedHashMap<>();
        marks.put(Pattern.compile("zscaler|zscloud\\.net"), "Zscaler");
        marks.put(
                Pattern.compile("blue ?coat|bluecoat|symantec web|cfru=|notify\\.bluecoat|broadcom.{0,20}proxy"),
                "Blue Coat / Symantec");
        marks.put(
                Pattern.compile(
                        "x-squid-error|\\(squid|generated[^<]{0,60}by[^<]{0,60}squid|err_access_denied|squid internet object cache"),
                "Squid");
        marks.put(Pattern.compile("forcepoint|websense"), "Forcepoint");
        marks.put(
                Pattern.compile("palo ?alto|pan-os|urlblockcat|web page blocked</title>.*<b>category:"),
                "Palo Alto Networks");
        marks.put(Pattern.compile("umbrella\\.com|opendns|cisco umbrella"), "Cisco Umbrella");
        marks.put(Pattern.compile("ironport|cisco web security|x-wsa"), "Cisco Web Security");
        marks.put(Pattern.compile("fortigate|fortiguard|fortinet|fgtauth|fgd_icon"), "Fortinet FortiGate");
        marks.put(Pattern.compile("netskope|goskope"), "Netskope");
        marks.put(Pattern.compile("mcafee web gateway|skyhigh|mwg-internal"), "Skyhigh / McAfee Web Gateway");
        marks.put(Pattern.compile("sophos"), "Sophos");
        marks.put(Pattern.compile("usercheck|check point"), "Check Point");
        marks.put(Pattern.compile("barracuda"), "Barracuda");
        marks.put(Pattern.compile("watchguard"), "WatchGuard");
        marks.put(Pattern.compile("sonicwall"), "SonicWall");
        marks.put(Pattern.compile("iboss"), "iboss");
        marks.put(
                Pattern.compile(
                        "cf-error-details|attention required! \\| cloudflare|cf-mitigated|just a moment\\.\\.\\."),
                "Cloudflare");
        marks.put(Pattern.compile("the requested url was rejected\\. please consult|support id is:"), "F5 BIG-IP");
        marks.put(Pattern.compile("incapsula incident|_incapsula_"), "Imperva");
        marks.put(Pattern.compile("errors\\.edgesuite\\.net|akamaighost"), "Akamai");
        return marks;
    }

    static Optional<Page> judge(Response response, String body) {
        Optional<Page> redirect = redirect(response);
        if (redirect.isPresent()) {
            return redirect;
        }
        boolean html = html(response, body);
        if (response.status() == 401 && kerberos(response) && !jsonLike(body)) {
            return Optional.of(Page.KERBEROS);
        }
        if (!html) {
            // Squid and its like may answer in plain text.
            return response.header("X-Squid-Error").isPresent() ? Optional.of(Page.PROXY_BLOCK) : Optional.empty();
        }
        String page = body.toLowerCase(Locale.ROOT);
        String path = String.valueOf(response.uri().getPath());
        if (page.contains("websudo")
                || page.contains("doauthenticate.action")
                || path.endsWith("/authenticate.action")) {
            return Optional.of(Page.WEBSUDO);
        }
        if (page.contains("loginform") || page.contains("os_username") || page.contains("dologin.action")) {
            return Optional.of(Page.LOGIN);
        }
        if (page.contains("username-field") && (page.contains("password-field") || page.contains("login-button"))) {
            return Optional.of(Page.TWO_STEP_LOGIN);
        }
        if (SIGN_IN_PAGE.matcher(page).find()) {
            return Optional.of(Page.SSO);
        }
        if (vendor(response, body).isPresent()) {
            return Optional.of(Page.PROXY_BLOCK);
        }
        if (path.endsWith("/login.action")) {
            return Optional.of(Page.LOGIN);
        }
        return Optional.of(Page.OTHER_HTML);
    }

    private static Optional<Page> redirect(Response response) {
        Optional<String> location = response.header("Location");
        if (response.status() / 100 != 3 || location.isEmpty()) {
            return Optional.empty();
        }
        String to = location.get().strip().toLowerCase(Locale.ROOT);
        String path = Answers.withoutQuery(to);
        if (path.endsWith("/authenticate.action") || path.endsWith("/doauthenticate.action")) {
            return Optional.of(Page.WEBSUDO);
        }
        if (path.endsWith("/login.action") || path.endsWith("/dologin.action")) {
            return Optional.of(Page.LOGIN);
        }
        if (SIGN_IN_ADDRESS.matcher(to).find()) {
            return Optional.of(Page.SSO);
        }
        if (path.endsWith("/login.jsp") || path.endsWith("/login")) {
            return Optional.of(elsewhere(response, to) ? Page.SSO : Page.LOGIN);
        }
        if (!elsewhere(response, to)) {
            return Optional.empty();
        }
        return Optional.of(byAddress(to) ? Page.PROXY_BLOCK : Page.MOVED);
    }

    private static boolean byAddress(String location) {
        return FILTERS.keySet().stream().anyMatch(mark -> mark.matcher(location).find())
                || CAPTIVE.matcher(location).find();
    }

    /** Whether a location leaves the host; the way from http to https on the same host does not. */
    private static boolean elsewhere(Response response, String location) {
        try {
            URI to = response.uri().resolve(new URI(location.replace(" ", "%20")));
            return to.getHost() != null
                    && !to.getHost().equalsIgnoreCase(response.uri().getHost());
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean html(Response response, String body) {
        String type = response.mediaType();
        return HTML.matcher(body).find()
                || ((type.equals("text/html") || type.equals("application/xhtml+xml"))
                        && !jsonLike(body)
                        && !body.isBlank());
    }

    private static boolean jsonLike(String body) {
        return body.startsWith("{") || body.startsWith("[");
    }

    private static boolean kerberos(Response response) {
        return schemes(response).stream()
                .anyMatch(scheme -> scheme.equalsIgnoreCase("Negotiate") || scheme.equalsIgnoreCase("NTLM"));
    }

    /** The schemes offered by {@code WWW-Authenticate}, in order. */
    static List<String> schemes(Response response) {
        List<String> found = new ArrayList<>();
        for (String header : response.headers("WWW-Authenticate")) {
            // Parameters have a "=" after their name, schemes never do; quoted texts may contain anything.
            Matcher scheme = SCHEME.matcher(header.replaceAll("\"[^\"]*\"", "\"\""));
            while (scheme.find()) {
                if (!found.contains(scheme.group(1))) {
                    found.add(scheme.group(1));
                }
            }
        }
        return found;
    }

    /** Who blocks, if it is a page of a web filter or a captive portal. */
    static Optional<String> vendor(Response response, String body) {
        StringBuilder lines = new StringBuilder();
        response.headers().forEach((name, values) -> {
            // What a page may load or set says nothing about who made it.
            if (!name.equalsIgnoreCase("Content-Security-Policy") && !name.equalsIgnoreCase("Set-Cookie")) {
                lines.append(name).append(": ").append(values).append('\n');
            }
        });
        String text = lines.append(body.length() > 65536 ? body.substring(0, 65536) : body)
                .toString()
                .toLowerCase(Locale.ROOT);
        for (Map.Entry<Pattern, String> filter : FILTERS.entrySet()) {
            if (filter.getKey().matcher(text).find()) {
                return Optional.of(filter.getValue());
            }
        }
        if (CAPTIVE.matcher(text).find()) {
            return Optional.of(CoreFailures.words("vendor.captive-portal"));
        }
        return BLOCKED.matcher(text).find() ? Optional.of(CoreFailures.words("vendor.web-filter")) : Optional.empty();
    }

    /** The identity provider's address, as far as the answer tells; else where it came from. */
    static String identityProvider(Response response, String body) {
        Optional<String> location = response.header("Location");
        if (location.isPresent()) {
            return Answers.withoutQuery(location.get());
        }
        Matcher address = ABSOLUTE.matcher(body);
        while (address.find()) {
            if (SIGN_IN_ADDRESS
                    .matcher(address.group(1).toLowerCase(Locale.ROOT))
                    .find()) {
                return Answers.withoutQuery(address.group(1));
            }
        }
        return Answers.withoutQuery(response.uri().toString());
    }

    /** The page's title in one line, at most 120 characters. */
    static Optional<String> title(String body) {
        Matcher title = TITLE.matcher(body);
        if (!title.find()) {
            return Optional.empty();
        }
        String text = title.group(1)
                .replaceAll("<[^>]*>", " ")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&ndash;", "–")
                .replace("&#8211;", "–")
                .replaceAll("\\s+", " ")
                .strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(text.length() <= 120 ? text : text.substring(0, 120) + "…");
    }
}
