package org.drawbridge.browser.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a browser, makes its profile, starts it by a driver or without one, and takes control. */
public final class BrowserStart {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserStart.class);
    static final Texts TEXTS = Texts.of(BrowserFailures.class);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final Map<String, String> environment;
    private final String system;

    public BrowserStart(Map<String, String> environment, String osName) {
        this.environment = environment;
        this.system = osName;
    }

    /** Whether a browser is found. */
    public boolean found() {
        return new BrowserFinder(environment, system).any();
    }

    public ControlledBrowser start(BrowserSettings settings, Progress progress) throws AuthFailure {
        BrowserFinder.Found browser = new BrowserFinder(environment, system).find(settings);
        ProfileFolder profile;
        try {
            profile = ProfileFolder.create(settings.folder());
        } catch (IOException e) {
            throw BrowserFailures.problem("browser.profile-folder")
                    .with("folder", settings.folder())
                    .evidence("error", e.getMessage())
                    .because(e)
                    .failure();
        }
        boolean started = false;
        try {
            LocalState.write(profile.path(), settings, system);
            CaTrust.Prepared trust = new CaTrust(settings, profile.path(), environment, system).prepare();
            List<String> arguments = new ArrayList<>(BrowserArguments.of(settings, profile.path()));
            arguments.addAll(trust.arguments());
            arguments.addAll(words(environment.getOrDefault(Browsers.ARGUMENTS_VARIABLE, "")));
            StartedBrowser process = start(browser, settings, arguments, trust.environment(), profile, progress);
            ExternalBrowser controlled = ExternalBrowser.control(
                    process,
                    profile,
                    TEXTS.get(
                            "browser.description",
                            browser.program(),
                            TEXTS.get("browser.why." + browser.why()),
                            TEXTS.get("browser.driven." + process.driven())));
            started = true;
            if (progress.cancelled()) {
                controlled.close();
                progress.check();
            }
            return controlled;
        } catch (IOException e) {
            // control() has ended browser and profile already.
            started = true;
            throw BrowserFailures.problem("browser.no-devtools")
                    .with("program", browser.program())
                    .evidence("error", e.getMessage())
                    .because(e)
                    .failure();
        } finally {
            if (!started) {
                profile.close();
            }
        }
    }

    private StartedBrowser start(
            BrowserFinder.Found browser,
            BrowserSettings settings,
            List<String> arguments,
            Map<String, String> changed,
            ProfileFolder profile,
            Progress progress)
            throws AuthFailure {
        Optional<StartedBrowser> driven =
                new DriverStart(environment).start(browser, settings, arguments, changed, profile, progress);
        if (driven.isPresent()) {
            return driven.get();
        }
        progress.check();
        LOG.info("no matching driver: the browser is started without one");
        return DirectStart.start(browser, arguments, changed, profile, progress);
    }

    /** Splits at blanks; double quotes keep them. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
