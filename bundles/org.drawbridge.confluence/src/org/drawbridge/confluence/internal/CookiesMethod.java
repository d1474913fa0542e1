package org.drawbridge.confluence.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.CookieJar;
import org.drawbridge.core.http.Request;

/** A session that the user has brought along from their own browser, as cookies. */
public final class CookiesMethod implements AuthMethod {

    private static final Texts TEXTS = Texts.of(CookiesMethod.class);

    @Override
    public List<Field> fields(Target target) {
        return List.of(
                cookies(),
                Field.of("userAgent", Field.Kind.TEXT, TEXTS.get("field.userAgent"), TEXTS.get("field.userAgent.help")),
                BrowserFields.skipCookiePathCheck(),
                Fields.sampleSpaces());
    }

    private static Field cookies() {
        return Field.of("cookies", Field.Kind.SECRET_TEXT, TEXTS.get("field.cookies"), TEXTS.get("field.cookies.help"))
                .asRequired();
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        Site site = SiteDiscovery.of(signIn);
        boolean checkPaths = !signIn.connection().flag("skipCookiePathCheck");
        Instant now = signIn.clock().instant();
        CookieImport.Result read = CookieImport.read(
                signIn.require(cookies()).reveal(),
                site.base(),
                now,
                checkPaths && site.candidates().size() == 1);
        if (read.taken().isEmpty()) {
            throw ConfluenceFailures.problem("confluence.cookies.none")
                    .with("site", site.base())
                    .with("report", String.join("\n", read.report()))
                    .failure();
        }
        BrowserSession.mask(read.taken());
        Optional<String> userAgent = signIn.connection().setting("userAgent");
        Identity last = null;
        for (var base : site.candidates()) {
            Site here = base.equals(site.base()) && site.wall().isEmpty()
                    ? site
                    : site.revealed(base, site.version(), site.build());
            CookieJar jar = new CookieJar(signIn.clock(), checkPaths);
            jar.addAll(read.taken());
            CookieCarrier carrier = new CookieCarrier(signIn.http(), jar, userAgent);
            Request question = Identity.question(here);
            Identity identity = Identity.of(Answer.read(question, carrier.send(question, signIn.progress())));
            identity.failIfInconclusive(here);
            if (identity.notPermitted()) {
                throw ConfluenceFailures.problem("confluence.browser.not-permitted")
                        .with("site", here.base())
                        .with("user", identity.answer().header("X-AUSERNAME").orElse(""))
                        .evidence(identity.answer().facts())
                        .failure();
            }
            if (identity.account().isPresent()) {
                return session(signIn, here, carrier, identity, new ArrayList<>(read.report()));
            }
            last = identity;
        }
        throw ConfluenceFailures.problem("confluence.cookies.ended")
                .with("site", site.base())
                .with("answer", last.text())
                .evidence("cookies", String.join("; ", read.report()))
                .evidence(last.answer().facts())
                .failure();
    }

    private static Session session(
            SignIn signIn, Site here, CookieCarrier carrier, Identity identity, List<String> report)
            throws AuthFailure {
        Account account = identity.account().orElseThrow();
        Carrier watched =
                new EndWatch(carrier, signIn, here, identity, signIn.clock().instant(), running -> false);
        Site found = here;
        if (here.version().isEmpty() && !here.cloud()) {
            found = SiteDiscovery.reveal(
                    signIn, here, new ConfluenceSession(here, here.base(), signIn.http(), watched, account, List.of()));
        }
        return new BrowserSession(
                signIn,
                found,
                watched,
                account,
                Optional.empty(),
                Optional.of(carrier.jar()),
                Optional.empty(),
                report);
    }
}
