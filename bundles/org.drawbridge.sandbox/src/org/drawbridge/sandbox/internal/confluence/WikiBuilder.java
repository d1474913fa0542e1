package org.drawbridge.sandbox.internal.confluence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drawbridge.sandbox.internal.confluence.Content.Kind;

/** Builds the sandbox's spaces and their content. */
final class WikiBuilder {

    private static final Instant BEGINNING = Instant.parse("2019-03-04T09:15:00Z");
    private static final Set<Right> READ = EnumSet.of(Right.VIEW);
    private static final Set<Right> WRITE = EnumSet.of(
            Right.VIEW,
            Right.EXPORT,
            Right.DELETE_OWN,
            Right.CREATE_PAGE,
            Right.CREATE_BLOG,
            Right.CREATE_COMMENT,
            Right.CREATE_ATTACHMENT);
    private static final Set<Right> EVERYTHING = EnumSet.allOf(Right.class);
    private static final Subject TEAM = new Subject.Group("eng-team");
    private static final Subject EVERYBODY = new Subject.Everybody();

    private static final List<String> NAMES = List.of(
            "Team",
            "Project",
            "Products",
            "=HYPERLINK(\"https://evil.test\",\"Open\")",
            "Sales",
            "</script><script>document.title='owned'</script>",
            "Finance",
            "Überblick – Köln",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "Research & Development");

    private final List<Space> spaces = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();
    private long lastId = 98_304;

    WikiBuilder(People people) {
        Person anna = people.get("aadmin");
        Person sam = people.get("sspace");
        Person uma = people.get("uuser");
        Subject.User asAnna = new Subject.User(anna);
        Subject.User asSam = new Subject.User(sam);

        Space docs = space(
                "DOCS", "Product documentation", "Read by everybody", false, grants(EVERYBODY, READ, TEAM, WRITE));
        Content docsHome = page(docs, 0, "Documentation home", "<p>Welcome.</p>", anna);
        Content start = page(
                docs,
                docsHome.id(),
                "Getting started",
                "<h1>Getting started</h1><p>Install, sign in, migrate.</p>",
                uma);
        attachment(start, "quick-start.pdf", "application/pdf", 40_000, uma);
        comment(start, "<p>Short and clear.</p>", sam);

        Space engineering = space("ENG", "Engineering", "How we build", false, grants(asSam, EVERYTHING, TEAM, WRITE));
        Content home = page(engineering, 0, "Engineering home", "<p>Start here.</p>", sam);
        Content architecture = page(
                engineering,
                home.id(),
                "Architecture",
                "<p>See <ac:link><ri:page ri:content-title=\"Release notes\" /></ac:link>.</p>",
                sam);
        attachment(architecture, "overview.txt", "text/plain", 2_048, sam);
        attachment(architecture, "recording 2024.mp4", "video/mp4", 3 << 20, uma);
        Content notes = page(engineering, home.id(), "Release notes", "<ul><li>1.0</li><li>1.1</li></ul>", uma);
        comment(notes, "<p>When is 1.2 due?</p>", uma);
        comment(notes, "<p>Next week.</p>", sam);
        page(
                engineering,
                home.id(),
                "Names & <script>alert('x')</script>, =1+1",
                "<p>Odd names must do no harm.</p>",
                uma);
        Content roadmap =
                restricted(engineering, home.id(), "Confidential roadmap", "<p>Not for all.</p>", sam, Set.of(asSam));
        page(engineering, roadmap.id(), "Budget", "<p>Below a restricted page.</p>", sam);
        blog(engineering, "We moved", "<p>To the second floor.</p>", uma);

        Space humanResources = space("HR", "Human resources", "Rules and forms", false, grants(TEAM, READ));
        Content rules = page(humanResources, 0, "Human resources home", "<p>Rules.</p>", anna);
        page(humanResources, rules.id(), "Holidays", "<p>Thirty days.</p>", anna);

        Space operations = space("OPS", "Operations (old)", "No longer used", true, grants(TEAM, READ));
        page(operations, 0, "Operations home", "<p>Old.</p>", anna);

        Space secret = space("SECRET", "Board", "", false, grants(asAnna, EVERYTHING));
        page(secret, 0, "Board home", "<p>Closed.</p>", anna);

        Space annas = space("~anna", "Anna Admin", "", false, grants(asAnna, EVERYTHING, TEAM, READ));
        page(annas, 0, "Anna Admin’s home", "<p>Hello.</p>", anna);

        Space sams = space("~sspace", "Sam Space", "", false, grants(asSam, EVERYTHING, TEAM, READ));
        page(sams, 0, "Sam Space’s home", "<p>Hello.</p>", sam);
    }

    /**
     * Many spaces, the same ones each time: some personal, some archived, some that only administrators see, some that Sam
     * administers, and some whose names are an attack on whoever shows them.
     */
    void generate(People people, int count) {
        Person anna = people.get("aadmin");
        Subject.User sam = new Subject.User(people.get("sspace"));
        List<Map<Subject, Set<Right>>> grants = List.of(
                grants(TEAM, READ), grants(TEAM, WRITE), grants(sam, EVERYTHING, TEAM, WRITE), grants(EVERYBODY, READ));
        Map<Subject, Set<Right>> closed = grants(new Subject.User(anna), EVERYTHING);
        for (int i = 1; i <= count; i++) {
            String number = String.format("%05d", i);
            Map<Subject, Set<Right>> granted = i % 7 == 0 ? closed : grants.get(i % grants.size());
            String key = (i % 20 == 0 ? "~gen" : "GEN") + number;
            Space space = space(key, NAMES.get(i % NAMES.size()) + " " + number, "", i % 33 == 0, granted);
            Content home = page(space, 0, "Home of " + number, "<p>Space " + number + ".</p>", anna);
            page(space, home.id(), "Page of " + number, "<p>Text.</p>", anna);
            attachment(home, "file-" + number + ".txt", "text/plain", 4_096, anna);
            comment(home, "<p>Fine.</p>", anna);
        }
    }

    List<Space> spaces() {
        return spaces.stream().sorted(Comparator.comparing(Space::key)).toList();
    }

    List<Content> contents() {
        return contents;
    }

    private Space space(
            String key, String name, String description, boolean archived, Map<Subject, Set<Right>> grants) {
        long id = ++lastId;
        // The first page of a space is its home page and takes the next number.
        Space space = new Space(id, key, name, description, archived, id + 1, grants);
        spaces.add(space);
        return space;
    }

    private static Map<Subject, Set<Right>> grants(Subject first, Set<Right> firstRights) {
        Map<Subject, Set<Right>> grants = new LinkedHashMap<>();
        grants.put(first, firstRights);
        return grants;
    }

    private static Map<Subject, Set<Right>> grants(
            Subject first, Set<Right> firstRights, Subject second, Set<Right> secondRights) {
        Map<Subject, Set<Right>> grants = grants(first, firstRights);
        grants.put(second, secondRights);
        return grants;
    }

    private Content page(Space space, long parent, String title, String storage, Person author) {
        return add(Kind.PAGE, space, parent, title, storage, author, Set.of(), "", 0);
    }

    private Content restricted(
            Space space, long parent, String title, String storage, Person author, Set<Subject> readers) {
        return add(Kind.PAGE, space, parent, title, storage, author, readers, "", 0);
    }

    private void blog(Space space, String title, String storage, Person author) {
        add(Kind.BLOGPOST, space, 0, title, storage, author, Set.of(), "", 0);
    }

    private void comment(Content on, String storage, Person author) {
        add(Kind.COMMENT, on.space(), on.id(), "Re: " + on.title(), storage, author, Set.of(), "", 0);
    }

    private void attachment(Content on, String name, String mediaType, long size, Person author) {
        add(Kind.ATTACHMENT, on.space(), on.id(), name, "", author, Set.of(), mediaType, size);
    }

    private Content add(
            Kind kind,
            Space space,
            long parent,
            String title,
            String storage,
            Person author,
            Set<Subject> readers,
            String mediaType,
            long size) {
        long id = ++lastId;
        Content content = new Content(
                id,
                kind,
                space,
                title,
                storage,
                parent,
                author,
                BEGINNING.plus(id % 1000, ChronoUnit.DAYS),
                1 + (int) (id % 4),
                readers,
                readers,
                mediaType,
                size);
        contents.add(content);
        return content;
    }
}
