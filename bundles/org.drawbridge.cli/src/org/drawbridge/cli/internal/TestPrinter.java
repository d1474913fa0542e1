package org.drawbridge.cli.internal;

import java.util.List;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.Product;
import org.drawbridge.core.probe.SpaceCount;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;

/** A connection test for people: the stages as they happen, then the verdict. */
final class TestPrinter {

    private static final Texts TEXTS = Texts.of(TestPrinter.class);
    private static final int LABEL = 26;
    private static final int MOST_SPACES = 8;

    private final Output output;

    TestPrinter(Output output) {
        this.output = output;
    }

    TestResult run(ConnectionTester tester, SignIn signIn) {
        Connection connection = signIn.connection();
        output.line(output.style(Output.Style.STRONG, connection.name()) + "  "
                + output.style(Output.Style.DIM, connection.target().address()));
        TestResult result = tester.test(signIn, this::stage);
        output.line("");
        verdict(result);
        return result;
    }

    private void stage(StageResult stage) {
        if (stage.state() == StageResult.State.RUNNING) {
            output.status(stage.label());
            return;
        }
        String symbol = switch (stage.state()) {
            case OK -> output.style(Output.Style.GOOD, "✔");
            case LIMITED -> output.style(Output.Style.LIMITED, "▲");
            case FAILED -> output.style(Output.Style.BAD, "✖");
            case SKIPPED, RUNNING -> output.style(Output.Style.DIM, "–");
        };
        boolean skipped = stage.state() == StageResult.State.SKIPPED;
        String took = skipped
                ? ""
                : "  "
                        + output.style(
                                Output.Style.DIM,
                                TEXTS.get("test.seconds", stage.took().toMillis() / 1000.0));
        // Why a stage failed stands below, with what to do.
        String summary = stage.state() == StageResult.State.FAILED ? "" : stage.summary();
        String indent = " ".repeat(4 + LABEL);
        output.paragraph("  " + symbol + " " + Output.pad(stage.label(), LABEL), indent, summary + took);
        if (stage.state() == StageResult.State.LIMITED) {
            stage.problem().ifPresent(problem -> output.paragraph(indent, problem.message()));
        }
    }

    private void verdict(TestResult result) {
        switch (result.outcome()) {
            case OK -> headline(Output.Style.GOOD, "✔ " + TEXTS.get("test.ok"));
            case LIMITED -> headline(Output.Style.LIMITED, "▲ " + TEXTS.get("test.limited"));
            case FAILED ->
                headline(Output.Style.BAD, "✖ " + result.failure().orElseThrow().message());
        }
        if (result.failure()
                .filter(problem -> problem.kind() == Problem.Kind.CANCELLED)
                .isPresent()) {
            return;
        }
        result.product().ifPresent(product -> output.labelled(TEXTS.get("label.product"), text(product)));
        result.account()
                .ifPresent(account -> output.labelled(
                        TEXTS.get("label.account"),
                        account.anonymous()
                                ? TEXTS.get("test.anonymous")
                                : TEXTS.get("test.account", account.displayName(), account.name())));
        result.level().ifPresent(level -> {
            output.labelled(TEXTS.get("label.level"), level.label());
            output.labelled(TEXTS.get("label.means"), level.meaning());
            level.sides()
                    .forEach(side -> output.labelled(
                            side.label(), TEXTS.get("test.side", side.granted(), side.allowsLabel(), side.needed())));
        });
        result.spaces().ifPresent(spaces -> output.labelled(TEXTS.get("label.spaces"), text(spaces)));
        if (!result.refusedLookups().isEmpty()) {
            output.labelled(TEXTS.get("label.refused"), String.join(", ", result.refusedLookups()));
        }
        result.limits().stream()
                .filter(limit -> result.level().stream()
                        .noneMatch(level -> level.meaning().equals(limit)))
                .forEach(limit -> output.labelled(TEXTS.get("label.limits"), limit));
        result.warnings().forEach(warning -> output.labelled(TEXTS.get("label.warnings"), warning));
        result.failure().ifPresent(output::explain);
        if (result.failure().isEmpty()) {
            result.stages().forEach(stage -> stage.problem().ifPresent(output::explain));
        }
    }

    private void headline(Output.Style style, String text) {
        output.paragraph("", "  ", output.style(style, text));
    }

    private static String text(Product product) {
        // SharePoint Online says it in its name.
        String edition = product.name().endsWith("Online") || !TEXTS.has("test.edition." + product.edition())
                ? ""
                : " " + TEXTS.get("test.edition." + product.edition());
        return (product.name() + edition + " " + product.version()).strip();
    }

    private static String text(SpaceCount spaces) {
        List<String> administered = spaces.administered();
        String named = administered.isEmpty()
                ? ""
                : TEXTS.get(
                        "test.administered",
                        String.join(
                                        ", ",
                                        administered.stream().limit(MOST_SPACES).toList())
                                + (administered.size() > MOST_SPACES
                                        ? TEXTS.get("test.more", administered.size() - MOST_SPACES)
                                        : ""));
        return TEXTS.get("test.spaces", spaces.total(), named);
    }
}
