package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.drawbridge.ui.internal.help.Manual;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.browser.LocationAdapter;
import org.eclipse.swt.browser.LocationEvent;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.program.Program;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The product's documentation, offline: the pages on the left, the text beside them. */
public final class HelpPart {

    private static final Logger LOG = LoggerFactory.getLogger(HelpPart.class);

    private final Manual manual = Manual.installed();
    private org.eclipse.swt.widgets.List list;
    private Control text;
    private List<Manual.Page> pages = List.of();

    @PostConstruct
    void create(Composite parent) {
        Composite root = Ui.css(Ui.key(new Composite(parent, SWT.NONE), "page.help"), "page");
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(0, 0).applyTo(root);
        list = Ui.key(new org.eclipse.swt.widgets.List(root, SWT.SINGLE | SWT.V_SCROLL), "help.pages");
        Ui.accessible(list, Ui.text("help.pages"));
        GridDataFactory.fillDefaults()
                .grab(false, true)
                .hint(Ui.scaled(230), SWT.DEFAULT)
                .applyTo(list);
        list.addListener(SWT.Selection, event -> show(pages.get(list.getSelectionIndex())));
        // The first browser widget takes its time to load; the part is seen before.
        Ui.later(root, () -> {
            text = browser(root).map(Control.class::cast).orElseGet(() -> plain(root));
            Ui.key(text, "help.text");
            GridDataFactory.fillDefaults().grab(true, true).applyTo(text);
            root.layout();
            Thread.ofVirtual().name("read the manual").start(this::read);
        });
    }

    /** Empty where the system has no browser widget. */
    private Optional<Browser> browser(Composite parent) {
        try {
            Browser browser = new Browser(parent, SWT.NONE);
            browser.setJavascriptEnabled(false);
            browser.addLocationListener(new LocationAdapter() {
                @Override
                public void changing(LocationEvent event) {
                    if (!event.location.equals("about:blank")) {
                        event.doit = false;
                        follow(event.location);
                    }
                }
            });
            return Optional.of(browser);
        } catch (SWTError e) {
            LOG.info("no browser widget, so the help is shown as text: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static StyledText plain(Composite parent) {
        return Ui.passage(parent, "help.text", "", "passage");
    }

    private void read() {
        try {
            List<Manual.Page> found = manual.pages();
            Ui.later(list, () -> {
                pages = found;
                list.setItems(found.stream().map(Manual.Page::title).toArray(String[]::new));
                if (found.isEmpty()) {
                    say(Ui.text("help.none"));
                } else {
                    list.select(0);
                    show(found.getFirst());
                }
            });
        } catch (IOException e) {
            LOG.warn("the documentation can't be read", e);
        }
    }

    private void follow(String address) {
        try {
            Optional<Manual.Page> page = manual.page(address);
            if (page.isPresent()) {
                int index = pages.stream()
                        .map(Manual.Page::file)
                        .toList()
                        .indexOf(page.get().file());
                list.select(index);
                show(page.get());
            } else if (address.startsWith("https://")) {
                Program.launch(address);
            }
        } catch (IOException e) {
            LOG.warn("the page {} can't be read", address, e);
        }
    }

    private void show(Manual.Page page) {
        boolean dark = list.getBackground().getRed() < 128;
        Thread.ofVirtual().name("read " + page.title()).start(() -> {
            try {
                String html = manual.html(page, dark);
                String words = java.nio.file.Files.readString(page.file());
                Ui.later(list, () -> {
                    if (text instanceof Browser browser) {
                        browser.setText(html);
                    } else {
                        say(words);
                    }
                });
            } catch (IOException e) {
                LOG.warn("the page {} can't be read", page.file(), e);
            }
        });
    }

    private void say(String words) {
        if (text instanceof StyledText styled) {
            styled.setText(words);
        } else if (text instanceof Browser browser) {
            browser.setText("<p>" + words.replace("&", "&amp;").replace("<", "&lt;") + "</p>");
        }
    }

    @Focus
    void focus() {
        list.setFocus();
    }
}
