package org.drawbridge.cli.internal;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Map;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.Guide.Section;
import org.drawbridge.core.guide.Guide.Snippet;

/** A guide as text and JSON. What is to be copied is never wrapped. */
final class GuideText {

    private static final JsonProvider JSON = JsonProvider.provider();

    private GuideText() {}

    static void print(Guide guide, Output output) {
        output.paragraph("", output.style(Output.Style.STRONG, guide.title()));
        output.paragraph("", guide.intro());
        for (Section section : guide.sections()) {
            output.line("");
            output.line(output.style(Output.Style.STRONG, section.title()));
            for (int i = 0; i < section.steps().size(); i++) {
                String number = section.number(i);
                output.paragraph(
                        "  " + number,
                        "  " + " ".repeat(number.length()),
                        section.steps().get(i));
            }
            for (Snippet snippet : section.snippets()) {
                output.line("  " + output.style(Output.Style.DIM, snippet.heading() + ":"));
                snippet.text().lines().forEach(line -> output.line("    " + line));
            }
        }
    }

    static String json(Guide guide, String mode) {
        JsonArrayBuilder sections = JSON.createArrayBuilder();
        for (Section section : guide.sections()) {
            JsonArrayBuilder snippets = JSON.createArrayBuilder();
            for (Snippet snippet : section.snippets()) {
                JsonObjectBuilder one =
                        JSON.createObjectBuilder().add("label", snippet.label()).add("language", snippet.language());
                if (!snippet.file().isEmpty()) {
                    one.add("file", snippet.file());
                }
                snippets.add(one.add("text", snippet.text()));
            }
            sections.add(JSON.createObjectBuilder()
                    .add("id", section.id())
                    .add("title", section.title())
                    .add("steps", JSON.createArrayBuilder(section.steps()))
                    .add("snippets", snippets));
        }
        StringWriter text = new StringWriter();
        try (JsonWriter writer = JSON.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(JSON.createObjectBuilder()
                    .add("exitCode", 0)
                    .add("mode", mode)
                    .add("title", guide.title())
                    .add("intro", guide.intro())
                    .add("sections", sections)
                    .build());
        }
        return text.toString().strip() + "\n";
    }
}
