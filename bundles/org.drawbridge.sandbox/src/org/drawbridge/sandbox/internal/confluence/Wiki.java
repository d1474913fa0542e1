package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What every simulated Confluence holds: people, spaces and their content. Immutable once it is built. */
final class Wiki {

    private final People people = new People();
    private final List<Space> spaces;
    private final Map<Long, Content> contents = new LinkedHashMap<>();
    private final Map<Long, List<Content>> below = new LinkedHashMap<>();

    Wiki() {
        WikiBuilder builder = new WikiBuilder(people);
        spaces = builder.spaces();
        for (Content content : builder.contents()) {
            contents.put(content.id(), content);
            below.computeIfAbsent(content.parent(), id -> new ArrayList<>()).add(content);
        }
    }

    People people() {
        return people;
    }

    /** All spaces, by key. */
    List<Space> spaces() {
        return spaces;
    }

    Optional<Space> space(String key) {
        return spaces.stream()
                .filter(space -> space.key().equalsIgnoreCase(key))
                .findFirst();
    }

    Optional<Space> space(long id) {
        return spaces.stream().filter(space -> space.id() == id).findFirst();
    }

    /** By the id as REST shows it. */
    Optional<Content> content(String restId) {
        try {
            boolean attachment = restId.startsWith("att");
            return Optional.ofNullable(contents.get(Long.parseLong(attachment ? restId.substring(3) : restId)))
                    .filter(content -> attachment == (content.kind() == Content.Kind.ATTACHMENT));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    List<Content> children(Content content, Content.Kind kind) {
        return below.getOrDefault(content.id(), List.of()).stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    /** All content, in the order of its ids. */
    List<Content> contents() {
        return List.copyOf(contents.values());
    }

    /** The pages above it, the topmost first. */
    List<Content> ancestors(Content content) {
        List<Content> above = new ArrayList<>();
        for (Content at = contents.get(content.parent()); at != null; at = contents.get(at.parent())) {
            above.addFirst(at);
        }
        return above;
    }

    /** What somebody may do in a space. Administrators may do everything; what everybody may, people with an account may too. */
    static Set<Right> rights(Optional<Person> who, Space space, boolean anonymousAccess) {
        if (who.map(Person::administrator).orElse(false)) {
            return EnumSet.allOf(Right.class);
        }
        Set<Right> rights = EnumSet.noneOf(Right.class);
        space.grants().forEach((subject, granted) -> {
            boolean counts = anonymousAccess || !(subject instanceof Subject.Everybody);
            if (counts && subject.includes(who)) {
                rights.addAll(granted);
            }
        });
        return rights;
    }

    /** Whether the restrictions of the content and of the pages above it let somebody see it. */
    boolean readable(Optional<Person> who, Content content) {
        if (who.map(Person::administrator).orElse(false)) {
            return true;
        }
        List<Content> all = new ArrayList<>(ancestors(content));
        all.add(content);
        return all.stream()
                .map(Content::readers)
                .allMatch(readers -> readers.isEmpty() || readers.stream().anyMatch(subject -> subject.includes(who)));
    }

    /** Writes bytes of an attachment: always the same for the same one, and not to be compressed away. */
    static void write(Content attachment, OutputStream out, long from, long length) throws IOException {
        byte[] block = new byte[8192];
        int filled = 0;
        for (long at = from; at < from + length; at++) {
            block[filled++] = (byte) (mixed(attachment.id() * 1_000_003L + at / 8) >>> 8 * (at % 8));
            if (filled == block.length) {
                out.write(block);
                filled = 0;
            }
        }
        out.write(block, 0, filled);
    }

    /** A well mixed number (SplitMix64). */
    private static long mixed(long seed) {
        long z = seed * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
