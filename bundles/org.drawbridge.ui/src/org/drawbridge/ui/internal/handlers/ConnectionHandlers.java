package org.drawbridge.ui.internal.handlers;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.ExportDialog;
import org.drawbridge.ui.internal.dialogs.ImportDialog;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.parts.ConnectionsPart;
import org.drawbridge.ui.internal.wizard.NewConnectionWizard;
import org.eclipse.e4.core.di.annotations.CanExecute;
import org.eclipse.e4.core.di.annotations.Execute;
import org.eclipse.jface.dialogs.InputDialog;

/** What can be done with connections: one nested class for each command. */
public final class ConnectionHandlers {

    private ConnectionHandlers() {}

    /** Asks for a new connection of a kind, stores it and opens its page. UI thread. */
    public static void create(Desktop desktop, Target.Kind kind) {
        create(desktop, kind, true);
    }

    private static void create(Desktop desktop, Target.Kind kind, boolean kindGiven) {
        NewConnectionWizard.open(desktop.shell(), desktop, kind, kindGiven)
                // The window answers between the end of the wizard and the page.
                .ifPresent(id -> Ui.later(desktop.shell(), () -> {
                    desktop.hide(Desktop.WELCOME);
                    desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class).ifPresent(list -> list.reveal(id));
                    desktop.open(id, true);
                }));
    }

    /** Deletes a connection; the list offers to take it back. UI thread. */
    public static void delete(Desktop desktop, String id) {
        desktop.jobs().of(id).ifPresent(RunningJob::cancelSoon);
        desktop.close(id);
        done(desktop, "delete.failed", () -> desktop.connections().remove(id));
    }

    /** Brings back what was deleted last. UI thread. */
    public static void undoDelete(Desktop desktop) {
        Optional<ConnectionEntry> gone = desktop.connections().removed();
        if (gone.isPresent()
                && done(
                        desktop,
                        "delete.undo.failed",
                        () -> desktop.connections().undo())) {
            String id = gone.get().connection().id();
            desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class).ifPresent(list -> list.reveal(id));
        }
    }

    private static String nameOf(Desktop desktop, String id) {
        return desktop.connections()
                .find(id)
                .map(entry -> entry.connection().name())
                .orElse(id);
    }

    private static boolean done(Desktop desktop, String title, Background.Work work) {
        try {
            Background.await(desktop.shell().getDisplay(), title, work);
            return true;
        } catch (AuthFailure e) {
            ProblemDialog.show(desktop.shell(), Ui.text(title), e.problem());
            return false;
        }
    }

    /** Command {@code connection.new}. */
    public static final class New {
        @Execute
        void execute(Desktop desktop) {
            Target.Kind kind = desktop.selected()
                    .flatMap(desktop.connections()::find)
                    .map(entry -> entry.connection().target().kind())
                    .orElse(Target.Kind.CONFLUENCE);
            create(desktop, kind, false);
        }
    }

    /** Command {@code connection.open}. */
    public static final class Open {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(id -> desktop.open(id, true));
        }
    }

    /** Command {@code connection.test}. */
    public static final class Test {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected()
                    .filter(id -> desktop.jobs().of(id).isEmpty())
                    .isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(desktop::test);
        }
    }

    /** Command {@code connection.testWindow}. */
    public static final class TestInWindow {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(desktop::testInWindow);
        }
    }

    /** Command {@code connection.cancel}. */
    public static final class Cancel {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().flatMap(desktop.jobs()::of).isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().flatMap(desktop.jobs()::of).ifPresent(RunningJob::cancelSoon);
        }
    }

    /** Command {@code connection.duplicate}. */
    public static final class Duplicate {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(id -> {
                String name = Ui.text("duplicate.name", nameOf(desktop, id));
                String[] copy = new String[1];
                if (done(
                        desktop,
                        "duplicate.failed",
                        () -> copy[0] = desktop.connections().duplicate(id, name))) {
                    desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class).ifPresent(list -> list.reveal(copy[0]));
                    desktop.open(copy[0], true);
                }
            });
        }
    }

    /** Command {@code connection.rename}. */
    public static final class Rename {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(id -> {
                InputDialog dialog = new InputDialog(
                        desktop.shell(),
                        Ui.text("rename.title"),
                        Ui.text("rename.label"),
                        nameOf(desktop, id),
                        typed -> typed.isBlank() ? "" : null);
                if (dialog.open() == InputDialog.OK) {
                    String name = dialog.getValue().strip();
                    done(desktop, "rename.failed", () -> desktop.connections().rename(id, name));
                }
            });
        }
    }

    /** Commands {@code connection.up} and {@code connection.down}, among those of the same kind. */
    private static void step(Desktop desktop, int by) {
        desktop.selected().ifPresent(id -> {
            Target.Kind kind = desktop.connections()
                    .find(id)
                    .orElseThrow()
                    .connection()
                    .target()
                    .kind();
            List<String> ids = desktop.connections().entries().stream()
                    .map(ConnectionEntry::connection)
                    .filter(connection -> connection.target().kind() == kind)
                    .map(Connection::id)
                    .toList();
            int place = ids.indexOf(id) + by;
            if (place >= 0 && place < ids.size()) {
                int next = by > 0 ? place + 1 : place;
                String before = next < ids.size() ? ids.get(next) : null;
                done(desktop, "move.failed", () -> desktop.connections().move(id, before));
            }
        });
    }

    /** Command {@code connection.up}. */
    public static final class Up {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            step(desktop, -1);
        }
    }

    /** Command {@code connection.down}. */
    public static final class Down {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            step(desktop, 1);
        }
    }

    /** Command {@code connection.undoDelete}. */
    public static final class UndoDelete {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.connections().removed().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            undoDelete(desktop);
        }
    }

    /** Command {@code connection.delete}. */
    public static final class Delete {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.selected().isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.selected().ifPresent(id -> delete(desktop, id));
        }
    }

    /** Command {@code connection.copyDetails}. */
    public static final class CopyDetails {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return result(desktop).isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            result(desktop).ifPresent(result -> Ui.copy(desktop.shell(), TestView.details(result)));
        }
    }

    /** Command {@code connection.copyForAdmin}. */
    public static final class CopyForAdmin {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return result(desktop).flatMap(TestView::messageForAdmin).isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            result(desktop).flatMap(TestView::messageForAdmin).ifPresent(text -> Ui.copy(desktop.shell(), text));
        }
    }

    private static Optional<TestResult> result(Desktop desktop) {
        return desktop.selected().flatMap(desktop.connections()::result);
    }

    /** Command {@code connection.import}. */
    public static final class Import {
        @Execute
        void execute(Desktop desktop) {
            List<String> imported = ImportDialog.open(desktop);
            if (!imported.isEmpty()) {
                desktop.hide(Desktop.WELCOME);
                desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class)
                        .ifPresent(list -> list.reveal(imported.getFirst()));
            }
        }
    }

    /** Command {@code connection.export}. */
    public static final class Export {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return !desktop.connections().entries().isEmpty();
        }

        @Execute
        void execute(Desktop desktop) {
            new ExportDialog(desktop).open();
        }
    }

    /** Command {@code connection.filter}. */
    public static final class Filter {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return !desktop.connections().entries().isEmpty();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.show(Desktop.CONNECTIONS);
            desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class).ifPresent(ConnectionsPart::filter);
        }
    }
}
