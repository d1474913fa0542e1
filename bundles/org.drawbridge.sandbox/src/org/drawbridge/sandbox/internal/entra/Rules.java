package org.drawbridge.sandbox.internal.entra;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.internal.entra.EntraError.Stage;
import org.drawbridge.sandbox.internal.entra.Scopes.Wanted;

/** Who may sign in to which app, and what still needs consent: the same for every way to sign in. */
final class Rules {

    private final EntraSwitches switches;

    Rules(EntraSwitches switches) {
        this.switches = switches;
    }

    /** Refuses if the account is nobody in the app's tenant, or may not use the app, or a policy is against it. */
    void check(SignedIn who, App app, Stage stage) throws Refused {
        Account account = who.account();
        account.checkState();
        Person person = account.in(app.tenant())
                .orElseThrow(() -> new Refused(EntraError.OTHER_TENANTS_ACCOUNT)
                        .with("user", account.signInName())
                        .with("idp", account.identityProvider()));
        Optional<EntraError> refusal = app.refusal(stage);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get()).with("user", account.signInName());
        }
        if (stage == Stage.DEVICE && switches.deviceCodeBlocked()) {
            throw new Refused(EntraError.DEVICE_FLOW_BLOCKED);
        }
        if (!app.assigned(person)) {
            throw new Refused(EntraError.NOT_ASSIGNED);
        }
    }

    /** Refuses where a second factor is missing and nobody can be asked for it. */
    void checkSecondFactor(SignedIn who, String resource) throws Refused {
        if (who.account().mfa() == Mfa.NOT_SET_UP) {
            throw new Refused(EntraError.MFA_ENROLMENT).with("resource", resource);
        }
        if (who.account().mfa() == Mfa.REQUIRED && !who.mfa()) {
            throw new Refused(EntraError.MFA_REQUIRED).with("resource", resource);
        }
    }

    /** What of the scopes neither the person nor an administrator has consented to. */
    static Map<Api, Set<String>> missing(Scopes scopes, App app, Person person) {
        Map<Api, Set<String>> missing = new EnumMap<>(Api.class);
        for (Wanted wanted : scopes.wanted()) {
            Set<String> consented = app.consented(wanted.api(), person);
            if (!wanted.everything()) {
                Set<String> rest = new TreeSet<>(wanted.names());
                rest.removeAll(consented);
                if (!rest.isEmpty()) {
                    missing.computeIfAbsent(wanted.api(), any -> new TreeSet<>())
                            .addAll(rest);
                }
            } else if (consented.isEmpty()) {
                missing.putAll(requested(app));
            }
        }
        return missing;
    }

    /** What the scopes ask for, whether or not somebody has consented. */
    static Map<Api, Set<String>> asked(Scopes scopes, App app) {
        Map<Api, Set<String>> asked = new EnumMap<>(Api.class);
        for (Wanted wanted : scopes.wanted()) {
            if (wanted.everything()) {
                return requested(app);
            }
            asked.computeIfAbsent(wanted.api(), any -> new TreeSet<>()).addAll(wanted.names());
        }
        return asked;
    }

    /** All delegated permissions of the registration. */
    static Map<Api, Set<String>> requested(App app) {
        Map<Api, Set<String>> all = new EnumMap<>(Api.class);
        for (Api api : Api.values()) {
            if (!app.requested(api).isEmpty()) {
                all.put(api, app.requested(api));
            }
        }
        return all;
    }

    /** Whether the person may consent to that. */
    boolean mayConsent(Account account, Map<Api, Set<String>> scopes) {
        return account.admin()
                || switches.userConsent()
                        && scopes.entrySet().stream()
                                .allMatch(each -> each.getValue().stream().noneMatch(each.getKey()::forAdmins));
    }
}
