package org.drawbridge.readiness;

import java.io.IOException;
import java.util.List;
import org.drawbridge.readiness.internal.CsvFormat;
import org.drawbridge.readiness.internal.HtmlFormat;
import org.drawbridge.readiness.internal.JsonFormat;
import org.drawbridge.readiness.internal.MarkdownFormat;
import org.drawbridge.readiness.internal.TextFormat;

/** A way to write a report. The built-in ones are {@code text, json, html, md} and {@code csv}. */
public interface ReportFormat {

    /** What {@code --format} takes. */
    String id();

    /** The file ending without a dot. */
    String extension();

    /** Writes the whole report, masked by the {@link org.drawbridge.core.Redactor}. */
    void write(ReadinessReport report, Appendable out) throws IOException;

    /** The built-in formats. */
    static List<ReportFormat> builtIn() {
        return List.of(
                new TextFormat(), new JsonFormat(), new HtmlFormat(), new MarkdownFormat(), new CsvFormat());
    }
}
