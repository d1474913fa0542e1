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

    /** The whole guide as Markdown, for a message or a file. What is to be copied is never wrapped. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# ")
                .append(title)
                .append("\n\n")
                .append(intro)
                .append('\n');
        for (Section section : sections) {
            text.append("\n## ").append(section.title()).append("\n\n");
            for (int i = 0; i < section.steps().size(); i++) {
                text.append(section.number(i))
                        .append(section.steps().get(i).replace("<", "&lt;"))
                        .append('\n');
            }
            for (Snippet snippet : section.snippets()) {
                String language = snippet.language().equals("url") ? "" : snippet.language();
                text.append(section.steps().isEmpty() ? "" : "\n")
                        .append(snippet.heading())
                        .append(":\n\n```")
                        .append(language)
                        .append('\n')
                        .append(snippet.text())
                        .append("\n```\n");
            }
        }
        return text.toString();
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

        /** What to write before a step: its number, or nothing before the only one. */
        public String number(int step) {
            return steps.size() > 1 ? (step + 1) + ". " : "";
        }
    }

    /**
     * A text to copy.
     *
     * @param language {@code powershell, sh, json, http} or {@code url}
     * @param file the name under which commands beside it expect it; empty for none
     */
    public record Snippet(String label, String language, String file, String text) {

        /** The label, with the file's name where there is one. */
        public String heading() {
            boolean named = !file.isEmpty() && !label.equals(file);
            return named ? label + " (" + file + ")" : label;
        }
    }
}
