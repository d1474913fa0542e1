package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.http.Http;

/** A session by personal access token, which it can hand to other tools. */
final class TokenSession extends ConfluenceSession {

    private final Secret token;

    TokenSession(Site site, URI base, Http http, Credential.Bearer bearer, Account account, List<String> warnings) {
        super(site, base, http, bearer, account, warnings);
        token = bearer.token();
    }

    @Override
    public Optional<Secret> token(String resource, Progress progress) {
        return resource.equals("confluence") ? Optional.of(Secret.of(token.reveal())) : Optional.empty();
    }
}
