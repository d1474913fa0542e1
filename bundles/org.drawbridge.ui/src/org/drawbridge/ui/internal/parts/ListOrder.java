package org.drawbridge.ui.internal.parts;

import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.eclipse.jface.util.LocalSelectionTransfer;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.ViewerDropAdapter;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DragSourceAdapter;
import org.eclipse.swt.dnd.DragSourceEvent;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.dnd.TransferData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets connections be dragged into another order, within their kind. UI thread only. */
final class ListOrder {

    private static final Logger LOG = LoggerFactory.getLogger(ListOrder.class);

    private ListOrder() {}

    static void install(TreeViewer viewer, Desktop desktop) {
        Transfer[] transfers = {LocalSelectionTransfer.getTransfer()};
        viewer.addDragSupport(DND.DROP_MOVE, transfers, new DragSourceAdapter() {
            @Override
            public void dragStart(DragSourceEvent event) {
                event.doit = viewer.getStructuredSelection().getFirstElement() instanceof String;
                LocalSelectionTransfer.getTransfer().setSelection(viewer.getStructuredSelection());
            }
        });
        ViewerDropAdapter drop = new ViewerDropAdapter(viewer) {
            @Override
            public boolean validateDrop(Object target, int operation, TransferData type) {
                return target instanceof String over
                        && dragged() != null
                        && kind(desktop, over) == kind(desktop, dragged());
            }

            @Override
            public boolean performDrop(Object data) {
                String over = (String) getCurrentTarget();
                String before = getCurrentLocation() == LOCATION_AFTER ? after(viewer, over) : over;
                String moved = dragged();
                Thread.ofVirtual().name("move " + moved).start(() -> {
                    try {
                        desktop.connections().move(moved, before);
                    } catch (AuthFailure e) {
                        LOG.warn("{}", e.problem().message());
                    }
                });
                return true;
            }
        };
        drop.setSelectionFeedbackEnabled(false);
        viewer.addDropSupport(DND.DROP_MOVE, transfers, drop);
    }

    private static String dragged() {
        return LocalSelectionTransfer.getTransfer().getSelection() instanceof IStructuredSelection selection
                        && selection.getFirstElement() instanceof String id
                ? id
                : null;
    }

    private static Target.Kind kind(Desktop desktop, String id) {
        return desktop.connections()
                .find(id)
                .map(ConnectionEntry::connection)
                .map(connection -> connection.target().kind())
                .orElse(null);
    }

    /** The one below in the list; null for the last. */
    private static String after(TreeViewer viewer, String id) {
        var item = viewer.testFindItem(id) instanceof org.eclipse.swt.widgets.TreeItem found ? found : null;
        if (item == null || item.getParentItem() == null) {
            return null;
        }
        int next = item.getParentItem().indexOf(item) + 1;
        return next < item.getParentItem().getItemCount()
                ? (String) item.getParentItem().getItem(next).getData()
                : null;
    }
}
