package org.drawbridge.cli.internal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Shows a command's own options; those that every command takes are shown once, with the command itself. */
final class HelpSections {

    private static final String GLOBAL = "globalOptions";

    private HelpSections() {}

    static void install(CommandLine root) {
        List<String> keys = new ArrayList<>(root.getHelpSectionKeys());
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING), GLOBAL);
        root.setHelpSectionKeys(keys); // holds for the commands below, too
        renderers(root);
    }

    private static void renderers(CommandLine line) {
        var sections = line.getHelpSectionMap();
        sections.put(GLOBAL, HelpSections::global);
        sections.put(
                UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                help -> own(help).isEmpty() ? "" : help.createHeading(text(help, "usage.optionListHeading")));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> layout(help, own(help)));
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        line.getSubcommands().values().forEach(HelpSections::renderers);
    }

    private static List<OptionSpec> own(Help help) {
        return root(help)
                ? List.of()
                : help.commandSpec().options().stream()
                        .filter(option -> !option.inherited())
                        .toList();
    }

    private static boolean root(Help help) {
        return help.commandSpec().parent() == null;
    }

    private static String global(Help help) {
        if (!root(help)) {
            return help.createHeading(text(help, "globalOptionsHint"));
        }
        return help.createHeading(text(help, "globalOptionsHeading"))
                + layout(help, help.commandSpec().options());
    }

    private static String layout(Help help, List<OptionSpec> options) {
        Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }

    private static String text(Help help, String key) {
        return help.commandSpec().resourceBundle().getString(key);
    }
}
