package org.drawbridge.sandbox.internal.confluence;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * A page, a blog post, a comment or an attachment.
 *
 * @param parent the page above it, or the content that it belongs to; 0 for none
 * @param storage its body in storage format; an attachment has none
 * @param readers who may see it and what is below it; empty for everybody who sees the space
 * @param editors who may change it; empty for everybody who may in the space
 * @param mediaType of an attachment
 * @param size of an attachment, in bytes
 */
record Content(
        long id,
        Kind kind,
        Space space,
        String title,
        String storage,
        long parent,
        Person author,
        Instant created,
        int version,
        Set<Subject> readers,
        Set<Subject> editors,
        String mediaType,
        long size) {

    enum Kind {
        PAGE,
        BLOGPOST,
        COMMENT,
        ATTACHMENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The id as REST shows it. */
    String restId() {
        return kind == Kind.ATTACHMENT ? "att" + id : Long.toString(id);
    }
}
