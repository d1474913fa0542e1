package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;

/** Where Cloud keeps the bytes of attachments. The address alone opens them; credentials of the site don't belong here. */
final class MediaHost implements VirtualHost {

    private static final String HOST = "api.media.atlassian.com";

    private final Map<String, Content> byToken = new ConcurrentHashMap<>();

    @Override
    public boolean serves(String host) {
        return host.equals(HOST);
    }

    /** A new address of an attachment. */
    String address(Content attachment) {
        String token = Workspace.random(32);
        byToken.put(token, attachment);
        return "https://" + HOST + "/file/" + attachment.id() + "/binary?token=" + token + "&client=confluence";
    }

    @Override
    public void handle(Call call) throws IOException {
        Content attachment = byToken.get(call.query().getOrDefault("token", ""));
        if (call.header("Authorization").isPresent() || attachment == null) {
            call.json(attachment == null ? 403 : 400, "{\"error\":{\"code\":\"JwtAuthoriser:AuthorisationError\"}}");
        } else {
            Downloads.send(call, attachment);
        }
    }
}
