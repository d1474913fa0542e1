package org.drawbridge.cli.internal;

import jakarta.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.Log;
import org.drawbridge.platform.RuntimeOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * One run of the command line: understands the arguments, runs the command, and turns whatever happens into the
 * contract's exit codes and, with {@code --json}, one document. Used once.
 */
public final class Cli {

    static final int INTERNAL_ERROR = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Cli.class);
    private static final Texts TEXTS = Texts.of(Cli.class);
    private static final int HELP_WIDTH = 100;

    private final Environment environment;
    private final Drawbridge options = new Drawbridge();
    private Output output;
    private ConsoleProgress progress;
    private DrawbridgeRuntime runtime;
    private boolean noticesInResult;

    public Cli(Environment environment) {
        this.environment = environment;
    }

    Environment environment() {
        return environment;
    }

    Drawbridge options() {
        return options;
    }

    Output output() {
        return output;
    }

    Progress progress() {
        return progress;
    }

    /** The exit code. */
    public int run(List<String> arguments) {
        // Should the arguments be wrong, the answer must still have the wanted form.
        output = new Output(environment, has(arguments, "--json"), has(arguments, "-q") || has(arguments, "--quiet"));
        CommandLine line = commandLine();
        int exitCode;
        try {
            ParseResult parsed = line.parseArgs(arguments.toArray(String[]::new));
            output = new Output(environment, options.json, options.quiet);
            progress = new ConsoleProgress(output, environment.terminal().err());
            exitCode = understood(parsed);
        } catch (ParameterException e) {
            exitCode = misused(e);
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            exitCode = unexpected(e);
        }
        output.clearStatus();
        return exitCode;
    }

    private static boolean has(List<String> arguments, String option) {
        int end = arguments.indexOf("--");
        return (end < 0 ? arguments : arguments.subList(0, end)).contains(option);
    }

    private CommandLine commandLine() {
        IFactory factory = new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (CliCommand.class.isAssignableFrom(type)) {
                    return type.getDeclaredConstructor(Cli.class).newInstance(Cli.this);
                }
                return CommandLine.defaultFactory().create(type);
            }
        };
        int columns = environment.terminal().width().orElse(HELP_WIDTH);
        CommandLine line = new CommandLine(options, factory)
                .setResourceBundle(ResourceBundle.getBundle(
                        Cli.class.getPackageName() + ".help",
                        Locale.getDefault(),
                        Cli.class.getClassLoader(),
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)))
                .setUsageHelpWidth(Math.clamp(columns, 60, 110))
                .setUsageHelpLongOptionsMaxWidth(28)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setPosixClusteredShortOptionsAllowed(false)
                .setAbbreviatedOptionsAllowed(false)
                .setAbbreviatedSubcommandsAllowed(false)
                .setExpandAtFiles(false);
        HelpSections.install(line);
        return line;
    }

    private int understood(ParseResult parsed) throws Exception {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        if (options.help) {
            return print("help", help(command));
        }
        if (options.version) {
            return print("version", TEXTS.get("version", environment.version()));
        }
        if (!(last.commandSpec().userObject() instanceof CliCommand chosen)) {
            throw new ParameterException(command, TEXTS.get("usage.no-command"));
        }
        return execute(chosen);
    }

    private int execute(CliCommand chosen) {
        if (environment.ownProcess()) {
            startLog();
        }
        try (Interrupts interrupts = environment.ownProcess() ? Interrupts.hear(progress, output) : Interrupts.none()) {
            int exitCode;
            try {
                exitCode = chosen.run();
            } catch (ParameterException e) {
                exitCode = misused(e);
            } catch (AuthFailure e) {
                exitCode = failed(e);
            } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
                exitCode = unexpected(e);
            }
            output.clearStatus();
            interrupts.finished(exitCode);
            return exitCode;
        } finally {
            if (runtime != null) {
                runtime.close();
            }
            if (environment.ownProcess()) {
                Log.stop();
            }
        }
    }

    private void startLog() {
        Log.Detail detail =
                options.all ? Log.Detail.ALL : options.verbose ? Log.Detail.VERBOSE : Log.Detail.of(dataDir());
        // A data folder that can't be used is reported when the runtime needs it.
        Log.start(dataDir(), detail, verbose() && !options.quiet);
    }

    boolean verbose() {
        return options.verbose || options.all;
    }

    Path dataDir() {
        return options.dataDir == null ? environment.dataDir() : options.dataDir.toAbsolutePath();
    }

    /** The runtime by the global options, opened when first asked for. */
    DrawbridgeRuntime runtime() throws AuthFailure {
        if (runtime == null) {
            runtime = environment.runtimes().open(runtimeOptions());
            if (!noticesInResult) {
                for (String notice : runtime.notices()) {
                    output.warn(notice);
                }
            }
        }
        return runtime;
    }

    /** People read the result itself: what it says need not be said on standard error, too. */
    void noticesInResult() {
        noticesInResult = !output.json();
    }

    RuntimeOptions runtimeOptions() {
        return new RuntimeOptions(
                dataDir(),
                Optional.ofNullable(options.connections).map(Path::toAbsolutePath),
                options.authorities.stream().map(Path::toAbsolutePath).toList(),
                Optional.ofNullable(options.proxy),
                options.connectTo,
                Optional.ofNullable(options.timeout),
                Optional.ofNullable(options.masterPasswordFile).map(Path::toAbsolutePath));
    }

    private String help(CommandLine command) {
        return command.getUsageMessage(ansi());
    }

    private Ansi ansi() {
        boolean colours = !output.style(Output.Style.STRONG, "x").equals("x");
        return colours && !output.json() ? Ansi.ON : Ansi.OFF;
    }

    private int print(String name, String text) {
        if (output.json()) {
            output.documentUnmasked(Json.createObjectBuilder()
                            .add("exitCode", 0)
                            .add(name, text.strip())
                            .build()
                    + "\n");
        } else {
            output.help(text.strip());
        }
        return 0;
    }

    private int misused(ParameterException e) {
        return failed(new AuthFailure(Misuse.problem(e)));
    }

    private int failed(AuthFailure e) {
        Problem problem = e.problem();
        LOG.debug("{}: {}", problem.cause(), problem.message(), e.getCause());
        int exitCode = problem.kind().exitCode();
        output.failure(problem, exitCode);
        return exitCode;
    }

    private int unexpected(Throwable e) {
        if (environment.ownProcess() && progress == null) {
            startLog();
        }
        String reference = Log.unexpected("The command line failed", e);
        Problem problem = CliFailures.problem("cli.internal")
                .with("what", Redactor.mask(String.valueOf(e)))
                .with("log", Log.folder(dataDir()))
                .evidence("reference", reference)
                .problem();
        output.failure(problem, INTERNAL_ERROR);
        return INTERNAL_ERROR;
    }
}
