package org.drawbridge.ui.internal.form;

import java.util.Optional;
import java.util.function.Consumer;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Link;

/**
 * Leads from a problem to the setting that it comes from: a field of the connection, or the preference that gives it its
 * default. UI thread only.
 */
public final class SettingLink {

    /** The form of the connection that the problem is about. */
    public interface Fields {

        /** What the form calls the field; empty if it has none of that key. */
        Optional<String> label(String key);

        /** Whether the connection has a value of its own there. */
        boolean sets(String key);

        /** Brings the form to the front and puts the cursor there. */
        void focus(String key);
    }

    /** Where no form is at hand. */
    public static final Fields NONE = new Fields() {
        @Override
        public Optional<String> label(String key) {
            return Optional.empty();
        }

        @Override
        public boolean sets(String key) {
            return false;
        }

        @Override
        public void focus(String key) {
            throw new IllegalArgumentException(key);
        }
    };

    private static final String OPENER = SettingLink.class.getName();

    private final String label;
    private final Runnable open;

    private SettingLink(String label, Runnable open) {
        this.label = label;
        this.open = open;
    }

    /** How preferences are opened in this process, by their key. */
    public static void preferences(Display display, Consumer<String> opener) {
        display.setData(OPENER, opener);
    }

    /** Empty if the problem comes from no setting, or from one that can't be opened here. */
    public static Optional<SettingLink> of(Problem problem, Fields fields) {
        return problem.setting().flatMap(key -> {
            Optional<SettingLink> field =
                    fields.label(key).map(label -> new SettingLink(label, () -> fields.focus(key)));
            return field.isPresent() && fields.sets(key)
                    ? field
                    : preference(key).or(() -> field);
        });
    }

    /** @param key the preference's own, or that of the field it fills */
    @SuppressWarnings("unchecked")
    private static Optional<SettingLink> preference(String key) {
        return Optional.ofNullable((Consumer<String>) Display.getCurrent().getData(OPENER))
                .flatMap(opener -> Preferences.find(key)
                        .or(() -> Preferences.all().stream()
                                .filter(preference ->
                                        preference.fills().filter(key::equals).isPresent())
                                .findFirst())
                        .map(preference -> of(preference, opener)));
    }

    private static SettingLink of(Preference preference, Consumer<String> opener) {
        String label = Ui.text(
                "setting.preference",
                preference.field().label(),
                preference.page().label());
        return new SettingLink(label, () -> opener.accept(preference.key()));
    }

    public void open() {
        open.run();
    }

    /** A link that says what it opens. */
    public Link show(Composite parent, Runnable pressed) {
        Link link = Ui.key(new Link(parent, SWT.NONE), "setting.open");
        link.setText("<a>" + Ui.text("setting.open", label).replace("&", "&&") + "</a>");
        link.addListener(SWT.Selection, event -> pressed.run());
        return link;
    }
}
