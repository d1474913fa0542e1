package org.drawbridge.ui.internal.handlers;

import jakarta.inject.Named;
import java.util.Locale;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.SandboxMode;
import org.drawbridge.ui.internal.dialogs.AboutDialog;
import org.drawbridge.ui.internal.dialogs.DiagnosticsDialog;
import org.drawbridge.ui.internal.dialogs.ExplainDialog;
import org.drawbridge.ui.internal.dialogs.GuideDialog;
import org.drawbridge.ui.internal.look.Themes;
import org.drawbridge.ui.internal.parts.ReadinessPart;
import org.eclipse.e4.core.di.annotations.CanExecute;
import org.eclipse.e4.core.di.annotations.Execute;
import org.eclipse.e4.core.di.annotations.Optional;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.services.IServiceConstants;
import org.eclipse.e4.ui.workbench.modeling.EPartService;

/** What can be done with the window and its parts: one nested class for each command. */
public final class WindowHandlers {

    private WindowHandlers() {}

    /** Command {@code save}. */
    public static final class Save {
        @CanExecute
        boolean canExecute(@Optional @Named(IServiceConstants.ACTIVE_PART) MPart part) {
            return part != null && part.isDirty();
        }

        @Execute
        void execute(EPartService parts, @Named(IServiceConstants.ACTIVE_PART) MPart part) {
            parts.savePart(part, false);
        }
    }

    /** Command {@code close}. */
    public static final class Close {
        @CanExecute
        boolean canExecute(@Optional @Named(IServiceConstants.ACTIVE_PART) MPart part) {
            return part != null && part.isCloseable();
        }

        @Execute
        void execute(EPartService parts, @Named(IServiceConstants.ACTIVE_PART) MPart part) {
            if (parts.savePart(part, true)) {
                parts.hidePart(part);
            }
        }
    }

    /** Command {@code quit}. */
    public static final class Quit {
        @Execute
        void execute(Desktop desktop) {
            desktop.quit();
        }
    }

    /** Command {@code restart}. */
    public static final class Restart {
        @Execute
        void execute(Desktop desktop) {
            desktop.restart();
        }
    }

    /** Command {@code show}, with the part as its parameter. */
    public static final class Show {
        @Execute
        void execute(Desktop desktop, @Named("org.drawbridge.ui.parameter.part") String part) {
            desktop.show(part);
        }
    }

    /** Command {@code theme}, with the choice as its parameter. */
    public static final class Theme {
        @Execute
        void execute(IThemeEngine engine, @Named("org.drawbridge.ui.parameter.theme") String choice) {
            Themes.choose(Themes.Choice.valueOf(choice.toUpperCase(Locale.ROOT)), engine);
        }
    }

    /** Command {@code resetLayout}. */
    public static final class ResetLayout {
        @Execute
        void execute(Desktop desktop) {
            desktop.resetLayout();
        }
    }

    /** Command {@code preferences}. */
    public static final class Preferences {
        @Execute
        void execute(Desktop desktop) {
            desktop.preferences(java.util.Optional.empty());
        }
    }

    /** Command {@code diagnostics}. */
    public static final class ExportDiagnostics {
        @Execute
        void execute(Desktop desktop) {
            DiagnosticsDialog.open(desktop);
        }
    }

    /** Command {@code appRegistration}. */
    public static final class AppRegistration {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return GuideDialog.available(desktop);
        }

        @Execute
        void execute(Desktop desktop) {
            GuideDialog.open(desktop);
        }
    }

    /** Command {@code explain}. */
    public static final class Explain {
        @Execute
        void execute(Desktop desktop) {
            new ExplainDialog(desktop).open();
        }
    }

    /** Command {@code about}. */
    public static final class About {
        @Execute
        void execute(Desktop desktop) {
            AboutDialog.open(desktop);
        }
    }

    /** Command {@code readiness.run}. */
    public static final class RunReadiness {
        @Execute
        void execute(Desktop desktop) {
            desktop.show(Desktop.READINESS);
            desktop.part(Desktop.READINESS, ReadinessPart.class).ifPresent(ReadinessPart::run);
        }
    }

    /** Command {@code readiness.export}. */
    public static final class ExportReadiness {
        @CanExecute
        boolean canExecute(Desktop desktop) {
            return desktop.part(Desktop.READINESS, ReadinessPart.class)
                    .filter(ReadinessPart::hasReport)
                    .isPresent();
        }

        @Execute
        void execute(Desktop desktop) {
            desktop.part(Desktop.READINESS, ReadinessPart.class).ifPresent(ReadinessPart::export);
        }
    }

    /** Command {@code sandbox.enter}. */
    public static final class EnterSandbox {
        @CanExecute
        boolean canExecute(SandboxMode sandbox) {
            return sandbox.available() && !sandbox.inUse();
        }

        @Execute
        void execute(SandboxMode sandbox, Desktop desktop) {
            sandbox.enter(desktop);
        }
    }

    /** Command {@code sandbox.leave}. */
    public static final class LeaveSandbox {
        @CanExecute
        boolean canExecute(SandboxMode sandbox) {
            return sandbox.inUse();
        }

        @Execute
        void execute(SandboxMode sandbox, Desktop desktop) {
            sandbox.leave(desktop);
        }
    }
}
