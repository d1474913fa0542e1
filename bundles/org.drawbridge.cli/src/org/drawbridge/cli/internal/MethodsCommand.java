package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.PlugIn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the sign-in methods with their fields. */
@Command(name = "methods")
final class MethodsCommand extends CliCommand {

    @Parameters(paramLabel = "METHOD", arity = "0..1")
    String method;

    MethodsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        if (method != null && runtime().methods().info(method).isEmpty()) {
            runtime().methods().load(method); // fails, naming those there are
        }
        List<MethodInfo> chosen = runtime().methods().all().stream()
                .filter(info -> method == null || info.id().equals(method))
                .toList();
        if (output().json()) {
            JsonArrayBuilder methods = Json.createArrayBuilder();
            for (MethodInfo info : chosen) {
                methods.add(json(info));
            }
            output().document(Json.createObjectBuilder()
                    .add("exitCode", 0)
                    .add("methods", methods)
                    .build());
        } else {
            for (int i = 0; i < chosen.size(); i++) {
                if (i > 0) {
                    output().line("");
                }
                print(chosen.get(i));
            }
        }
        for (PlugIn plugIn : runtime().plugIns()) {
            if (!plugIn.works()) {
                output().warn(TEXTS.get("plugins.broken", plugIn.file().getFileName(), plugIn.problem()));
            }
        }
        return 0;
    }

    private List<Field> fields(MethodInfo info) throws AuthFailure {
        return runtime().methods().load(info.id()).fields(Target.of(info.target(), ""));
    }

    private JsonObjectBuilder json(MethodInfo info) throws AuthFailure {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", info.id())
                .add("label", info.label())
                .add("target", info.target().word())
                .add("recommended", info.recommended())
                .add("contributor", info.contributor());
        JsonArrayBuilder fields = Json.createArrayBuilder();
        try {
            fields(info).forEach(field -> fields.add(json(field)));
        } catch (AuthFailure e) {
            json.add("failure", org.drawbridge.core.json.Json.of(e.problem()));
        }
        return json.add("fields", fields);
    }

    private static JsonObjectBuilder json(Field field) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("key", field.key())
                .add("kind", field.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .add("label", field.label())
                .add("help", field.help())
                .add("required", field.required())
                .add("secret", field.secret());
        if (!field.fallback().isEmpty()) {
            json.add("default", field.fallback());
        }
        if (!field.choices().isEmpty()) {
            json.add(
                    "choices",
                    Json.createArrayBuilder(
                            field.choices().stream().map(Field.Choice::value).toList()));
        }
        return json;
    }

    private void print(MethodInfo info) {
        String recommended = info.recommended() ? TEXTS.get("methods.recommended") : "";
        output().line(output().style(Output.Style.STRONG, info.id()) + "  " + info.label());
        output().paragraph("  ", TEXTS.get("methods.from", info.contributor(), recommended));
        List<Field> fields;
        try {
            fields = fields(info);
        } catch (AuthFailure e) {
            output().paragraph("  ", TEXTS.get("methods.broken", e.problem().message()));
            return;
        }
        for (Field field : fields) {
            List<String> notes = new ArrayList<>();
            if (field.secret()) {
                notes.add(TEXTS.get("methods.secret"));
            }
            if (field.required()) {
                notes.add(TEXTS.get("methods.required"));
            }
            if (!field.choices().isEmpty()) {
                notes.add(TEXTS.get(
                        "methods.choices",
                        String.join(
                                " | ",
                                field.choices().stream()
                                        .map(Field.Choice::value)
                                        .toList())));
            }
            if (!field.fallback().isEmpty()) {
                notes.add(TEXTS.get("methods.default", field.fallback()));
            }
            String first = "  " + Output.pad(field.key(), 22);
            output().paragraph(
                            first,
                            " ".repeat(first.length()),
                            field.label()
                                    + (notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")")
                                    + (field.help().isBlank() ? "" : "\n" + field.help()));
        }
    }
}
