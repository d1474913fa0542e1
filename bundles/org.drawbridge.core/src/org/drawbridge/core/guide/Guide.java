package org.drawbridge.core.guide;

import java.util.List;

/**
 * A guide as data: sections with steps to follow and texts to copy. Nothing in it is a secret.
 *
 * @param title what is set up, and for what
 * @param intro one paragraph: what it will allow, and what not
 */
public record Guide(String title, String intro, List<Section> sections) {

    public Guide {
        sections = List.copyOf(sections);
    }

    /**
     * One way to do it, or one thing to do.
     *
     * @param id stable, such as {@code portal}
     * @param steps in order; may be empty
     */
    public record Section(String id, String title, List<String> steps, List<Snippet> snippets) {
        public Section {
            steps = List.copyOf(steps);
            snippets = List.copyOf(snippets);
        }
    }

    /**
     * A text to copy.
     *
     * @param language {@code powershell, sh, json, http} or {@code url}
     * @param file the name under which commands beside it expect it; empty for none
     */
    public record Snippet(String label, String language, String file, String text) {}
}
