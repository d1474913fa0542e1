package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What every simulated Confluence holds: people, spaces and their content. Thread-safe; grows by {@link #generate} only. */
final class Wiki {

    private final People people = new People();
    private volatile Shelf shelf;

    /** All there is, found in every way that calls ask for it. */
    private static final class Shelf {
        private final List<Space> spaces;
        private final Map<String, Space> byKey = new HashMap<>();
        private final Map<Long, Space> byId = new HashMap<>();
        private final Map<Long, Content> contents = new LinkedHashMap<>();
        private final Map<Long, List<Content>> below = new HashMap<>();
        private final Map<Long, List<Content>> inSpace = new HashMap<>();
        private final List<Content> all;

        private Shelf(WikiBuilder builder) {
            spaces = builder.spaces();
            for (Space space : spaces) {
                byKey.put(space.key().toLowerCase(Locale.ROOT), space);
                byId.put(space.id(), space);
            }
            for (Content content : builder.contents()) {
                contents.put(content.id(), content);
                below.computeIfAbsent(content.parent(), id -> new ArrayList<>(2))
                        .add(content);
                inSpace.computeIfAbsent(content.space().id(), id -> new ArrayList<>(4))
                        .add(content);
            }
            all = List.copyOf(builder.contents());
        }
    }

    Wiki() {
        shelf = new Shelf(new WikiBuilder(people));
    }

    /** Adds so many spaces to those that are always there: the same ones each time. */
    void generate(int count) {
        WikiBuilder builder = new WikiBuilder(people);
        builder.generate(people, count);
        shelf = new Shelf(builder);
    }

    People people() {
        return people;
    }

    /** All spaces, by key. */
    List<Space> spaces() {
        return shelf.spaces;
    }

    Optional<Space> space(String key) {
        return Optional.ofNullable(shelf.byKey.get(key.toLowerCase(Locale.ROOT)));
    }

    Optional<Space> space(long id) {
        return Optional.ofNullable(shelf.byId.get(id));
    }

    /** By the id as REST shows it. */
    Optional<Content> content(String restId) {
        try {
            boolean attachment = restId.startsWith("att");
            return Optional.ofNullable(shelf.contents.get(Long.parseLong(attachment ? restId.substring(3) : restId)))
                    .filter(content -> attachment == (content.kind() == Content.Kind.ATTACHMENT));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    List<Content> children(Content content, Content.Kind kind) {
        return shelf.below.getOrDefault(content.id(), List.of()).stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    /** All content, in the order of its ids. */
    List<Content> contents() {
        return shelf.all;
    }

    /** What is in one space, in the order of its ids. */
    List<Content> contents(Space space) {
        return shelf.inSpace.getOrDefault(space.id(), List.of());
    }

    /** The pages above it, the topmost first. */
    List<Content> ancestors(Content content) {
        List<Content> above = new ArrayList<>();
        Map<Long, Content> contents = shelf.contents;
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
        ByteBuffer block = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
        long number = from / Long.BYTES;
        int skipped = (int) (from % Long.BYTES);
        for (long left = length; left > 0; ) {
            block.clear();
            while (block.hasRemaining()) {
                block.putLong(mixed(attachment.id() * 1_000_003L + number++));
            }
            int count = (int) Math.min(block.capacity() - skipped, left);
            out.write(block.array(), skipped, count);
            left -= count;
            skipped = 0;
        }
    }

    /** A well mixed number (SplitMix64). */
    private static long mixed(long seed) {
        long z = seed * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
