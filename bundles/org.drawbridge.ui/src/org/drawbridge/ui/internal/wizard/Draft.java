package org.drawbridge.ui.internal.wizard;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.TypedSecrets;

/** The connection as far as the wizard's pages have got it. UI thread only. */
final class Draft {

    private final UnaryOperator<String> ids;
    Target.Kind kind;
    String address = "";
    String name = "";
    String method = "";
    Map<String, String> settings = Map.of();
    /** What is at the address; null until it has been looked at. */
    TestResult recognised;
    /** The latest test; null if there is none of what is entered now. */
    TestResult tested;
    /** What the latest test has typed, asked for or got, such as a session; null before the first. */
    TypedSecrets secrets;

    /** The job of this wizard; null before the first. */
    RunningJob job;

    /** @param ids makes a new id of a name */
    Draft(UnaryOperator<String> ids, Target.Kind kind) {
        this.ids = ids;
        this.kind = kind;
    }

    String id() {
        return ids.apply(shownName());
    }

    void cancelJob() {
        if (job != null) {
            job.cancelSoon();
        }
    }

    Target target() {
        return Target.of(kind, address.strip());
    }

    String shownName() {
        return name.isBlank() ? address.strip() : name.strip();
    }

    ConnectionEntry entry() {
        return new ConnectionEntry(new Connection(id(), shownName(), target(), method, settings), Map.of());
    }

    /** What was found at the address and is a setting of the method too, so that nobody has to look it up. */
    Map<String, String> found() {
        Map<String, String> found = new HashMap<>();
        if (recognised != null) {
            recognised.stages().stream()
                    .filter(stage -> stage.state() == StageResult.State.OK)
                    .map(stage -> stage.evidence().get("tenant"))
                    .filter(String.class::isInstance)
                    .findFirst()
                    .ifPresent(tenant -> found.put("tenant", (String) tenant));
        }
        return found;
    }

    /** The secrets to store with the connection. The caller closes them. */
    Map<String, Secret> kept(Map<String, Secret> typed) {
        Map<String, Secret> all = new HashMap<>();
        if (tested != null && secrets != null) {
            all.putAll(secrets.typed());
        }
        all.putAll(typed);
        return all;
    }

    /** What people would call it: the host, or the first label of the host and the name of the site. */
    static String suggestedName(String typed) {
        String text = typed.strip();
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "https://" + text);
        } catch (IllegalArgumentException e) {
            return "";
        }
        return Optional.ofNullable(uri.getHost())
                .map(host -> {
                    String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
                    boolean site = path.startsWith("/sites/") || path.startsWith("/teams/");
                    return site ? host.split("\\.")[0] + " / " + path.split("/")[2] : host;
                })
                .orElse("");
    }
}
