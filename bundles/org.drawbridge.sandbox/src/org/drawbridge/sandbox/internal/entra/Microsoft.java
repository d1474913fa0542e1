package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.MicrosoftSwitches;
import org.drawbridge.sandbox.internal.Part;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.sharepoint.GraphHost;
import org.drawbridge.sandbox.internal.sharepoint.SharePointHost;
import org.drawbridge.sandbox.internal.sharepoint.Site;
import org.drawbridge.sandbox.internal.sharepoint.Sites;

/** Entra, SharePoint Online and Graph. */
public final class Microsoft implements Part, MicrosoftSwitches {

    private final ShiftedClock clock;
    private final EntraSwitches switches = new EntraSwitches();
    private final Directory directory = new Directory();
    private final Sites sites = new Sites();
    private final Tokens tokens;
    private final DeviceCodes deviceCodes;
    private final EntraHost entra;
    private final SharePointHost sharePoint;
    private final GraphHost graph;

    public Microsoft(Clock system) {
        clock = new ShiftedClock(system);
        tokens = new Tokens(clock, switches);
        deviceCodes = new DeviceCodes(switches, clock);
        Codes codes = new Codes(clock);
        Rules rules = new Rules(switches);
        ClientProof clients = new ClientProof(clock);
        BrowserSessions sessions = new BrowserSessions();
        SignIns signIns = new SignIns(directory, sessions, rules, switches, clock);
        UserGrants userGrants = new UserGrants(
                directory,
                codes,
                deviceCodes,
                new UserTokens(tokens, switches, clock),
                clients,
                rules,
                switches,
                clock);
        Map<String, Grant> grants = new HashMap<>(userGrants.all());
        grants.put("client_credentials", new ClientCredentials(tokens, clients));
        entra = new EntraHost(
                directory,
                tokens,
                clock,
                switches,
                grants,
                new EntraHost.Pages(
                        new Authorize(signIns, codes, clock),
                        new DeviceLogin(deviceCodes, signIns, switches),
                        new AdminConsent(signIns),
                        signIns,
                        sessions));
        sharePoint = new SharePointHost(directory, tokens, sites, clock);
        graph = new GraphHost(directory, tokens, sites, clock);
    }

    @Override
    public void prepare(Workspace workspace) throws IOException {
        new Contoso(directory, sites, workspace, clock.instant()).fill();
    }

    @Override
    public List<VirtualHost> hosts() {
        return List.of(entra, sharePoint, graph);
    }

    @Override
    public EntraSwitches entra() {
        return switches;
    }

    @Override
    public void refuse(String clientId, int aadsts) {
        EntraError error = Stream.of(EntraError.values())
                .filter(each -> each.code() == aadsts)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no AADSTS" + aadsts));
        app(clientId).refuse(error);
    }

    @Override
    public void accept(String clientId) {
        app(clientId).refuse(null);
    }

    @Override
    public Set<Integer> errors() {
        return Stream.of(EntraError.values()).map(EntraError::code).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void withdrawConsent(String clientId) {
        app(clientId).withdrawConsent();
    }

    @Override
    public void consent(String clientId) {
        app(clientId).consentForAll();
    }

    @Override
    public void redirects(String clientId, String... addresses) {
        app(clientId)
                .replies(Stream.of(addresses)
                        .map(address -> new App.Reply(address, true))
                        .toList());
    }

    @Override
    public void publicClientFlows(String clientId, boolean on) {
        app(clientId).publicClient(on);
    }

    @Override
    public void assign(String clientId, String... people) {
        App app = app(clientId);
        app.assign(Stream.of(people)
                .map(each -> account(each)
                        .in(app.tenant())
                        .orElseThrow(() -> new IllegalArgumentException(each + " is nobody there")))
                .collect(Collectors.toSet()));
    }

    @Override
    public void assignEverybody(String clientId) {
        app(clientId).assign(null);
    }

    @Override
    public void account(String person, AccountState state) {
        account(person).state(state);
    }

    @Override
    public void mfa(String person, Mfa mfa) {
        account(person).mfa(mfa);
    }

    @Override
    public String totp(String person) {
        return Totp.code(account(person).totpSecret(), clock.instant());
    }

    @Override
    public void revokeSessions(String person) {
        Account account = account(person);
        account.revoke();
        directory.tenants().forEach(tenant -> account.in(tenant).ifPresent(each -> tokens.challenge(each.id())));
    }

    @Override
    public void challenge(String clientId) {
        tokens.challenge(app(clientId).clientId());
    }

    @Override
    public void approveDeviceCode(String userCode, String person) {
        Account account = account(person);
        device(userCode).approve(SignedIn.now(account, clock.instant(), account.mfa() == Mfa.REQUIRED));
    }

    @Override
    public void declineDeviceCode(String userCode) {
        device(userCode).refuse(new Refused(EntraError.DEVICE_DECLINED));
    }

    private DeviceCodes.Device device(String userCode) {
        return deviceCodes
                .waiting(userCode)
                .orElseThrow(() -> new IllegalArgumentException("no device waits for " + userCode));
    }

    private Account account(String signInName) {
        return directory
                .account(signInName)
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no account " + signInName));
    }

    @Override
    public void grant(String site, String clientId, String role) {
        site(site).grant(app(clientId), role);
    }

    @Override
    public void revoke(String site, String clientId) {
        site(site).revokeFrom(app(clientId));
    }

    @Override
    public void clock(Duration ahead) {
        clock.ahead = ahead;
    }

    @Override
    public void limit(int calls, Duration time) {
        sharePoint.limit().set(calls, time);
        graph.limit().set(calls, time);
    }

    @Override
    public void lock(String address, SiteLock lock) {
        site(address).lock(lock);
    }

    @Override
    public void unmanagedDevices(boolean allowed) {
        sharePoint.unmanagedDevices(allowed);
    }

    @Override
    public void licensed(boolean on) {
        graph.licensed(on);
    }

    private App app(String clientId) {
        return directory
                .app(clientId)
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no app " + clientId));
    }

    private Site site(String address) {
        URI uri = URI.create(address);
        return directory
                .ofSharePointHost(String.valueOf(uri.getHost()))
                .flatMap(tenant -> sites.at(tenant, uri.getPath()))
                .orElseThrow(() -> new IllegalArgumentException("the sandbox has no site " + address));
    }

    /** The time in which certificates, secrets, assertions and tokens expire. */
    private static final class ShiftedClock extends Clock {
        private final Clock base;
        private volatile Duration ahead = Duration.ZERO;

        ShiftedClock(Clock base) {
            this.base = base;
        }

        @Override
        public Instant instant() {
            return base.instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return base.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new ShiftedClock(base.withZone(zone));
        }
    }
}
