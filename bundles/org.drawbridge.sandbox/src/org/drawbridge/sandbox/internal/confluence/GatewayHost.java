package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.confluence.CloudHost.Credential;
import org.drawbridge.sandbox.internal.confluence.CloudHost.Kind;

/** {@code api.atlassian.com}, the only way in for scoped tokens: {@code reference: confluence §3, gateway}. */
final class GatewayHost implements VirtualHost {

    static final String HOST = "api.atlassian.com";

    /** All that a migration reads. */
    static final Set<String> READING = Set.of(
            "read:confluence-user",
            "read:confluence-groups",
            "read:confluence-space.summary",
            "read:confluence-content.all",
            "read:confluence-content.summary",
            "read:confluence-content.permission",
            "readonly:content.attachment:confluence",
            "search:confluence",
            "read:space:confluence",
            "read:permission:confluence",
            "read:page:confluence",
            "read:attachment:confluence",
            "read:comment:confluence");

    private static final Pattern PATH = Pattern.compile("/ex/confluence/([^/]+)/wiki(/.*)");

    /** The scope that each path needs; the first that fits. v1 goes by classic scopes, v2 by granular ones. */
    private static final List<String[]> NEEDED = List.of(
            new String[] {"/rest/api/user.*", "read:confluence-user"},
            new String[] {"/rest/api/group.*", "read:confluence-groups"},
            new String[] {"/rest/api/space.*", "read:confluence-space.summary"},
            new String[] {"/rest/api/(content/)?search.*", "search:confluence"},
            new String[] {"/rest/api/content/[^/]+/(permission|restriction).*", "read:confluence-content.permission"},
            new String[] {"/rest/api/content/.*/download", "readonly:content.attachment:confluence"},
            new String[] {"/rest/api/content.*", "read:confluence-content.all"},
            new String[] {"/rest/api/settings.*", "read:confluence-content.summary"},
            new String[] {"/download/.*", "readonly:content.attachment:confluence"},
            new String[] {"/api/v2/spaces/[^/]+/permissions", "read:permission:confluence"},
            new String[] {"/api/v2/spaces/[^/]+/pages", "read:page:confluence"},
            new String[] {"/api/v2/spaces.*", "read:space:confluence"},
            new String[] {"/api/v2/pages/[^/]+/attachments", "read:attachment:confluence"},
            new String[] {"/api/v2/pages/[^/]+/footer-comments", "read:comment:confluence"},
            new String[] {"/api/v2/pages.*", "read:page:confluence"});

    private final List<CloudHost> sites;

    GatewayHost(List<CloudHost> sites) {
        this.sites = List.copyOf(sites);
    }

    @Override
    public boolean serves(String host) {
        return host.equals(HOST);
    }

    @Override
    public void handle(Call call) throws IOException {
        Matcher path = PATH.matcher(call.path());
        CloudHost site = !path.matches()
                ? null
                : sites.stream()
                        .filter(each -> each.cloudId().equals(path.group(1)))
                        .findFirst()
                        .orElse(null);
        if (site == null) {
            call.json(404, "{\"code\":404,\"message\":\"Not Found\"}");
            return;
        }
        if (site.site().switches().suspended()) {
            call.json(403, "{\"code\":403,\"message\":\"SUSPENDED_INACTIVITY\"}");
            return;
        }
        Credential credential = site.credential(call);
        if (credential.kind() != Kind.PLAIN_TOKEN && credential.kind() != Kind.SCOPED_TOKEN) {
            call.with("X-Failure-Category", "FAILURE_CLIENT_AUTH_MISMATCH")
                    .json(401, "{\"code\":401,\"message\":\"Unauthorized\"}");
            return;
        }
        Tokens.Token token = credential.token().orElseThrow();
        if (token.scoped() && !token.scopes().contains(needed(path.group(2)))) {
            call.with("X-Failure-Category", "FAILURE_CLIENT_SCOPE_CHECK")
                    .json(401, "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}");
            return;
        }
        site.serve(call, path.group(2), Optional.of(token.owner()));
    }

    private static String needed(String path) {
        return NEEDED.stream()
                .filter(each -> path.matches(each[0]))
                .map(each -> each[1])
                .findFirst()
                .orElse("");
    }
}
