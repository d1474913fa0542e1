package org.drawbridge.ui.internal.preferences;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.eclipse.e4.core.contexts.ContextInjectionFactory;
import org.eclipse.e4.core.contexts.IEclipseContext;
import org.eclipse.e4.core.di.InjectionException;
import org.eclipse.jface.preference.PreferencePage;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A preference page that some bundle contributes, as data; the page itself is made when it is first shown.
 *
 * @param parent the id of the page that it stands below; empty for none
 * @param settings the product's settings of which the page is made; empty if it has a class
 */
record PageInfo(
        String id,
        String label,
        String parent,
        int order,
        Optional<Preference.Page> settings,
        IConfigurationElement element) {

    private static final Logger LOG = LoggerFactory.getLogger(PageInfo.class);
    private static final String POINT = "org.drawbridge.ui.preferencePages";

    /** All that are installed, in their order; malformed ones are logged with their bundle and left out. */
    static List<PageInfo> all() {
        List<PageInfo> pages = new ArrayList<>();
        for (IConfigurationElement element : Platform.getExtensionRegistry().getConfigurationElementsFor(POINT)) {
            try {
                pages.add(of(element));
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "{}: a contribution to {} is skipped: {}",
                        element.getContributor().getName(),
                        POINT,
                        e.getMessage());
            }
        }
        pages.sort(Comparator.comparing(PageInfo::order).thenComparing(PageInfo::label));
        return pages;
    }

    private static PageInfo of(IConfigurationElement element) {
        String settings = element.getAttribute("settings");
        if ((settings == null) == (element.getAttribute("class") == null)) {
            throw new IllegalArgumentException("either class or settings is needed");
        }
        return new PageInfo(
                required(element, "id"),
                required(element, "label"),
                Optional.ofNullable(element.getAttribute("parent")).orElse(""),
                Integer.parseInt(required(element, "order")),
                Optional.ofNullable(settings).map(name -> Preference.Page.valueOf(name.toUpperCase(Locale.ROOT))),
                element);
    }

    private static String required(IConfigurationElement element, String name) {
        String value = element.getAttribute(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value.strip();
    }

    /** Makes the page; one that fails is replaced by a page that says so. */
    PreferencePage make(IEclipseContext context) {
        PreferencePage page;
        try {
            if (settings.isPresent()) {
                IEclipseContext own = context.createChild(id);
                own.set(Preference.Page.class, settings.get());
                page = ContextInjectionFactory.make(SettingsPage.class, own);
            } else {
                Bundle bundle = Platform.getBundle(element.getContributor().getName());
                Class<?> type = bundle.loadClass(element.getAttribute("class"));
                page = (PreferencePage) ContextInjectionFactory.make(type, context);
            }
        } catch (ClassNotFoundException | ClassCastException | InjectionException | LinkageError e) {
            LOG.warn("{}: the page {} can't be made", element.getContributor().getName(), id, e);
            page = new BrokenPage(element.getContributor().getName(), e);
        }
        page.setTitle(label);
        return page;
    }

    /** Whether a word is in its name or in one of its settings. */
    boolean matches(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        return label.toLowerCase(Locale.ROOT).contains(wanted)
                || settings.stream()
                        .flatMap(page -> Preferences.of(page).stream())
                        .anyMatch(preference -> (preference.field().label() + " "
                                        + preference.field().help() + " " + preference.key())
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted));
    }
}
