package org.drawbridge.ui.internal.look;

import java.util.Locale;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.osgi.service.prefs.BackingStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Light or dark, as the user chose or the system says; high contrast, with no colours of ours, where that says so. */
public final class Themes {

    /** The user's choice. */
    public enum Choice {
        SYSTEM,
        LIGHT,
        DARK;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Themes.class);
    private static final String LIGHT = "org.drawbridge.ui.theme.light";
    private static final String DARK = "org.drawbridge.ui.theme.dark";
    private static final String CONTRAST = "org.drawbridge.ui.theme.contrast";
    private static final String KEY = "theme";

    /** The theme that the system asks for. On GTK it can be asked only before a theme of ours is set. */
    private static volatile String system = LIGHT;

    private Themes() {}

    /** Notes what the system prefers, now and where it can tell of changes. UI thread, before the first theme. */
    public static void watch(Display display) {
        system = ofSystem(display);
        if (!"gtk".equals(SWT.getPlatform())) {
            display.addListener(SWT.Settings, event -> {
                String now = ofSystem(display);
                if (!now.equals(system)) {
                    system = now;
                    IThemeEngine engine = engine(display);
                    if (engine != null && chosen() == Choice.SYSTEM) {
                        engine.setTheme(current(), false);
                    }
                }
            });
        }
    }

    private static String ofSystem(Display display) {
        // The variable goes before GTK's setting, which is all that SWT looks at.
        String variable = System.getenv("GTK_THEME");
        if (display.getHighContrast() || variable != null && variable.contains("HighContrast")) {
            return CONTRAST;
        }
        return Display.isSystemDarkTheme() ? DARK : LIGHT;
    }

    private static IThemeEngine engine(Display display) {
        return (IThemeEngine) display.getData("org.eclipse.e4.ui.css.swt.theme");
    }

    private static IEclipsePreferences preferences() {
        return InstanceScope.INSTANCE.getNode("org.drawbridge.ui");
    }

    public static Choice chosen() {
        String word = preferences().get(KEY, Choice.SYSTEM.word());
        for (Choice choice : Choice.values()) {
            if (choice.word().equals(word)) {
                return choice;
            }
        }
        return Choice.SYSTEM;
    }

    /** The id of the theme to show now. UI thread. */
    public static String current() {
        return switch (chosen()) {
            case LIGHT -> LIGHT;
            case DARK -> DARK;
            case SYSTEM -> system;
        };
    }

    /** Shows a theme from now on and keeps the choice. UI thread. */
    public static void choose(Choice choice, IThemeEngine engine) {
        preferences().put(KEY, choice.word());
        engine.setTheme(current(), false);
        Thread.ofVirtual().name("keep theme").start(() -> {
            try {
                preferences().flush();
            } catch (BackingStoreException e) {
                LOG.warn("the theme can't be kept", e);
            }
        });
    }
}
