package org.drawbridge.browser;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Proxy;

/**
 * The user's choice of browser. Immutable.
 *
 * @param browser which kind to start
 * @param executable the browser's program, instead of searching for it
 * @param driver ChromeDriver or EdgeDriver, instead of searching for it
 * @param arguments added to the browser's command line
 * @param proxy for the browser; its password can't be given on a command line and is asked for by the browser
 * @param authorities PEM files with CAs that the browser trusts besides its own
 * @param connectTo other addresses for some hosts
 * @param sites what is going to be opened: where the browser can't be given the authorities, the certificates of these are
 *     verified for it
 * @param folder where profile folders are made, below the data folder
 */
public record BrowserSettings(
        Kind browser,
        Optional<Path> executable,
        Optional<Path> driver,
        List<String> arguments,
        Optional<Proxy> proxy,
        List<Path> authorities,
        List<ConnectTo> connectTo,
        List<URI> sites,
        Path folder) {

    /** The browsers that speak the DevTools protocol. */
    public enum Kind {
        AUTOMATIC,
        CHROME,
        EDGE,
        CHROMIUM
    }

    public BrowserSettings {
        arguments = List.copyOf(arguments);
        authorities = List.copyOf(authorities);
        connectTo = List.copyOf(connectTo);
        sites = List.copyOf(sites);
    }

    /** Without naming the sites. */
    public BrowserSettings(
            Kind browser,
            Optional<Path> executable,
            Optional<Path> driver,
            List<String> arguments,
            Optional<Proxy> proxy,
            List<Path> authorities,
            List<ConnectTo> connectTo,
            Path folder) {
        this(browser, executable, driver, arguments, proxy, authorities, connectTo, List.of(), folder);
    }
}
