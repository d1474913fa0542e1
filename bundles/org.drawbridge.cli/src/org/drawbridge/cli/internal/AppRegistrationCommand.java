package org.drawbridge.cli.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.SetupGuide;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how to register the app that signs in, with the user's own values. */
@Command(name = "app-registration")
final class AppRegistrationCommand extends CliCommand {

    @Option(names = "--mode", paramLabel = "MODE")
    String mode;

    @Option(names = "--connection", paramLabel = "CONNECTION")
    String id;

    @Option(names = "--site", paramLabel = "ADDRESS")
    String site;

    @Option(names = "--tenant", paramLabel = "TENANT")
    String tenant;

    @Option(names = "--client-id", paramLabel = "ID")
    String clientId;

    @Option(names = "--cloud", paramLabel = "CLOUD")
    String cloud;

    @Option(names = "--format", paramLabel = "text|md|json")
    String format;

    AppRegistrationCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        String wanted = output().json() ? "json" : format == null ? "text" : format.toLowerCase(Locale.ROOT);
        if (!List.of("text", "md", "json").contains(wanted)) {
            throw misuse("usage.format", "text, md, json");
        }
        SetupGuide guides = runtime().guides().stream()
                .filter(one -> one.id().equals("app-registration"))
                .findFirst()
                .orElseThrow(
                        () -> CliFailures.problem("cli.no-registration-guide").failure());
        List<String> modes = guides.modes().stream().map(SetupGuide.Mode::id).toList();
        String chosen = mode == null ? modes.getFirst() : mode.toLowerCase(Locale.ROOT);
        if (!modes.contains(chosen)) {
            throw misuse(
                    "usage.mode",
                    guides.modes().stream()
                            .map(one -> one.id() + " (" + one.label() + ")")
                            .collect(Collectors.joining("; ")));
        }
        Optional<Connection> connection =
                id == null ? Optional.empty() : Optional.of(entry(id).connection());
        Map<String, String> values = new LinkedHashMap<>();
        put(values, "site", site);
        put(values, "tenant", tenant);
        put(values, "clientId", clientId);
        put(values, "cloud", cloud);
        Guide guide = guides.guide(chosen, connection, values);
        switch (wanted) {
            case "md" -> output().documentUnmasked(guide.markdown());
            case "json" -> output().documentUnmasked(GuideText.json(guide, chosen));
            default -> GuideText.print(guide, output());
        }
        return 0;
    }

    private static void put(Map<String, String> values, String name, String value) {
        if (value != null && !value.isBlank()) {
            values.put(name, value.strip());
        }
    }
}
