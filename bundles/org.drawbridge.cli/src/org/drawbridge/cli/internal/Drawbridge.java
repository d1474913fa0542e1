package org.drawbridge.cli.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.http.ConnectTo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code drawbridge} with the options that stand before or after any command. Texts: help.properties. */
@Command(
        name = "drawbridge",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MethodsCommand.class,
            ConnectionCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            TestCommand.class,
            ReadinessCommand.class,
            RequestCommand.class,
            TokenCommand.class,
            CookiesCommand.class,
            SettingsCommand.class,
            SecretsCommand.class,
            PluginsCommand.class,
            ExplainCommand.class,
            AppRegistrationCommand.class,
            SandboxCommand.class
        })
final class Drawbridge {

    @Option(names = "--connections", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 1)
    Path connections;

    @Option(names = "--data-dir", paramLabel = "DIR", scope = ScopeType.INHERIT, order = 2)
    Path dataDir;

    @Option(names = "--ca", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 3)
    List<Path> authorities = new ArrayList<>();

    @Option(names = "--proxy", paramLabel = "URL", scope = ScopeType.INHERIT, order = 4)
    String proxy;

    @Option(
            names = "--connect-to",
            paramLabel = "HOST:PORT:ADDRESS:PORT",
            scope = ScopeType.INHERIT,
            order = 5,
            converter = ConnectToConverter.class)
    List<ConnectTo> connectTo = new ArrayList<>();

    @Option(names = "--open-with", paramLabel = "COMMAND", scope = ScopeType.INHERIT, order = 6)
    String openWith;

    @Option(names = "--no-browser", scope = ScopeType.INHERIT, order = 7)
    boolean noBrowser;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            order = 8,
            converter = DurationConverter.class)
    Duration timeout;

    @Option(names = "--master-password-file", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 9)
    Path masterPasswordFile;

    @Option(names = "--json", scope = ScopeType.INHERIT, order = 10)
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            order = 11)
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            order = 12)
    boolean verbose;

    @Option(names = "-vv", scope = ScopeType.INHERIT, order = 12)
    boolean all;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            order = 13)
    boolean help;

    @Option(names = "--version", versionHelp = true, scope = ScopeType.INHERIT, order = 14)
    boolean version;
}
