package org.drawbridge.ui.internal.parts.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** From where to where, and in how many spaces calls are tried. UI thread only. */
final class Choice extends Composite {

    private final Desktop desktop;
    private final Combo source;
    private final Combo target;
    private final Combo scope;
    private List<String> sourceIds = List.of();
    private List<String> targetIds = List.of();

    /** @param changed told when the user has chosen otherwise */
    Choice(Composite parent, Desktop desktop, Runnable changed) {
        super(parent, SWT.NONE);
        this.desktop = desktop;
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(8, 6).applyTo(this);
        source = combo("source", changed);
        target = combo("target", changed);
        scope = combo("scope", changed);
        scope.add(Ui.text("readiness.scope.sample"));
        scope.add(Ui.text("readiness.scope.all"));
        scope.select(0);
        scope.setToolTipText(Ui.text("readiness.scope.tip"));
        refill();
    }

    private Combo combo(String name, Runnable changed) {
        Label label = new Label(this, SWT.NONE);
        label.setText(Ui.text("readiness." + name));
        Combo combo = Ui.key(new Combo(this, SWT.READ_ONLY | SWT.DROP_DOWN), "readiness." + name);
        Ui.wide().hint(Ui.scaled(200), SWT.DEFAULT).applyTo(combo);
        combo.addListener(SWT.Selection, event -> changed.run());
        return combo;
    }

    /** Shows the connections that there are now; what was chosen stays. */
    void refill() {
        sourceIds = fill(source, sourceIds, Target.Kind.CONFLUENCE);
        targetIds = fill(target, targetIds, Target.Kind.SHAREPOINT);
    }

    private List<String> fill(Combo combo, List<String> before, Target.Kind kind) {
        Optional<String> chosen = chosen(combo, before);
        List<String> ids = new ArrayList<>();
        combo.removeAll();
        for (ConnectionEntry entry : desktop.connections().entries()) {
            Connection connection = entry.connection();
            if (connection.target().kind() == kind) {
                ids.add(connection.id());
                combo.add(connection.name());
            }
        }
        String wanted =
                chosen.or(() -> desktop.selected().filter(ids::contains)).orElseGet(() -> best(ids));
        combo.select(ids.indexOf(wanted));
        return ids;
    }

    /** The first one that is known to work, else the first. */
    private String best(List<String> ids) {
        return ids.stream()
                .filter(id -> desktop.connections()
                        .result(id)
                        .filter(result -> result.failure().isEmpty())
                        .isPresent())
                .findFirst()
                .orElse(ids.isEmpty() ? "" : ids.getFirst());
    }

    private static Optional<String> chosen(Combo combo, List<String> ids) {
        int index = combo.getSelectionIndex();
        return index < 0 || index >= ids.size() ? Optional.empty() : Optional.of(ids.get(index));
    }

    Optional<ConnectionEntry> source() {
        return chosen(source, sourceIds).flatMap(desktop.connections()::find);
    }

    Optional<ConnectionEntry> target() {
        return chosen(target, targetIds).flatMap(desktop.connections()::find);
    }

    CheckSettings settings() {
        return scope.getSelectionIndex() == 1
                ? CheckSettings.DEFAULT.withScope(new CheckSettings.Scope.All())
                : CheckSettings.DEFAULT;
    }
}
