package org.drawbridge.ui.internal.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.drawbridge.core.failure.AuthFailure;
import org.eclipse.swt.widgets.Display;

/** Short work off the UI thread. */
public final class Background {

    /** What is to be done on a background thread. */
    @FunctionalInterface
    public interface Work {
        void run() throws AuthFailure;
    }

    private Background() {}

    /** Lets the window answer in the middle of something long. UI thread. */
    public static void breathe(Display display) {
        while (!display.isDisposed() && display.readAndDispatch()) {
            // until all is done that waits
        }
    }

    /**
     * Does the work on a background thread while the caller, on the UI thread, keeps the window alive; for the few
     * places where the platform wants an answer, such as saving. Work that may take more than a moment is a job.
     */
    public static void await(Display display, String name, Work work) throws AuthFailure {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (AuthFailure | RuntimeException | LinkageError e) {
                done.completeExceptionally(e);
            } finally {
                display.wake();
            }
        });
        while (!done.isDone()) {
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
