package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.internal.Call;

/**
 * Leads people through the pages of a sign-in: account, password, second factor, confirmation, consent. Who is signed
 * in already is asked no more than needed. Thread-safe; one visit is used by one browser.
 */
final class SignIns {

    /**
     * What the app wants of the sign-in.
     *
     * @param prompt {@code login, select_account, consent, none} or empty
     * @param loginHint the account that is expected, empty for none
     * @param domainHint the domain of the expected account, empty for none
     */
    record Wish(String prompt, String loginHint, String domainHint) {
        static final Wish NONE = new Wish("", "", "");
    }

    // These come before anything is known about the app's trust in the person, and stay in the browser.
    private static final Set<EntraError> IN_BROWSER = Set.of(
            EntraError.OTHER_TENANTS_ACCOUNT,
            EntraError.ACCOUNT_UNKNOWN,
            EntraError.ACCOUNT_DISABLED,
            EntraError.ACCOUNT_LOCKED,
            EntraError.PASSWORD_EXPIRED,
            EntraError.APP_UNKNOWN,
            EntraError.TENANT_UNKNOWN,
            EntraError.TENANT_NOT_GIVEN,
            EntraError.REPLY_ADDRESS,
            EntraError.NO_REPLY_ADDRESS,
            EntraError.SINGLE_TENANT_APP,
            EntraError.CLOUD_REDIRECT,
            EntraError.CLOUD_WRONG);

    private static final int MOST = 10_000;

    private final Directory directory;
    private final BrowserSessions sessions;
    private final Rules rules;
    private final EntraSwitches switches;
    private final Clock clock;
    private final Map<String, Visit> visits = new ConcurrentHashMap<>();

    SignIns(Directory directory, BrowserSessions sessions, Rules rules, EntraSwitches switches, Clock clock) {
        this.directory = directory;
        this.sessions = sessions;
        this.rules = rules;
        this.switches = switches;
        this.clock = clock;
    }

    /** Begins a visit, and answers with its first page or, if no page is needed, its end. */
    void begin(Call call, Incident incident, Goal goal, Wish wish) throws IOException {
        if (visits.size() > MOST) {
            visits.clear();
        }
        incident.with("app", goal.app().clientId())
                .with("name", goal.app().name())
                .with("tenantName", goal.app().tenant().name());
        Visit visit = new Visit(goal, wish, incident);
        visits.put(visit.sign, visit);
        visit.begin(call, incident);
    }

    /** Takes the form of a page and answers with the next one. */
    void proceed(Call call, Incident incident) throws IOException {
        Map<String, String> form = new HashMap<>(call.form());
        Visit visit = visits.get(form.getOrDefault("ctx", ""));
        if (visit == null) {
            SignInPages.message(
                    call,
                    "Sign in",
                    "Sorry, but we’re having trouble signing you in. This sign-in has ended or expired; begin it again"
                            + " in your app.");
            return;
        }
        synchronized (visit) {
            visit.proceed(call, incident.continues(visit.first), form);
        }
    }

    /** One person's way through the pages. */
    private final class Visit {
        private final String sign = UserTokens.random("", 24);
        private final SignInPages pages = new SignInPages(sign);
        private final Goal goal;
        private final Wish wish;
        private final Incident first;
        private Account account;
        private boolean passwordRight;
        private SignedIn who;
        private boolean confirmed;
        private boolean consented;

        Visit(Goal goal, Wish wish, Incident first) {
            this.goal = goal;
            this.wish = wish;
            this.first = first;
        }

        private boolean silent() {
            return wish.prompt().equals("none");
        }

        void begin(Call call, Incident incident) throws IOException {
            List<SignedIn> here = new ArrayList<>(sessions.of(call));
            here.removeIf(each -> !matches(each.account()));
            if (silent() && here.size() != 1) {
                EntraError why = here.isEmpty() ? EntraError.NOBODY_SIGNED_IN : EntraError.SEVERAL_SIGNED_IN;
                end(call, incident, new Refused(why));
                return;
            }
            boolean pick = wish.prompt().equals("select_account");
            boolean anew = wish.prompt().equals("login");
            if (!here.isEmpty() && !anew && (pick || here.size() > 1)) {
                pages.accounts(
                        call, incident, here.stream().map(SignedIn::account).toList());
                return;
            }
            if (here.size() == 1 && !anew && !pick) {
                // The account that this browser knows, whether or not it is the one that the person means.
                use(here.getFirst());
            } else if (!wish.loginHint().isEmpty()) {
                account = directory.account(wish.loginHint()).orElse(null);
            }
            proceed(call, incident, new HashMap<>());
        }

        /** Whether an account is one that the app may mean. */
        private boolean matches(Account candidate) {
            String name = candidate.signInName().toLowerCase(java.util.Locale.ROOT);
            String domain = wish.domainHint().toLowerCase(java.util.Locale.ROOT);
            return (wish.loginHint().isEmpty() || name.equalsIgnoreCase(wish.loginHint()))
                    && (!domain.contains(".") || name.endsWith('@' + domain));
        }

        private void use(SignedIn session) {
            who = session;
            account = session.account();
        }

        /** Does as many steps as the fields allow, each of which counts once. */
        void proceed(Call call, Incident incident, Map<String, String> form) throws IOException {
            try {
                if (!identified(call, incident, form)) {
                    return;
                }
                rules.check(who, goal.app(), goal.stage());
                if (confirmed(call, incident, form) && consented(call, incident, form)) {
                    visits.remove(sign);
                    goal.reached(call, who);
                }
            } catch (Refused refused) {
                boolean stays = IN_BROWSER.contains(refused.error())
                        || switches.errorsStayInBrowser() && refused.error() != EntraError.CONSENT_DECLINED;
                if (stays && !silent()) {
                    pages.trouble(call, incident, refused);
                } else {
                    end(call, incident, refused);
                }
            }
        }

        private void end(Call call, Incident incident, Refused why) throws IOException {
            visits.remove(sign);
            goal.refused(call, incident, why);
        }

        /** Finds out who it is; false once a page has been sent that asks. */
        private boolean identified(Call call, Incident incident, Map<String, String> form) throws IOException, Refused {
            choose(call, form);
            String name = form.getOrDefault("loginfmt", "").strip();
            if (!name.isEmpty() && (account == null || !account.signInName().equalsIgnoreCase(name))) {
                who = null;
                passwordRight = false;
                account = directory.account(name).orElse(null);
                if (account == null) {
                    unknown(call, incident, name);
                    return false;
                }
            }
            if (account == null) {
                pages.userName(call, incident, wish.loginHint(), null);
                return false;
            }
            return who == null ? authenticated(call, incident, form) : secondFactorOfSession(call, incident, form);
        }

        private void choose(Call call, Map<String, String> form) {
            String chosen = form.getOrDefault("account", "");
            if (chosen.isEmpty()) {
                return;
            }
            account = null;
            who = null;
            passwordRight = false;
            confirmed = false;
            Optional<SignedIn> session = sessions.of(call).stream()
                    .filter(each -> each.account().signInName().equalsIgnoreCase(chosen))
                    .findFirst();
            if (session.isPresent()) {
                use(session.get());
            }
        }

        /** A name of an unknown domain might belong to any tenant; one of ours is simply wrong. */
        private void unknown(Call call, Incident incident, String name) throws IOException, Refused {
            String domain = name.substring(name.indexOf('@') + 1);
            if (directory.tenant(domain).isPresent() || !name.contains("@")) {
                pages.userName(call, incident, name, EntraError.ACCOUNT_UNKNOWN);
            } else {
                throw new Refused(EntraError.ACCOUNT_UNKNOWN).with("user", name).with("tenant", domain);
            }
        }

        private boolean authenticated(Call call, Incident incident, Map<String, String> form) throws IOException {
            if (!passwordRight) {
                String password = form.remove("passwd");
                if (password == null || password.isEmpty()) {
                    pages.password(call, incident, account, null);
                    return false;
                }
                try {
                    account.check(password, clock);
                } catch (Refused wrong) {
                    pages.password(call, incident, account, wrong.error());
                    return false;
                }
                passwordRight = true;
            }
            boolean needed = account.mfa() != Mfa.OFF;
            if (needed && !secondFactor(call, incident, form)) {
                return false;
            }
            who = SignedIn.now(account, clock.instant(), needed);
            sessions.add(call, who);
            return true;
        }

        /** A session without second factor does not do once the account needs one. */
        private boolean secondFactorOfSession(Call call, Incident incident, Map<String, String> form)
                throws IOException, Refused {
            if (who.mfa() || account.mfa() == Mfa.OFF) {
                return true;
            }
            if (silent()) {
                rules.checkSecondFactor(who, goal.app().clientId());
            }
            if (!secondFactor(call, incident, form)) {
                return false;
            }
            who = SignedIn.now(account, clock.instant(), true);
            sessions.add(call, who);
            return true;
        }

        private boolean secondFactor(Call call, Incident incident, Map<String, String> form) throws IOException {
            String code = form.remove("otc");
            boolean right = code != null && account.codeRight(code, clock);
            EntraError error = code == null || code.isBlank() || right ? null : EntraError.SECOND_FACTOR_WRONG;
            if (right) {
                account.mfa(Mfa.REQUIRED);
            } else if (account.mfa() == Mfa.NOT_SET_UP) {
                pages.enrol(call, incident, account, error);
            } else {
                pages.code(call, incident, account, error);
            }
            return right;
        }

        private boolean confirmed(Call call, Incident incident, Map<String, String> form) throws IOException, Refused {
            if (!goal.confirm() || confirmed) {
                return true;
            }
            switch (form.getOrDefault("confirm", "")) {
                case "continue" -> confirmed = true;
                case "cancel" -> throw new Refused(EntraError.CONSENT_DECLINED);
                default -> pages.confirm(call, incident, account, goal.app());
            }
            return confirmed;
        }

        private boolean consented(Call call, Incident incident, Map<String, String> form) throws IOException, Refused {
            Person person = account.in(goal.app().tenant()).orElseThrow();
            Map<Api, Set<String>> wanted = consented ? Map.of() : goal.toConsent(person);
            if (wanted.isEmpty()) {
                return true;
            }
            if (silent()) {
                throw new Refused(EntraError.CONSENT_REQUIRED);
            }
            String answer = form.getOrDefault("consent", "");
            boolean may = goal.forAdmins() ? account.admin() : rules.mayConsent(account, wanted);
            if (!may && answer.equals("return")) {
                throw new Refused(EntraError.ADMIN_CONSENT_REQUIRED);
            }
            if (!may) {
                pages.needAdmin(call, incident, account, goal.app(), new Refused(EntraError.ADMIN_CONSENT_REQUIRED));
                return false;
            }
            switch (answer) {
                case "accept" -> {
                    if (goal.forAdmins()) {
                        goal.app().consentForAll();
                    } else if (account.admin() && form.containsKey("everybody")) {
                        goal.app().consentForAll(wanted);
                    } else {
                        goal.app().consent(person, wanted);
                    }
                    consented = true;
                }
                case "decline" -> throw new Refused(EntraError.CONSENT_DECLINED);
                default -> pages.consent(call, incident, account, goal.app(), wanted, goal.forAdmins());
            }
            return consented;
        }
    }
}
