package org.drawbridge.ui.internal.dialogs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.platform.BrowserOpener;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user in dialogs. Blocks its caller, never the UI thread; a dialog goes away when the job that asked is
 * cancelled.
 */
public final class DesktopInteraction implements Interaction {

    private static final Logger LOG = LoggerFactory.getLogger(DesktopInteraction.class);

    private final Display display;
    private final Supplier<DrawbridgeRuntime> runtime;

    public DesktopInteraction(Display display, Supplier<DrawbridgeRuntime> runtime) {
        this.display = display;
        this.runtime = runtime;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
        if (Display.findDisplay(Thread.currentThread()) != null) {
            throw new IllegalStateException("sign-ins belong on background threads");
        }
        return switch (ask) {
            case Ask.EnterSecret secret -> (R) enterSecret(secret, progress);
            case Ask.BrowserSignIn browser -> (R) choice(browser.connection());
            case Ask.WebSignIn web -> (R) webSignIn(web, progress);
            case Ask.DeviceSignIn device -> (R) deviceSignIn(device, progress);
            case Ask.Decide decide -> (R) decide(decide, progress);
        };
    }

    /** The setting decides; without one, what there is. */
    private static Ask.BrowserSignIn.Choice choice(Connection connection) {
        String setting = connection.setting("browser", "auto");
        boolean none =
                setting.equals("auto") && connection.setting("browserProgram").isEmpty() && !Browsers.found();
        return setting.equals("embedded") || none && Browsers.embedding()
                ? Ask.BrowserSignIn.Choice.EMBEDDED
                : Ask.BrowserSignIn.Choice.EXTERNAL;
    }

    private PendingSignIn.End webSignIn(Ask.WebSignIn ask, Progress progress) throws AuthFailure {
        AtomicReference<FreshBrowser.Window> window = new AtomicReference<>();
        try {
            open(ask, window, progress);
            Runnable again = () -> Thread.ofVirtual().start(() -> {
                try {
                    open(ask, window, progress);
                } catch (AuthFailure e) {
                    LOG.warn(
                            "the sign-in page could not be opened: {}",
                            e.problem().message());
                }
            });
            return ended(show(progress, shell -> new WebSignInDialog(shell, ask, again)));
        } finally {
            close(window.getAndSet(null));
        }
    }

    private void open(Ask.WebSignIn ask, AtomicReference<FreshBrowser.Window> window, Progress progress)
            throws AuthFailure {
        if (ask.how() == Ask.WebSignIn.How.EMBEDDED && Browsers.embedding()) {
            close(window.getAndSet(null));
            window.set(
                    Browsers.embeddedWindow(ask.address(), runtime.get().http().settings(), progress));
            return;
        }
        Optional<FreshBrowser> fresh = runtime.get().freshBrowser();
        if (ask.how() != Ask.WebSignIn.How.REGULAR && fresh.isPresent()) {
            close(window.getAndSet(
                    fresh.get().open(ask.address(), runtime.get().http().settings(), progress)));
        } else {
            new BrowserOpener(runtime.get().settings()).open(ask.address());
        }
    }

    private static void close(FreshBrowser.Window window) {
        if (window != null) {
            window.close();
        }
    }

    private PendingSignIn.End deviceSignIn(Ask.DeviceSignIn ask, Progress progress) throws AuthFailure {
        BrowserOpener opener = new BrowserOpener(runtime.get().settings());
        Runnable open = () -> Thread.ofVirtual().start(() -> opener.open(ask.opened()));
        return ended(show(progress, shell -> new DeviceCodeDialog(shell, ask, open)));
    }

    private static PendingSignIn.End ended(PendingDialog dialog) throws Cancelled {
        if (dialog.cancelled()) {
            throw new Cancelled();
        }
        return dialog.end();
    }

    private String decide(Ask.Decide ask, Progress progress) throws AuthFailure {
        List<String> labels = new ArrayList<>(
                ask.options().stream().map(Ask.Decide.Option::label).toList());
        labels.add(IDialogConstants.CANCEL_LABEL);
        MessageDialog dialog = show(
                progress,
                shell -> new MessageDialog(
                        shell,
                        ask.title(),
                        null,
                        ask.text(),
                        MessageDialog.QUESTION,
                        0,
                        labels.toArray(String[]::new)));
        int chosen = dialog.getReturnCode();
        if (chosen < 0 || chosen >= ask.options().size()) {
            throw new Cancelled();
        }
        return ask.options().get(chosen).id();
    }

    private Secret enterSecret(Ask.EnterSecret ask, Progress progress) throws AuthFailure {
        SecretStore store = runtime.get().secrets();
        Optional<SecretStore.Durability> durability = Optional.of(store.durability());
        SecretDialog answered = show(progress, shell -> new SecretDialog(shell, ask, durability));
        if (answered.entered() == null) {
            throw new Cancelled();
        }
        if (answered.remember()) {
            store.of(ask.connection().id()).put(ask.field().key(), answered.entered());
        }
        return answered.entered();
    }

    /** The window to ask in front of; never the embedded browser's, which goes before its dialog does. */
    private Shell parent() {
        Shell active = display.getActiveShell();
        while (active != null && active.getParent() != null && !(active.getData() instanceof Window)) {
            active = (Shell) active.getParent();
        }
        if (active != null) {
            return active;
        }
        return Stream.of(display.getShells())
                .filter(shell -> shell.isVisible() && shell.getParent() == null)
                .findFirst()
                .orElse(null);
    }

    private <D extends Window> D show(Progress progress, Function<Shell, D> make) throws AuthFailure {
        CompletableFuture<D> done = new CompletableFuture<>();
        AtomicReference<D> open = new AtomicReference<>();
        display.asyncExec(() -> {
            try {
                if (progress.cancelled()) {
                    done.cancel(false);
                    return;
                }
                D dialog = make.apply(parent());
                open.set(dialog);
                if (dialog instanceof PendingDialog) {
                    dialog.create();
                    dialog.getShell().addListener(SWT.Dispose, event -> done.complete(dialog));
                    dialog.open();
                } else {
                    dialog.open();
                    done.complete(dialog);
                }
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        Runnable close = () -> {
            done.cancel(false);
            display.asyncExec(() -> Optional.ofNullable(open.get()).ifPresent(Window::close));
        };
        try (Progress.Registration ignored = progress.onCancel(close)) {
            return done.get();
        } catch (CancellationException e) {
            throw new Cancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
