package org.drawbridge.core.check;

import java.util.List;
import java.util.Objects;
import org.drawbridge.core.Texts;

/**
 * Something a migration does, such as carrying over comments.
 *
 * @param id stable; part of the reports' contract
 * @param label what people read
 */
public record Capability(String id, String label) {

    private static final Texts TEXTS = Texts.of(Capability.class);

    public static final Capability PAGE_CONTENT = known("page-content");
    public static final Capability ATTACHMENTS = known("attachments");
    public static final Capability COMMENTS = known("comments");
    public static final Capability PAGE_HIERARCHY = known("page-hierarchy");
    public static final Capability PAGE_RESTRICTIONS = known("page-restrictions");
    public static final Capability SPACE_PERMISSIONS = known("space-permissions");
    public static final Capability USER_NAMES = known("user-names");
    public static final Capability USER_EMAILS = known("user-emails");
    public static final Capability GROUP_MEMBERS = known("group-members");
    public static final Capability PERSONAL_SPACES = known("personal-spaces");
    public static final Capability ARCHIVED_SPACES = known("archived-spaces");
    public static final Capability TARGET_SITE = known("target-site");
    public static final Capability LISTS_AND_LIBRARIES = known("lists-and-libraries");
    public static final Capability TARGET_PAGES = known("target-pages");
    public static final Capability AUTHORS_AND_DATES = known("authors-and-dates");
    public static final Capability USER_LOOKUP = known("user-lookup");
    public static final Capability THROTTLING = known("throttling");
    public static final Capability CREDENTIAL_EXPIRY = known("credential-expiry");
    public static final Capability SESSION_EXPIRY = known("session-expiry");

    /** The capabilities that every report lists, in its order; plug-ins may add more. */
    public static final List<Capability> ALL = List.of(
            PAGE_CONTENT,
            ATTACHMENTS,
            COMMENTS,
            PAGE_HIERARCHY,
            PAGE_RESTRICTIONS,
            SPACE_PERMISSIONS,
            USER_NAMES,
            USER_EMAILS,
            GROUP_MEMBERS,
            PERSONAL_SPACES,
            ARCHIVED_SPACES,
            TARGET_SITE,
            LISTS_AND_LIBRARIES,
            TARGET_PAGES,
            AUTHORS_AND_DATES,
            USER_LOOKUP,
            THROTTLING,
            CREDENTIAL_EXPIRY,
            SESSION_EXPIRY);

    public Capability {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(label, "label");
    }

    private static Capability known(String id) {
        return new Capability(id, TEXTS.get(id));
    }
}
