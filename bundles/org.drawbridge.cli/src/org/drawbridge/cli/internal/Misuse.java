package org.drawbridge.cli.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.platform.Near;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was wrong with the arguments, in the user's language: picocli itself says it in English only. */
final class Misuse {

    private static final Texts TEXTS = Texts.of(Misuse.class);
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,19}");

    private Misuse() {}

    static Problem problem(ParameterException e) {
        return CliFailures.problem("cli.usage")
                .with("reason", reason(e))
                .with("near", suggestion(e))
                .with("command", e.getCommandLine().getCommandSpec().qualifiedName())
                .problem();
    }

    /** Without repeating a value, which may be a secret. */
    private static String reason(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing) {
            return TEXTS.get("usage.missing", missing(missing));
        }
        if (e instanceof OverwrittenOptionException twice) {
            return TEXTS.get("usage.twice", name(twice.getOverwritten()));
        }
        ArgSpec argument = e.getArgSpec();
        if (argument == null) {
            return e.getMessage(); // a text of ours
        }
        Class<?> type = argument.type();
        if (type.isEnum()) {
            String choices = Stream.of(type.getEnumConstants())
                    .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return TEXTS.get("usage.choice", name(argument), choices);
        }
        if (type == int.class || type == Integer.class) {
            return TEXTS.get("usage.whole-number", name(argument));
        }
        boolean converter = argument.converters().length > 0;
        return converter && e.getCause() instanceof TypeConversionException wrong
                ? TEXTS.get("usage.value", name(argument), wrong.getMessage())
                : TEXTS.get("usage.no-value", name(argument));
    }

    /** All of them: of arguments in a row, picocli names the first. */
    private static String missing(MissingParameterException e) {
        List<ArgSpec> missing = new ArrayList<>(e.getMissing());
        List<PositionalParamSpec> row = e.getCommandLine().getCommandSpec().positionalParameters();
        if (missing.size() == 1 && row.contains(missing.getFirst())) {
            row.subList(row.indexOf(missing.getFirst()) + 1, row.size()).stream()
                    .filter(argument -> argument.arity().min() > 0)
                    .forEach(missing::add);
        }
        return missing.stream().map(Misuse::label).collect(Collectors.joining(", "));
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().getFirst();
        if (e.isUnknownOption()) {
            return TEXTS.get("usage.unknown-option", beforeValue(first));
        }
        boolean atCommand = !e.getCommandLine().getSubcommands().isEmpty();
        String shown = WORD.matcher(first).matches() ? TEXTS.get("usage.word", first) : "";
        return TEXTS.get(atCommand ? "usage.unknown-command" : "usage.too-many", shown);
    }

    private static String beforeValue(String option) {
        int value = option.indexOf('=');
        return value < 0 ? option : option.substring(0, value);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + "=" + option.paramLabel()
                : argument.paramLabel();
    }

    /** What may have been meant; null if there is no telling. */
    private static String suggestion(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return null;
        }
        CommandLine command = e.getCommandLine();
        List<String> known = new ArrayList<>(
                unmatched.isUnknownOption()
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
        return Near.of(beforeValue(unmatched.getUnmatched().getFirst()), known).orElse(null);
    }
}
