package org.drawbridge.sharepoint.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.sharepoint.internal.entra.EntraFailures;
import org.drawbridge.sharepoint.internal.entra.EntraRefusal;
import org.drawbridge.sharepoint.internal.entra.SeenText;

/** Explains what people saw of Entra's, SharePoint's and Graph's errors. */
public final class MicrosoftExplainer implements Explainer {

    private static final Texts TEXTS = Texts.of(MicrosoftExplainer.class);

    @Override
    public Optional<Problem> explain(String text, Optional<Connection> connection) {
        SeenText seen = SeenText.of(text);
        Optional<Connection> ours = connection.filter(one -> one.target().kind() == Target.Kind.SHAREPOINT);
        Map<String, String> values =
                new LinkedHashMap<>(UserValues.of(ours, Map.of()).orElseGet(() -> UserValues.of(seen.values())));
        // The redirect address that Entra names is the one that was used.
        Optional.ofNullable(seen.values().get("redirect"))
                .map(MicrosoftExplainer::withoutPort)
                .ifPresent(redirect -> values.put("redirect", redirect));
        Optional<FailureCatalogue.Builder> found =
                seen.refusal().map(refusal -> entra(refusal, values)).or(() -> known(seen, values));
        return found.map(builder -> {
            Problem problem = builder.evidence("seenIn", "text").problem();
            return ours.flatMap(one -> mismatch(one, seen))
                    .map(hint -> withStep(problem, hint))
                    .orElse(problem);
        });
    }

    @Override
    public List<String> staysInBrowser() {
        return EntraFailures.staysInBrowser();
    }

    /** Entra ignores the port of http://localhost, so it must not be registered. */
    private static String withoutPort(String redirect) {
        return redirect.replaceFirst("^(http://(?:localhost|127\\.0\\.0\\.1)):\\d+", "$1");
    }

    private static FailureCatalogue.Builder entra(EntraRefusal refusal, Map<String, String> values) {
        boolean unknown = refusal.codes().stream()
                .noneMatch(code -> EntraFailures.catalogue().knows("entra.AADSTS" + code));
        if (!unknown || !refusal.text().isEmpty()) {
            return refusal.explain(values);
        }
        // Only a number, and none that is known: nothing is made up about it.
        String code = refusal.codes().get(0);
        FailureCatalogue.Builder builder = EntraFailures.problem("entra.unknown-code");
        values.forEach(builder::with);
        return builder.with("reference", "AADSTS" + code)
                .with("errorUri", "https://login.microsoftonline.com/error?code=" + code)
                .evidence("code", "AADSTS" + code);
    }

    /** By words, where there is no code. */
    private static Optional<FailureCatalogue.Builder> known(SeenText seen, Map<String, String> values) {
        String plain = seen.plain().toLowerCase(Locale.ROOT);
        for (FailureCatalogue catalogue : List.of(SharePointFailures.catalogue(), EntraFailures.catalogue())) {
            Optional<String> cause = catalogue.causes().stream()
                    .filter(one -> catalogue.extra(one, "says").stream()
                            .flatMap(says -> List.of(says.split("\\|")).stream())
                            .anyMatch(says -> plain.contains(says.strip().toLowerCase(Locale.ROOT))))
                    .findFirst();
            if (cause.isPresent()) {
                FailureCatalogue.Builder builder = catalogue.problem(cause.get());
                values.forEach(builder::with);
                String line = seen.plain().lines().findFirst().orElse("").strip();
                return Optional.of(builder.with("words", line.length() > 300 ? line.substring(0, 300) : line)
                        .with("granted", "-")
                        .with("host", "SharePoint")
                        .with(
                                "reference",
                                seen.correlationId()
                                        .map(id -> TEXTS.get("reference.correlation-id", id))
                                        .orElse("-"))
                        .evidence("correlationId", seen.correlationId().orElse(null)));
            }
        }
        return Optional.empty();
    }

    /** Whether the text is about another app than the connection's. */
    private static Optional<String> mismatch(Connection connection, SeenText seen) {
        String inText = seen.values().getOrDefault("clientId", "");
        String own = connection.setting(SharePointTarget.CLIENT_ID, "").strip();
        return inText.isEmpty() || own.isEmpty() || inText.equalsIgnoreCase(own)
                ? Optional.empty()
                : Optional.of(TEXTS.get("explain.other-app", inText, connection.id(), own));
    }

    private static Problem withStep(Problem problem, String step) {
        List<String> remedy = new ArrayList<>(List.of(step));
        remedy.addAll(problem.remedy());
        return new Problem(
                problem.cause(),
                problem.kind(),
                problem.message(),
                problem.owner(),
                remedy,
                problem.messageForAdmin(),
                problem.evidence());
    }
}
