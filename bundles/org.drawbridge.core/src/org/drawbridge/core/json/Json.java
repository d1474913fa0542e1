package org.drawbridge.core.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;

/**
 * The words of {@code --json}: the command line's contract, and what "Copy details" copies. Parts that were not reached
 * are left out. Every text is masked by the {@link Redactor}. Thread-safe.
 */
public final class Json {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonWriterFactory PRETTY =
            JSON.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

    /** Fields whose values are words of the contract or ids: a password that equals one must not garble them. */
    private static final Set<String> WORDS = Set.of(
            "connection",
            "outcome",
            "level",
            "state",
            "id",
            "cause",
            "owner",
            "edition",
            "target",
            "method",
            "side",
            "when",
            "key",
            "type",
            "kind");

    private Json() {}

    /** The document of {@code test}. */
    public static JsonObject of(TestResult result) {
        JsonObjectBuilder document = JSON.createObjectBuilder()
                .add("connection", result.connection())
                .add("when", result.when().truncatedTo(ChronoUnit.SECONDS).toString())
                .add("outcome", result.outcome().name().toLowerCase(Locale.ROOT))
                .add("exitCode", result.exitCode());
        result.product().ifPresent(product -> {
            JsonObjectBuilder object =
                    JSON.createObjectBuilder().add("name", product.name()).add("edition", product.edition());
            if (!product.version().isEmpty()) {
                object.add("version", product.version());
            }
            document.add("product", object);
        });
        result.account()
                .ifPresent(account -> document.add(
                        "account",
                        JSON.createObjectBuilder()
                                .add("name", text(account.name()))
                                .add("displayName", text(account.displayName()))
                                .add("anonymous", account.anonymous())));
        result.level().ifPresent(level -> {
            document.add("level", level.word()).add("levelMeaning", text(level.meaning()));
            if (!level.sides().isEmpty()) {
                JsonArrayBuilder sides = JSON.createArrayBuilder();
                level.sides().forEach(side -> sides.add(of(side)));
                document.add("levelSides", sides);
            }
        });
        result.spaces()
                .ifPresent(spaces -> document.add(
                        "spaces",
                        JSON.createObjectBuilder()
                                .add("total", spaces.total())
                                .add("administered", value(spaces.administered()))));
        if (!result.refusedLookups().isEmpty()) {
            document.add("refusedLookups", value(result.refusedLookups()));
        }
        JsonArrayBuilder stages = JSON.createArrayBuilder();
        result.stages().forEach(stage -> stages.add(of(stage)));
        document.add("stages", stages);
        JsonArrayBuilder warnings = JSON.createArrayBuilder();
        result.limits().forEach(limit -> warnings.add(text(limit)));
        result.warnings().forEach(warning -> warnings.add(text(warning)));
        document.add("warnings", warnings);
        result.failure().ifPresent(problem -> document.add("failure", of(problem)));
        return document.build();
    }

    private static JsonObjectBuilder of(Level.Side side) {
        return JSON.createObjectBuilder()
                .add("id", side.id())
                .add("label", text(side.label()))
                .add("granted", text(side.granted()))
                .add("needed", text(side.needed()))
                .add("level", side.allows());
    }

    /** One stage. A stage that works with limits carries what limits it as {@code problem}. */
    public static JsonObject of(StageResult stage) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("id", stage.id())
                .add("label", text(stage.label()))
                .add("state", stage.state().word())
                .add("took", stage.took().toMillis())
                .add("summary", text(stage.summary()));
        if (!stage.evidence().isEmpty()) {
            object.add("evidence", value(stage.evidence()));
        }
        if (stage.state() == StageResult.State.LIMITED) {
            stage.problem().ifPresent(problem -> object.add("problem", of(problem)));
        }
        return object.build();
    }

    /** The {@code failure} object. */
    public static JsonObject of(Problem problem) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("cause", problem.cause())
                .add("message", text(problem.message()))
                .add("owner", problem.owner().word())
                .add("remedy", value(problem.remedy()));
        problem.messageForAdmin().ifPresent(message -> object.add("messageForAdmin", text(message)));
        return object.add("evidence", value(problem.evidence())).build();
    }

    /** {@code {"exitCode":…,"failure":{…}}}. */
    public static JsonObject failure(Problem problem) {
        return JSON.createObjectBuilder()
                .add("exitCode", problem.kind().exitCode())
                .add("failure", of(problem))
                .build();
    }

    /** Indented, ending with a line feed, each text masked. */
    public static String pretty(JsonValue value) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = PRETTY.createWriter(text)) {
            writer.write(masked(value));
        }
        return text.toString().strip() + "\n";
    }

    /** With each text masked. Value by value: masking the finished text could swallow a quotation mark. */
    public static JsonValue masked(JsonValue value) {
        if (value instanceof JsonString string) {
            return text(string.getString());
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder masked = JSON.createArrayBuilder();
            array.forEach(item -> masked.add(masked(item)));
            return masked.build();
        }
        if (value instanceof JsonObject object) {
            JsonObjectBuilder masked = JSON.createObjectBuilder();
            object.forEach((key, item) ->
                    masked.add(key, WORDS.contains(key) && item instanceof JsonString ? item : masked(item)));
            return masked.build();
        }
        return value;
    }

    private static JsonString text(String text) {
        return JSON.createValue(Redactor.mask(text));
    }

    private static JsonValue value(Object value) {
        return switch (value) {
            case null -> JsonValue.NULL;
            case JsonValue json -> masked(json);
            case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
            case Double number -> Double.isFinite(number) ? JSON.createValue(number) : text(number.toString());
            case Float number ->
                Float.isFinite(number) ? JSON.createValue(number.doubleValue()) : text(number.toString());
            case Number number -> JSON.createValue(new BigDecimal(number.toString()));
            case Collection<?> items -> {
                JsonArrayBuilder array = JSON.createArrayBuilder();
                items.forEach(item -> array.add(value(item)));
                yield array.build();
            }
            case Map<?, ?> entries -> {
                JsonObjectBuilder object = JSON.createObjectBuilder();
                entries.forEach((key, item) -> object.add(String.valueOf(key), value(item)));
                yield object.build();
            }
            default -> text(value.toString());
        };
    }
}
