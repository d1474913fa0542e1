package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.PlugIn;
import picocli.CommandLine.Command;

/** Lists the plug-ins, and says what is wrong with those that don't work. */
@Command(name = "plugins")
final class PluginsCommand extends CliCommand {

    private static final int LIMITED = 1;

    PluginsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        List<PlugIn> all = runtime().plugIns();
        int exitCode = all.stream().allMatch(PlugIn::works) ? 0 : LIMITED;
        if (output().json()) {
            JsonArrayBuilder plugins = Json.createArrayBuilder();
            for (PlugIn plugIn : all) {
                plugins.add(Json.createObjectBuilder()
                        .add("file", plugIn.file().toString())
                        .add("name", plugIn.name())
                        .add("version", plugIn.version())
                        .add("works", plugIn.works())
                        .add("problem", plugIn.problem()));
            }
            output().document(Json.createObjectBuilder()
                    .add("exitCode", exitCode)
                    .add("folder", runtime().dataDir().resolve("plugins").toString())
                    .add("plugins", plugins)
                    .build());
            return exitCode;
        }
        if (all.isEmpty()) {
            output().note(TEXTS.get("plugins.none", runtime().dataDir().resolve("plugins")));
        }
        for (PlugIn plugIn : all) {
            output().line(output().style(Output.Style.STRONG, plugIn.name()) + "  " + plugIn.version());
            output().labelled(TEXTS.get("plugins.file"), plugIn.file().toString());
            if (!plugIn.works()) {
                output().labelled(TEXTS.get("plugins.problem"), plugIn.problem());
            }
        }
        return exitCode;
    }
}
