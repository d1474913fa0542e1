package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/**
 * Asks the user in dialogs. Blocks its caller, never the UI thread; a dialog goes away when the job that asked is
 * cancelled.
 */
public final class DesktopInteraction implements Interaction {

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

    private SecretDialog show(Progress progress, Function<Shell, SecretDialog> make) throws AuthFailure {
        CompletableFuture<SecretDialog> done = new CompletableFuture<>();
        AtomicReference<SecretDialog> open = new AtomicReference<>();
        display.asyncExec(() -> {
            try {
                if (progress.cancelled()) {
                    done.cancel(false);
                    return;
                }
                SecretDialog dialog = make.apply(display.getActiveShell());
                open.set(dialog);
                dialog.open();
                done.complete(dialog);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        Runnable close = () -> {
            done.cancel(false);
            display.asyncExec(() -> Optional.ofNullable(open.get()).ifPresent(SecretDialog::close));
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
