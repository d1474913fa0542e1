package org.drawbridge.ui.internal.dialogs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.WikiTraccsFile;
import org.drawbridge.platform.ConnectionTransfer;
import org.drawbridge.platform.ConnectionTransfer.Format;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;

/**
 * Writes connections into a file without their secrets: one of the product's own, to be shared, or the
 * {@code appsettings.json} of WikiTraccs, of which all else stays as it is. UI thread only.
 */
public final class ExportDialog extends TransferDialog {

    private Format format = Format.DRAWBRIDGE;
    private Table connections;
    private FileChoice file;

    public ExportDialog(Desktop desktop) {
        super(desktop, "export");
    }

    /** What is to be written, and what the user should know before. */
    private record Draft(String text, boolean exists, List<String> notes, List<String> secrets) {}

    @Override
    void fill(Composite area) {
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(20, 12).spacing(8, 8).applyTo(body);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
        for (Format each : Format.values()) {
            String word = each.name().toLowerCase(java.util.Locale.ROOT);
            Button button = Ui.key(new Button(body, SWT.RADIO), "export.format." + word);
            button.setText(Ui.text("export.format." + word));
            button.setSelection(each == format);
            button.addListener(SWT.Selection, event -> {
                if (button.getSelection()) {
                    format = each;
                }
            });
            WrappedLabel tip = Ui.label(body, Ui.text("export.format." + word + ".tip"), "dim");
            Ui.wide().indent(22, 0).hint(560, SWT.DEFAULT).applyTo(tip);
        }
        connections = Ui.key(new Table(body, SWT.CHECK | SWT.BORDER | SWT.V_SCROLL), "export.connections");
        Ui.accessible(connections, Ui.text("export.connections"));
        for (ConnectionEntry entry : desktop.connections().entries()) {
            TableItem item = new TableItem(connections, SWT.NONE);
            item.setText(entry.connection().name());
            item.setImage(Icons.get(entry.connection().target().kind().word()));
            item.setData(entry);
            item.setChecked(true);
        }
        connections.addListener(SWT.Selection, event -> buttons());
        GridDataFactory.fillDefaults().grab(true, true).hint(560, 160).applyTo(connections);
        file = new FileChoice(body, "export.file", SWT.SAVE, this::buttons);
    }

    @Override
    boolean ready() {
        return file.path().isPresent() && !chosen().isEmpty();
    }

    private List<ConnectionEntry> chosen() {
        List<ConnectionEntry> chosen = new ArrayList<>();
        for (TableItem item : connections.getItems()) {
            if (item.getChecked()) {
                chosen.add((ConnectionEntry) item.getData());
            }
        }
        return chosen;
    }

    @Override
    protected void okPressed() {
        Path path = file.path().orElseThrow();
        List<ConnectionEntry> entries = chosen();
        Format wanted = format;
        getButton(IDialogConstants.OK_ID).setEnabled(false);
        try {
            Draft[] draft = new Draft[1];
            Background.await(getShell().getDisplay(), "prepare export", () -> draft[0] = draft(path, entries, wanted));
            if (agreed(path, wanted, draft[0])) {
                Background.await(
                        getShell().getDisplay(), "export", () -> ConnectionTransfer.write(path, draft[0].text()));
                super.okPressed();
                return;
            }
        } catch (AuthFailure e) {
            ProblemDialog.show(getShell(), Ui.text("export.failed"), e.problem());
        }
        buttons();
    }

    private Draft draft(Path path, List<ConnectionEntry> entries, Format wanted) throws AuthFailure {
        ConnectionTransfer transfer = new ConnectionTransfer(desktop.runtime());
        boolean exists = Files.exists(path);
        if (wanted == Format.DRAWBRIDGE) {
            return new Draft(transfer.export(entries), exists, List.of(), List.of());
        }
        WikiTraccsFile.Export export =
                transfer.exportWikiTraccs(entries, exists ? Optional.of(path) : Optional.empty());
        return new Draft(export.text(), exists, export.notes(), exists ? transfer.secretsIn(path) : List.of());
    }

    /** Asks if anything is there that would change, or anything can't be written. */
    private boolean agreed(Path path, Format wanted, Draft draft) {
        if (!draft.exists() && draft.notes().isEmpty()) {
            return true;
        }
        List<String> says = new ArrayList<>();
        if (draft.exists()) {
            says.add(Ui.text(wanted == Format.DRAWBRIDGE ? "export.replaces" : "export.into", path));
        }
        if (!draft.secrets().isEmpty()) {
            says.add(Ui.text("export.secrets", String.join("\n", draft.secrets())));
        }
        says.addAll(draft.notes());
        return MessageDialog.openQuestion(getShell(), Ui.text("export.ask"), String.join("\n\n", says));
    }
}
