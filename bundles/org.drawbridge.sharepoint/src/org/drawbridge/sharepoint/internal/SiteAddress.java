package org.drawbridge.sharepoint.internal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.CloudEnvironment;

/**
 * The address of a SharePoint Online site, made from whatever a user pastes: a page, a library, a sharing link, with or
 * without a scheme (reference: entra-sharepoint §C "Address rules").
 *
 * @param url the site as far as it can be told from the text: https, no query, no slash at the end. Segments below
 *     {@code /sites/x} may be sub-sites or libraries; only SharePoint knows
 * @param pasted the address that was pasted without query and fragment, for SharePoint to tell its site
 * @param warnings what the user should know about this address
 */
public record SiteAddress(URI url, URI pasted, List<String> warnings) {

    private static final Texts TEXTS = Texts.of(SiteAddress.class);
    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*)://");
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\\d{1,5}))?");
    private static final Pattern SHARING = Pattern.compile("(?i):[a-z]{1,2}:");

    /** Folders of a site that hold pages, lists or services, never sub-sites. */
    private static final Set<String> INSIDE = Set.of(
            "sitepages",
            "pages",
            "lists",
            "shared documents",
            "siteassets",
            "style library",
            "forms",
            "_layouts",
            "_api",
            "_vti_bin",
            "_catalogs");

    /** Paths that hold site collections. */
    private static final Set<String> MANAGED = Set.of("sites", "teams", "personal");

    public SiteAddress {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads an address.
     *
     * @param anyHost whether hosts outside Microsoft's own domains are taken: in a cloud that the user describes
     * @throws AuthFailure {@code sharepoint.address.…}, found without any call
     */
    public static SiteAddress parse(String text, boolean anyHost) throws AuthFailure {
        String rest = text.strip().replaceAll("^[<\"']+|[>\"']+$", "").strip().replace('\\', '/');
        List<String> warnings = new ArrayList<>();
        Matcher scheme = SCHEME.matcher(rest);
        if (scheme.find()) {
            String word = scheme.group(1).toLowerCase(Locale.ROOT);
            if (word.equals("http")) {
                warnings.add(TEXTS.get("address.http"));
            } else if (!word.equals("https")) {
                throw malformed(text);
            }
            rest = rest.substring(scheme.end());
        }
        rest = rest.replaceAll("[?#].*", "");
        int slash = rest.indexOf('/');
        Matcher authority = AUTHORITY.matcher(slash < 0 ? rest : rest.substring(0, slash));
        if (!authority.matches()) {
            throw malformed(text);
        }
        String host = authority.group(1).toLowerCase(Locale.ROOT);
        int port = authority.group(2) == null ? -1 : Integer.parseInt(authority.group(2));
        checkHost(text, host, port, anyHost);

        List<String> segments = segments(slash < 0 ? "" : rest.substring(slash));
        List<String> site = site(unwrapped(segments));
        if (host.split("\\.")[0].endsWith("-my")
                || (!site.isEmpty() && site.get(0).equals("personal"))) {
            warnings.add(TEXTS.get("address.personal"));
        }
        int shownPort = port == 443 ? -1 : port;
        return new SiteAddress(uri(host, shownPort, site), uri(host, shownPort, unwrapped(segments)), warnings);
    }

    private static AuthFailure malformed(String text) {
        return SharePointFailures.problem("sharepoint.address.malformed")
                .with("address", text.replaceAll("//[^/@]*@", "//"))
                .failure();
    }

    private static void checkHost(String text, String host, int port, boolean anyHost) throws AuthFailure {
        Optional<CloudEnvironment> cloud = CloudEnvironment.ofHost(host);
        if (cloud.isPresent()) {
            if (port != -1 && port != 443) {
                throw malformed(text);
            }
            String name = host.split("\\.")[0];
            if (name.endsWith("-admin")) {
                throw SharePointFailures.problem("sharepoint.address.admin")
                        .with("address", text)
                        .with(
                                "siteHost",
                                name.substring(0, name.length() - "-admin".length()) + host.substring(name.length()))
                        .failure();
            }
        } else if (!anyHost) {
            if (!host.contains(".") || port > 65535) {
                throw malformed(text);
            }
            throw SharePointFailures.problem("sharepoint.address.not-sharepoint")
                    .with("host", host)
                    .failure();
        } else if (port > 65535 || port == 0) {
            throw malformed(text);
        }
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            String decoded = decode(segment).strip();
            if (decoded.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!decoded.isEmpty() && !decoded.equals(".")) {
                segments.add(decoded);
            }
        }
        return segments;
    }

    /** Sharing links say by one letter where the thing lies: {@code /:u:/r/sites/x/…}, {@code /:f:/s/x/token}. */
    private static List<String> unwrapped(List<String> segments) {
        if (segments.isEmpty() || !SHARING.matcher(segments.get(0)).matches()) {
            return segments;
        }
        if (segments.size() < 2) {
            return List.of();
        }
        List<String> rest = segments.subList(2, segments.size());
        return switch (segments.get(1).toLowerCase(Locale.ROOT)) {
            case "r" -> rest;
            case "s" -> collection("sites", rest);
            case "t" -> collection("teams", rest);
            case "p" -> collection("personal", rest);
            // A guest link names the site collection only where there is one; what follows is the link's token.
            case "g" ->
                rest.size() >= 2 && MANAGED.contains(rest.get(0).toLowerCase(Locale.ROOT))
                        ? rest.subList(0, 2)
                        : List.of();
            default -> List.of();
        };
    }

    private static List<String> collection(String managed, List<String> rest) {
        return rest.isEmpty() ? List.of() : List.of(managed, rest.get(0));
    }

    private static List<String> site(List<String> segments) {
        List<String> site = new ArrayList<>();
        boolean managed =
                !segments.isEmpty() && MANAGED.contains(segments.get(0).toLowerCase(Locale.ROOT));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String lower = segment.toLowerCase(Locale.ROOT);
            // A site collection may itself be called "Pages" or "report.aspx": its own name is never cut.
            boolean ownName = managed && i == 1;
            if (!ownName
                    && (INSIDE.contains(lower)
                            || lower.endsWith(".aspx")
                            || SHARING.matcher(segment).matches())) {
                break;
            }
            site.add(managed && i == 0 ? lower : segment);
        }
        // "/sites" alone is no site.
        return managed && site.size() == 1 ? List.of() : site;
    }

    private static URI uri(String host, int port, List<String> segments) {
        String path = segments.isEmpty() ? "" : "/" + String.join("/", segments);
        try {
            return URI.create(new URI("https", null, host, port, path, null, null).toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Percent-decoding that leaves what is not well encoded as it is. */
    private static String decode(String segment) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    decoded.write(high * 16 + low);
                    i += 2;
                    continue;
                }
            }
            decoded.write(bytes[i]);
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    public String host() {
        return url.getHost();
    }

    /** Scheme, host and port: what a token is for. */
    public String origin() {
        return "https://" + url.getRawAuthority();
    }

    /** Server-relative path, decoded; {@code /} for the root site. */
    public String path() {
        return url.getPath().isEmpty() ? "/" : url.getPath();
    }

    /** The tenant's name as the host name has it; a guess, since tenants can be renamed. */
    public String tenantName() {
        String label = host().split("\\.")[0];
        return label.endsWith("-my") ? label.substring(0, label.length() - 3) : label;
    }

    /** How Graph names the site: {@code contoso.sharepoint.com:/sites/wiki}. */
    public String graphPath() {
        return host() + (url.getRawPath().isEmpty() ? "" : ":" + url.getRawPath());
    }

    /** The site collection above: {@code /sites/x} of {@code /sites/x/y}. The same if it is one already. */
    public SiteAddress collection() {
        List<String> segments = segments(url.getRawPath());
        boolean managed = !segments.isEmpty() && MANAGED.contains(segments.get(0));
        int keep = managed ? 2 : 0;
        return segments.size() <= keep
                ? this
                : new SiteAddress(uri(host(), url.getPort(), segments.subList(0, keep)), pasted, warnings);
    }

    /** The same address, corrected by what SharePoint says the site is. */
    public SiteAddress at(URI site) {
        List<String> segments = segments(site.getRawPath() == null ? "" : site.getRawPath());
        return new SiteAddress(uri(host(), url.getPort(), segments), pasted, warnings);
    }

    /** Whether both are the same site; SharePoint does not tell upper from lower case. */
    public boolean same(URI other) {
        return other.getHost() != null
                && host().equalsIgnoreCase(other.getHost())
                && segments(url.getRawPath())
                        .toString()
                        .equalsIgnoreCase(segments(other.getRawPath() == null ? "" : other.getRawPath())
                                .toString());
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
