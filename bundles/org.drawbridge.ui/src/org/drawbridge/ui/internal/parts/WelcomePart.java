package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import org.drawbridge.core.Target;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.SandboxMode;
import org.drawbridge.ui.internal.handlers.ConnectionHandlers;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** What a newcomer sees: three ways in. */
public final class WelcomePart {

    private final Desktop desktop;
    private final SandboxMode sandbox;
    private Button first;

    @Inject
    public WelcomePart(Desktop desktop, SandboxMode sandbox) {
        this.desktop = desktop;
        this.sandbox = sandbox;
    }

    @PostConstruct
    void create(Composite parent) {
        Page page = Ui.key(new Page(parent, 1), "page.welcome");
        Composite body = page.body();
        Composite head = Ui.row(body, 2);
        Ui.wide().indent(0, 12).applyTo(head);
        new Label(head, SWT.NONE).setImage(Icons.get("drawbridge-48"));
        Composite words = Ui.row(head, 1);
        Ui.wide().align(SWT.FILL, SWT.CENTER).indent(8, 0).applyTo(words);
        Ui.wide().applyTo(Ui.label(words, Ui.text("welcome.title"), "title"));
        Ui.wide().applyTo(Ui.label(words, Ui.text("welcome.intro"), "dim"));
        Composite ways = new Composite(body, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(12, 12).applyTo(ways);
        GridDataFactory.fillDefaults().grab(true, false).indent(0, 20).applyTo(ways);
        first = way(ways, "confluence", () -> ConnectionHandlers.create(desktop, Target.Kind.CONFLUENCE));
        way(ways, "sharepoint", () -> ConnectionHandlers.create(desktop, Target.Kind.SHAREPOINT));
        if (sandbox.available()) {
            way(ways, "sandbox", () -> sandbox.enter(desktop));
        }
    }

    private static Button way(Composite parent, String id, Runnable action) {
        Composite card = Ui.css(new Composite(parent, SWT.NONE), "box");
        card.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(3)
                .margins(18, 16)
                .spacing(16, 4)
                .applyTo(card);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(card);
        new Label(card, SWT.NONE).setImage(Icons.get(id + "-large"));
        Composite words = Ui.row(card, 1);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(words);
        Ui.wide().applyTo(Ui.label(words, Ui.text("welcome." + id + ".title"), "heading"));
        Ui.wide().hint(360, SWT.DEFAULT).applyTo(Ui.label(words, Ui.text("welcome." + id + ".text"), "dim"));
        Button button = Ui.button(card, "welcome." + id, Ui.text("welcome." + id + ".button"), action);
        GridDataFactory.swtDefaults()
                .align(SWT.END, SWT.CENTER)
                .hint(Ui.scaled(190), SWT.DEFAULT)
                .applyTo(button);
        return button;
    }

    @Focus
    void focus() {
        first.setFocus();
    }
}
