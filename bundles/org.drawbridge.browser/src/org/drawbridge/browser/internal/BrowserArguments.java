package org.drawbridge.browser.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.core.http.ConnectTo;

/** The browser's command line. Nothing secret may stand in it: every user of the machine can read it. */
final class BrowserArguments {

    /** Begins the argument that names the profile folder. */
    static final String PROFILE = "--user-data-dir=";

    private BrowserArguments() {}

    static List<String> of(BrowserSettings settings, Path profile) {
        List<String> arguments = new ArrayList<>(List.of(
                PROFILE + profile,
                // Shows the bar "controlled by automated test software": users are told to expect it.
                "--enable-automation",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                // Calls are sent from a tab in the background, perhaps of a minimised window: it must not be slowed
                // down.
                "--disable-renderer-backgrounding",
                "--disable-backgrounding-occluded-windows",
                "--disable-background-timer-throttling",
                // Nobody is to be asked whether this throw-away profile should keep a password.
                "--disable-save-password-bubble",
                "--password-store=basic"));
        settings.proxy().ifPresent(proxy -> {
            arguments.add("--proxy-server=http://" + host(proxy.host()) + ":" + proxy.port());
            if (!proxy.exceptions().isEmpty()) {
                arguments.add("--proxy-bypass-list="
                        + proxy.exceptions().stream()
                                .map(exception -> exception.startsWith(".") ? "*" + exception : exception)
                                .collect(Collectors.joining(";")));
            }
        });
        if (!settings.connectTo().isEmpty()) {
            arguments.add("--host-resolver-rules="
                    + settings.connectTo().stream()
                            .map(BrowserArguments::resolverRule)
                            .collect(Collectors.joining(" , ")));
        }
        arguments.addAll(settings.arguments());
        return arguments;
    }

    private static String resolverRule(ConnectTo rule) {
        String from = (rule.host().isEmpty() ? "*" : rule.host())
                + rule.port().map(port -> ":" + port).orElse("");
        String to = rule.address().isEmpty() ? from : host(rule.address());
        return "MAP " + from + " " + to
                + rule.addressPort().map(port -> ":" + port).orElse("");
    }

    static String host(String name) {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }
}
