package org.drawbridge.ui.tests.swtbot;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/** A tree and, by {@link #getTreeItem}, its items. */
public final class SWTBotTree extends SWTBotControl<Tree> {

    SWTBotTree(Tree widget) {
        super(widget);
    }

    public List<String> items() {
        return on(() -> texts(widget.getItems()));
    }

    /** What stands below the first level, in one look: the tree may be filled anew at any time. */
    public List<String> leaves() {
        return on(() -> Arrays.stream(widget.getItems())
                .flatMap(group -> Arrays.stream(group.getItems()))
                .map(TreeItem::getText)
                .toList());
    }

    public Node getTreeItem(String text) {
        return new Node(find(text, widget::getItems));
    }

    private TreeItem find(String text, Supplier<TreeItem[]> items) {
        return new SWTBot(widget)
                .await(
                        "tree item \"" + text + "\"",
                        () -> Arrays.stream(items.get())
                                .filter(item -> item.getText().equals(text))
                                .findFirst()
                                .orElse(null));
    }

    private static List<String> texts(TreeItem[] items) {
        return Arrays.stream(items).map(TreeItem::getText).toList();
    }

    /** An item of the tree. */
    public final class Node extends SWTBotWidget<TreeItem> {

        Node(TreeItem item) {
            super(item);
        }

        public Node getNode(String text) {
            expand();
            return new Node(find(text, widget::getItems));
        }

        public List<String> getNodes() {
            return on(() -> texts(widget.getItems()));
        }

        public Node expand() {
            run(() -> {
                notifyTree(SWT.Expand);
                widget.setExpanded(true);
            });
            return this;
        }

        public Node click() {
            start(() -> {
                widget.getParent().setFocus();
                widget.getParent().setSelection(widget);
                notifyTree(SWT.Selection);
            });
            return this;
        }

        public Node doubleClick() {
            click();
            start(() -> notifyTree(SWT.DefaultSelection));
            return this;
        }

        private void notifyTree(int type) {
            var event = new Event();
            event.item = widget;
            widget.getParent().notifyListeners(type, event);
        }
    }

    public int columnWidth(int column) {
        return on(() -> widget.getColumn(column).getWidth());
    }
}
