package org.drawbridge.sharepoint.internal;

import static org.drawbridge.core.check.Capability.CREDENTIAL_EXPIRY;
import static org.drawbridge.core.check.Capability.SESSION_EXPIRY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.sharepoint.internal.entra.CertificateFile;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;

/** How long the sign-in lasts: the credential behind it, and the session itself. */
public final class SignInCheck implements Check {

    private static final Texts TEXTS = Texts.of(SignInCheck.class);

    @Override
    public String id() {
        return "sharepoint.sign-in";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.SHAREPOINT;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(CREDENTIAL_EXPIRY, SESSION_EXPIRY);
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        TokenClaims claims = TokenClaims.of(run.session(), "sharepoint", run.progress());
        run.report(credential(run, claims));
        run.report(session(run, claims));
    }

    private static Finding credential(CheckRun run, TokenClaims claims) {
        Optional<Instant> ends = run.session() instanceof SharePointSession own ? own.expires() : Optional.empty();
        if (ends.isEmpty() && claims.appProof().equals(Optional.of("0"))) {
            return Finding.works(
                    CREDENTIAL_EXPIRY,
                    TEXTS.get("check.credential.none"),
                    Evidence.fact("appidacr", "0"));
        }
        if (ends.isEmpty()) {
            // Entra tells nobody but the owners of the app when a secret ends.
            return Finding.notChecked(
                    CREDENTIAL_EXPIRY,
                    TEXTS.get(
                            claims.appProof().equals(Optional.of("1"))
                                    ? "check.credential.secret"
                                    : "check.credential.unknown"));
        }
        Clock clock = run.signIn().clock();
        String day = CertificateFile.day(ends.get(), clock);
        Evidence evidence = Evidence.fact("notAfter", ends.get().toString());
        Duration left = Duration.between(clock.instant(), ends.get());
        boolean soon = left.compareTo(CertificateFile.SOON) <= 0
                || left.compareTo(run.settings().expected()) <= 0;
        return soon
                ? Finding.limited(
                        CREDENTIAL_EXPIRY,
                        TEXTS.get("check.credential.soon", day),
                        Owner.YOU,
                        List.of(TEXTS.get("check.credential.remedy")),
                        evidence)
                : Finding.works(CREDENTIAL_EXPIRY, TEXTS.get("check.credential.works", day), evidence);
    }

    private static Finding session(CheckRun run, TokenClaims claims) {
        Object expires = claims.evidence().get("exp");
        Evidence evidence = Evidence.fact("exp", expires == null ? "-" : expires.toString());
        if (claims.appOnly() && claims.readable()) {
            return Finding.works(SESSION_EXPIRY, TEXTS.get("check.session.app"), evidence);
        }
        Optional<Instant> end = run.session().expires();
        Instant wanted = run.signIn().clock().instant().plus(run.settings().expected());
        if (end.filter(wanted::isAfter).isPresent()) {
            return Finding.limited(
                    SESSION_EXPIRY,
                    TEXTS.get(
                            "check.session.early",
                            CertificateFile.day(end.get(), run.signIn().clock()),
                            run.settings().expected().toDays()),
                    Owner.YOU,
                    List.of(TEXTS.get("check.session.early.remedy")),
                    evidence);
        }
        return end.map(ends -> Finding.works(
                        SESSION_EXPIRY,
                        TEXTS.get(
                                "check.session.ends",
                                CertificateFile.day(ends, run.signIn().clock())),
                        evidence))
                .orElseGet(() -> Finding.notChecked(SESSION_EXPIRY, TEXTS.get("check.session.unknown")));
    }
}
