package org.drawbridge.ui.internal.handlers;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.parts.ConnectionsPart;
import org.drawbridge.ui.internal.wizard.NewConnectionWizard;
import org.eclipse.e4.core.di.annotations.CanExecute;
import org.eclipse.e4.core.di.annotations.Execute;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;

/** What can be done with connections: one nested class for each command. */
public final class ConnectionHandlers {

    private ConnectionHandlers() {}

    /** Asks for a new connection of a kind, stores it and opens its page. UI thread. */
    public static void create(Desktop desktop, Target.Kind kind) {
        create(desktop, kind, true);
    }

    private static void create(Desktop desktop, Target.Kind kind, boolean kindGiven) {
        NewConnectionWizard.open(desktop.shell(), desktop, kind, kindGiven).ifPresent(id -> {
            desktop.hide(Desktop.WELCOME);
            desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class).ifPresent(list -> list.reveal(id));
            desktop.open(id, true);
        });
    }

    /** Asks whether to forget a connection with its secrets, and does so. UI thread. */
    public static void delete(Desktop desktop, String id) {
        String name = desktop.connections()
                .find(id)
                .map(entry -> entry.connection().name())
                .orElse(id);
        boolean sure = MessageDialog.open(
                        MessageDialog.QUESTION,
                        desktop.shell(),
                        Ui.text("delete.title"),
                        Ui.text("delete.question", name),
                        SWT.NONE,
                        Ui.text("delete.yes"),
                        Ui.text("delete.no"))
                == 0;
        if (sure) {
            desktop.jobs().of(id).ifPresent(RunningJob::cancelSoon);
            desktop.close(id);
            done(desktop, "delete.failed", () -> desktop.connections().remove(id));
        }
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
            FileDialog dialog = new FileDialog(desktop.shell(), SWT.OPEN);
            dialog.setText(Ui.text("import.title"));
            dialog.setFilterExtensions(new String[] {"*.json", "*.*"});
            String chosen = dialog.open();
            if (chosen != null) {
                done(desktop, "import.failed", () -> {
                    ConnectionsFile file = ConnectionsFile.read(
                            Path.of(chosen), desktop.runtime().methods());
                    for (ConnectionEntry entry : file.entries()) {
                        desktop.connections().save(entry, Map.of(), false);
                    }
                });
                desktop.hide(Desktop.WELCOME);
            }
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
