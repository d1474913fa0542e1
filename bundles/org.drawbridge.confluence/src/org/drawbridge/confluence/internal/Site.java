package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.probe.Product;

/**
 * A Confluence as {@link SiteDiscovery} found it.
 *
 * @param base the base address without a trailing slash: origin and context path, on Cloud always ending in {@code
 *     /wiki}
 * @param version empty where a single sign-on in front hides it, and on Cloud, which has none
 * @param build the build number, empty if unknown
 * @param cloudId the site's id at Atlassian, Cloud only
 * @param candidates where a single sign-on hides everything: the base addresses that are possible, most likely first;
 *     else only {@link #base}
 * @param wall what hides it, empty if nothing does
 * @param evidence how it was found, for the test's stages
 * @param warnings what the user should know, in the user's language
 */
record Site(
        URI base,
        Edition edition,
        Optional<Version> version,
        String build,
        Optional<String> cloudId,
        List<URI> candidates,
        Optional<String> wall,
        Map<String, Object> evidence,
        List<String> warnings) {

    static final String GATEWAY = "https://api.atlassian.com/ex/confluence/";

    Site {
        Objects.requireNonNull(base, "base");
        build = build == null ? "" : build;
        candidates = candidates.isEmpty() ? List.of(base) : List.copyOf(candidates);
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        warnings = List.copyOf(warnings);
    }

    boolean cloud() {
        return edition == Edition.CLOUD;
    }

    /** The path part of the base, empty or starting with a slash. */
    String contextPath() {
        return base.getRawPath();
    }

    /** Where scoped API tokens are taken, if the site's id is known. */
    Optional<URI> gateway() {
        return cloudId.map(id -> URI.create(GATEWAY + id + "/wiki"));
    }

    /** Whether the version is known to be older than that. Cloud is older than nothing. */
    boolean olderThan(Version other) {
        return version.isPresent() && version.get().before(other);
    }

    Product product() {
        return new Product(
                "Confluence", edition.word(), version.map(Version::text).orElse(""));
    }

    /** The same site with what the signed-in calls have told. */
    Site revealed(URI found, Optional<Version> foundVersion, String foundBuild) {
        Optional<Version> known = foundVersion.isPresent() ? foundVersion : version;
        return new Site(
                found,
                cloud() ? edition : SiteDiscovery.edition(known, edition == Edition.DATA_CENTER),
                known,
                foundBuild.isEmpty() ? build : foundBuild,
                cloudId,
                List.of(found),
                wall,
                evidence,
                warnings);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
