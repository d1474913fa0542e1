package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.confluence.Content.Kind;

/** The bytes of attachments, written while they are made, in whole or in part. */
final class Downloads {

    /** Every page has attachments of any size under such names, for trying large ones; no listing shows them. */
    private static final Pattern MADE = Pattern.compile("made-(\\d{1,12})\\.bin");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private Downloads() {}

    static void routes(Router router) {
        router.get("/download/attachments/{id}/{name}", visit -> {
            Optional<Content> attachment = find(visit);
            if (attachment.isPresent()) {
                send(visit.call(), attachment.get());
            } else if (visit.who().isEmpty()) {
                HtmlPages.toLogin(visit, visit.path());
            } else {
                HtmlPages.notFound(visit);
            }
        });
    }

    /** The attachment that the path names, if the caller may see it. */
    static Optional<Content> find(Visit visit) {
        Optional<Content> above = visit.site()
                .wiki()
                .content(visit.variable("id"))
                .filter(page -> visit.site().maySee(visit.who(), page));
        Matcher made = MADE.matcher(visit.variable("name"));
        if (made.matches()) {
            return above.map(page -> made(page, made.group(), Long.parseLong(made.group(1))));
        }
        return above.flatMap(page -> Contents.children(visit, page, Kind.ATTACHMENT).stream()
                        .filter(each -> each.title().equals(visit.variable("name")))
                        .findFirst());
    }

    private static Content made(Content page, String name, long size) {
        return new Content(
                page.id(),
                Kind.ATTACHMENT,
                page.space(),
                name,
                "",
                page.id(),
                page.author(),
                page.created(),
                1,
                Set.of(),
                Set.of(),
                "application/octet-stream",
                size);
    }

    static void send(Call call, Content attachment) throws IOException {
        long from = 0;
        long length = attachment.size();
        int status = 200;
        Matcher range = RANGE.matcher(call.header("Range").orElse(""));
        if (range.matches()) {
            from = Long.parseLong(range.group(1));
            long last = range.group(2).isEmpty() ? length - 1 : Math.min(Long.parseLong(range.group(2)), length - 1);
            if (from > last) {
                call.with("Content-Range", "bytes */" + length).empty(416);
                return;
            }
            call.with("Content-Range", "bytes " + from + "-" + last + "/" + length);
            length = last - from + 1;
            status = 206;
        }
        long start = from;
        long size = length;
        call
                .with("Accept-Ranges", "bytes")
                .with(
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''"
                                + Paged.encoded(attachment.title()).replace("+", "%20"))
                .stream(status, attachment.mediaType(), length, out -> Wiki.write(attachment, out, start, size));
    }
}
