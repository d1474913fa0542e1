package org.drawbridge.ui.internal.parts.readiness;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Writes reports, and reads earlier ones to compare with. UI thread only; files are touched in the background. */
final class ReportFiles {

    private final Control owner;

    ReportFiles(Control owner) {
        this.owner = owner;
    }

    /** Asks for a file and writes the report in the format that its ending says. */
    void export(ReadinessReport report, Consumer<Path> written) {
        List<ReportFormat> formats = formats();
        FileDialog dialog = new FileDialog(owner.getShell(), SWT.SAVE);
        dialog.setText(Ui.text("readiness.export.title"));
        dialog.setOverwrite(true);
        dialog.setFilterExtensions(
                formats.stream().map(format -> "*." + format.extension()).toArray(String[]::new));
        dialog.setFilterNames(formats.stream()
                .map(format -> name(format) + " (*." + format.extension() + ")")
                .toArray(String[]::new));
        dialog.setFileName("readiness." + formats.getFirst().extension());
        String chosen = dialog.open();
        if (chosen != null) {
            int filter = Math.clamp(dialog.getFilterIndex(), 0, formats.size() - 1);
            export(report, Path.of(chosen), formats.get(filter), written);
        }
    }

    /**
     * Writes the report in the format that the file's ending says.
     *
     * @param otherwise if it says none
     * @param written told where it is; a failure is shown here
     */
    private void export(ReadinessReport report, Path file, ReportFormat otherwise, Consumer<Path> written) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        ReportFormat format = formats().stream()
                .filter(each -> name.endsWith("." + each.extension()))
                .findFirst()
                .orElse(otherwise);
        Thread.ofVirtual().name("export readiness").start(() -> {
            try {
                write(report, format, file);
                Ui.later(owner, () -> written.accept(file));
            } catch (IOException e) {
                failed("readiness.export.title", "readiness.export.failed", file, e);
            }
        });
    }

    void export(ReadinessReport report, Path file, Consumer<Path> written) {
        export(report, file, formats().getFirst(), written);
    }

    /** Whole or not at all: a report that was there before stays if this one can't be written. */
    private static void write(ReadinessReport report, ReportFormat format, Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (Writer out = Files.newBufferedWriter(beside, StandardCharsets.UTF_8)) {
                format.write(report, out);
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Asks for an earlier report and compares with it. */
    void compare(ReadinessReport report, Consumer<ReadinessReport> compared) {
        FileDialog dialog = new FileDialog(owner.getShell(), SWT.OPEN);
        dialog.setText(Ui.text("readiness.compare.title"));
        dialog.setFilterExtensions(new String[] {"*.json"});
        dialog.setFilterNames(new String[] {Ui.text("readiness.format.json") + " (*.json)"});
        String chosen = dialog.open();
        if (chosen != null) {
            compare(report, Path.of(chosen), compared);
        }
    }

    void compare(ReadinessReport report, Path file, Consumer<ReadinessReport> compared) {
        Thread.ofVirtual().name("compare readiness").start(() -> {
            try (Reader earlier = Files.newBufferedReader(file)) {
                ReadinessReport found = report.with(Changes.since(earlier, report));
                Ui.later(owner, () -> compared.accept(found));
            } catch (IOException e) {
                failed("readiness.compare.title", "readiness.compare.failed", file, e);
            }
        });
    }

    private void failed(String title, String text, Path file, IOException why) {
        Ui.later(
                owner,
                () -> MessageDialog.openError(owner.getShell(), Ui.text(title), Ui.text(text, file, Reasons.of(why))));
    }

    private static String name(ReportFormat format) {
        String key = "readiness.format." + format.id();
        return Ui.hasText(key) ? Ui.text(key) : format.id();
    }

    /** The built-in ones, the one to be read in a browser first, and those of plug-ins. */
    private static List<ReportFormat> formats() {
        BundleContext context = FrameworkUtil.getBundle(ReportFiles.class).getBundleContext();
        List<ReportFormat> formats = new ArrayList<>(ReportFormat.builtIn());
        formats.sort((a, b) -> Boolean.compare(b.id().equals("html"), a.id().equals("html")));
        try {
            for (ServiceReference<ReportFormat> reference : context.getServiceReferences(ReportFormat.class, null)) {
                Optional.ofNullable(context.getService(reference)).ifPresent(formats::add);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return formats;
    }
}
