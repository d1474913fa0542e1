package org.drawbridge.confluence.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Confluence's own pages say in their {@code meta} elements and footer (reference: confluence §2). */
final class PageMetas {

    private static final Pattern META = Pattern.compile("(?is)<meta\\b([^>]{0,2000})>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?is)\\b(name|id|content)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
    private static final Pattern FOOTER =
            Pattern.compile("(?is)id=['\"]footer-build-information['\"][^>]*>\\s*([0-9][^<\\s]{0,30})");
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>\\s*(.{0,120}?)\\s*</title>");

    private final Map<String, String> values = new HashMap<>();
    private final Optional<String> footerVersion;
    private final String title;

    private PageMetas(String html) {
        Matcher meta = META.matcher(html);
        while (meta.find()) {
            Matcher attribute = ATTRIBUTE.matcher(meta.group(1));
            String name = null;
            String content = null;
            while (attribute.find()) {
                String value = attribute.group(2) != null ? attribute.group(2) : attribute.group(3);
                if (attribute.group(1).equalsIgnoreCase("content")) {
                    content = value;
                } else {
                    name = value.toLowerCase(Locale.ROOT);
                }
            }
            if (name != null && content != null) {
                values.putIfAbsent(name, unescape(content));
            }
        }
        Matcher footer = FOOTER.matcher(html);
        footerVersion = footer.find() ? Optional.of(footer.group(1)) : Optional.empty();
        Matcher found = TITLE.matcher(html);
        title = found.find() ? unescape(found.group(1)).replaceAll("\\s+", " ") : "";
    }

    static PageMetas of(String html) {
        return new PageMetas(html);
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /** A meta's content, empty if there is no such meta. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean isTrue(String name) {
        return "true".equalsIgnoreCase(values.get(name));
    }

    String title() {
        return title;
    }

    Optional<Version> version() {
        return Version.of(values.get("ajs-version-number")).or(() -> footerVersion.flatMap(Version::of));
    }

    /** Whether a Confluence wrote this page. Jira and Bitbucket have other metas beside {@code ajs-version-number}. */
    boolean confluence() {
        String application = values.getOrDefault("application-name", "").toLowerCase(Locale.ROOT);
        if (application.contains("jira") || application.contains("bitbucket")) {
            return false;
        }
        return values.containsKey("ajs-version-number")
                && (values.containsKey("ajs-context-path") || values.containsKey("ajs-base-url"))
                && (values.containsKey("ajs-remote-user")
                        || values.containsKey("ajs-is-confluence-admin")
                        || values.containsKey("confluence-base-url")
                        || footerVersion.isPresent()
                        || application.contains("confluence"));
    }
}
