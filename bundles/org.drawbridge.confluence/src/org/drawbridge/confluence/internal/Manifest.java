package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an Atlassian product says of itself at {@code /rest/applinks/1.0/manifest}, as JSON or XML (reference:
 * confluence §2).
 */
record Manifest(String typeId, Optional<Version> version, String versionText, String build, Optional<URI> url) {

    static Optional<Manifest> of(Answer answer) {
        if (answer.isJson()) {
            JsonObject json = answer.object();
            return of(
                    Answer.string(json, "typeId"),
                    Answer.string(json, "version"),
                    Answer.string(json, "buildNumber"),
                    Answer.string(json, "url"));
        }
        String xml = answer.text();
        return xml.contains("<manifest")
                ? of(element(xml, "typeId"), element(xml, "version"), element(xml, "buildNumber"), element(xml, "url"))
                : Optional.empty();
    }

    private static Optional<Manifest> of(String typeId, String version, String build, String url) {
        if (typeId.isEmpty()) {
            return Optional.empty();
        }
        Optional<URI> base = Optional.empty();
        try {
            base = Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            // Only compared with the address in use; without it there is nothing to compare.
        }
        return Optional.of(new Manifest(typeId, Version.of(version), version, build, base));
    }

    private static String element(String xml, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">\\s*([^<]{0,300}?)\\s*</" + name + ">")
                .matcher(xml);
        return matcher.find() ? matcher.group(1) : "";
    }

    boolean confluence() {
        return typeId.equalsIgnoreCase("confluence");
    }

    /** What people call it. */
    String product() {
        String name = switch (typeId.toLowerCase(Locale.ROOT)) {
            case "jira" -> "Jira";
            case "stash", "bitbucket" -> "Bitbucket";
            case "bamboo" -> "Bamboo";
            case "fecru" -> "Fisheye/Crucible";
            case "crowd" -> "Crowd";
            default -> typeId;
        };
        return versionText.isEmpty() ? name : name + " " + versionText;
    }
}
