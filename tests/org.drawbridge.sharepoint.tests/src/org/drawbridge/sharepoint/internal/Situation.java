package org.drawbridge.sharepoint.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.Sandbox;

/**
 * Something that goes wrong, as the sandbox does it, and what the test must say of it (reference: entra-sharepoint §B and
 * §C). {@code docs/sharepoint-errors.md} is made from this list.
 *
 * @param title what people would call it
 * @param where where it shows: {@code entra, browser, settings, sharepoint, graph} or {@code network}
 * @param connection one of the sandbox's connections
 * @param arrange what is switched beforehand
 * @param cause the cause id
 * @param owner who can mend it
 * @param exit the test's exit code
 */
record Situation(String title, String where, String connection, Arrange arrange, String cause, String owner, int exit) {

    /** Switches something in the sandbox. */
    @FunctionalInterface
    interface Arrange {
        void in(Sandbox sandbox) throws Exception;
    }

    static final String DELEGATED = "1c0ffee0-0021-4a00-8000-000000000021";
    static final String APP = "1c0ffee0-0001-4a00-8000-000000000001";
    static final String OLIVIA = "olivia.owner@contoso.onmicrosoft.com";
    static final String HOST = "contoso.sharepoint.com";
    static final String API = "/sites/wiki/_api/web";
    static final String LOGIN = "login.microsoftonline.com";
    static final String TOKEN = "/a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012/oauth2/v2.0/token";

    /** A person's sign-in, and one by certificate. */
    static final String PERSON = "spo-password";

    /** A person's sign-in that is kept. */
    static final String KEPT = "spo-interactive";

    static final String CERTIFICATE = "spo-certificate";

    private static final Arrange NOTHING = sandbox -> {};

    @Override
    public String toString() {
        return title;
    }

    /** Goes on with a sign-in from before. */
    boolean later() {
        return List.of("700082", "70043", "50173").stream().anyMatch(cause::endsWith);
    }

    private static Arrange refused(String clientId, int aadsts) {
        return sandbox -> sandbox.microsoft().refuse(clientId, aadsts);
    }

    private static Arrange answered(String host, String path, int status, Map<String, String> headers, String body) {
        return sandbox -> sandbox.faults()
                .add(host, path, Integer.MAX_VALUE, new Fault.Answer(status, headers, "application/json", body));
    }

    static final List<Situation> ALL = all();

    private static List<Situation> all() {
        List<Situation> all = new ArrayList<>();
        all.addAll(ofTheApp());
        all.addAll(ofThePerson());
        all.addAll(ofTheRequest());
        all.addAll(ofTheSite());
        all.addAll(ofTheWay());
        return List.copyOf(all);
    }

    private static Situation entra(String title, String connection, Arrange arrange, int code, String owner, int exit) {
        return new Situation(title, "entra", connection, arrange, "entra.AADSTS" + code, owner, exit);
    }

    private static List<Situation> ofTheApp() {
        return List.of(
                entra("Client secret wrong (the Secret ID was pasted)", "spo-secret-wrong", NOTHING, 7000215, "you", 2),
                entra("Client secret expired", "spo-secret-expired", NOTHING, 7000222, "you", 2),
                entra("Certificate not uploaded", "spo-certificate-not-uploaded", NOTHING, 700027, "you", 2),
                entra("Client id not in this tenant", "spo-wrong-client", NOTHING, 700016, "you", 2),
                new Situation(
                        "Client id not in this tenant, sign-in in the browser",
                        "browser",
                        "spo-interactive-wrong-client",
                        NOTHING,
                        "entra.AADSTS700016",
                        "you",
                        2),
                new Situation(
                        "Redirect address not registered",
                        "browser",
                        "spo-interactive-other-redirect",
                        NOTHING,
                        "entra.AADSTS50011",
                        "entra-admin",
                        2),
                new Situation(
                        "No redirect address at all",
                        "browser",
                        "spo-interactive-no-redirect",
                        NOTHING,
                        "entra.AADSTS500113",
                        "entra-admin",
                        2),
                entra(
                        "Public client flows not allowed",
                        "spo-password-not-allowed",
                        NOTHING,
                        7000218,
                        "entra-admin",
                        2),
                entra("App is public, yet sends a certificate", "spo-app-public", NOTHING, 700025, "you", 2),
                entra("App disabled by an administrator", "spo-app-disabled", NOTHING, 7000112, "entra-admin", 2),
                entra(
                        "Permission missing in the registration",
                        "spo-interactive-graph-only",
                        NOTHING,
                        650057,
                        "entra-admin",
                        2),
                entra(
                        "Service switched off or no licence",
                        CERTIFICATE,
                        refused(APP, 500014),
                        500014,
                        "entra-admin",
                        2),
                new Situation(
                        "Certificate expired",
                        "settings",
                        "spo-certificate-expired",
                        NOTHING,
                        "certificate.expired",
                        "you",
                        3),
                new Situation(
                        "Certificate not valid yet",
                        "settings",
                        "spo-certificate-not-yet-valid",
                        NOTHING,
                        "certificate.not-yet-valid",
                        "you",
                        3),
                new Situation(
                        "Certificate's password wrong",
                        "settings",
                        "spo-certificate-wrong-password",
                        NOTHING,
                        "certificate.password-wrong",
                        "you",
                        3),
                new Situation(
                        "File is no certificate",
                        "settings",
                        "spo-certificate-unreadable",
                        NOTHING,
                        "certificate.garbage",
                        "you",
                        3));
    }

    private static List<Situation> ofThePerson() {
        return List.of(
                entra("Nobody consented", "spo-password-no-consent", NOTHING, 65001, "entra-admin", 2),
                entra("Only an administrator can consent", PERSON, refused(DELEGATED, 90094), 90094, "entra-admin", 2),
                entra("Consent declined", PERSON, refused(DELEGATED, 65004), 65004, "you", 2),
                entra("Second factor needed", "spo-password-mfa", NOTHING, 50076, "you", 2),
                entra("Second factor not set up", "spo-password-mfa-setup", NOTHING, 50079, "you", 2),
                entra(
                        "Second factor became necessary",
                        PERSON,
                        sandbox -> sandbox.microsoft().mfa(OLIVIA, Mfa.REQUIRED),
                        50076,
                        "you",
                        2),
                entra("Conditional Access blocks the app", "spo-conditional-access", NOTHING, 53003, "entra-admin", 2),
                entra(
                        "Conditional Access blocks the person",
                        "spo-password-conditional-access",
                        NOTHING,
                        53003,
                        "entra-admin",
                        2),
                entra(
                        "Conditional Access: device not managed",
                        PERSON,
                        refused(DELEGATED, 53000),
                        53000,
                        "entra-admin",
                        2),
                entra(
                        "Person not assigned to the app",
                        "spo-interactive-not-assigned",
                        NOTHING,
                        50105,
                        "entra-admin",
                        2),
                entra("Account of another tenant", PERSON, refused(DELEGATED, 50020), 50020, "you", 2),
                entra("Account unknown", "spo-password-unknown", NOTHING, 50034, "you", 2),
                entra("Password wrong", "spo-password-wrong", NOTHING, 50126, "you", 2),
                entra("Password expired", "spo-password-expired", NOTHING, 50055, "you", 2),
                entra("Account locked", "spo-password-locked", NOTHING, 50053, "entra-admin", 2),
                entra("Account disabled", "spo-password-disabled", NOTHING, 50057, "entra-admin", 2),
                entra("Session expired by inactivity", KEPT, refused(DELEGATED, 700082), 700082, "you", 4),
                entra("Session ended by sign-in frequency", KEPT, refused(DELEGATED, 70043), 70043, "you", 4),
                entra("Session revoked", KEPT, sandbox -> sandbox.microsoft().revokeSessions(OLIVIA), 50173, "you", 4));
    }

    private static List<Situation> ofTheRequest() {
        return List.of(
                entra("Tenant unknown", "spo-unknown-tenant", NOTHING, 90002, "you", 2),
                entra(
                        "App of one tenant signs in without a tenant",
                        PERSON,
                        refused(DELEGATED, 50194),
                        50194,
                        "you",
                        2),
                entra("Same request again and again", PERSON, refused(DELEGATED, 50196), 50196, "you", 2),
                entra("SharePoint host not in this tenant", CERTIFICATE, refused(APP, 500011), 500011, "you", 2),
                entra("Tenant in another national cloud", CERTIFICATE, refused(APP, 90038), 90038, "you", 2),
                entra("App signs in across clouds", CERTIFICATE, refused(APP, 900432), 900432, "you", 2),
                entra("Entra has a fault of its own", CERTIFICATE, refused(APP, 90033), 90033, "network", 2),
                new Situation(
                        "Tenant of the connection is not the site's",
                        "settings",
                        "spo-other-tenant",
                        NOTHING,
                        "entra.tenant-mismatch",
                        "you",
                        3),
                new Situation(
                        "Too many requests to Entra",
                        "entra",
                        CERTIFICATE,
                        sandbox -> sandbox.faults().add(LOGIN, TOKEN, Integer.MAX_VALUE, Fault.tooManyRequests(null)),
                        "entra.throttled",
                        "network",
                        2));
    }

    private static List<Situation> ofTheSite() {
        return List.of(
                new Situation(
                        "App-only token got by a secret",
                        "sharepoint",
                        "spo-secret",
                        NOTHING,
                        "sharepoint.app-only-secret",
                        "you",
                        1),
                new Situation(
                        "Token for another service",
                        "sharepoint",
                        CERTIFICATE,
                        answered(HOST, API, 401, Map.of(), "{\"error_description\":\"Invalid issuer or signature.\"}"),
                        "sharepoint.wrong-audience",
                        "you",
                        2),
                new Situation(
                        "Borrowed client id of Microsoft's",
                        "sharepoint",
                        "spo-interactive-first-party",
                        NOTHING,
                        "sharepoint.first-party-client",
                        "you",
                        2),
                new Situation(
                        "Signed in, no access to the site",
                        "sharepoint",
                        "spo-interactive-no-access",
                        NOTHING,
                        "sharepoint.access-denied",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Sites.Selected without a grant",
                        "sharepoint",
                        "spo-certificate-no-grant",
                        NOTHING,
                        "sharepoint.site-grant-missing",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Sites.Selected, grant too small",
                        "sharepoint",
                        "spo-certificate-selected-write",
                        NOTHING,
                        "sharepoint.grant-insufficient",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "No administrator consented",
                        "sharepoint",
                        "spo-certificate-no-consent",
                        NOTHING,
                        "sharepoint.permission-missing",
                        "entra-admin",
                        2),
                new Situation(
                        "App may only read",
                        "sharepoint",
                        "spo-certificate-read",
                        NOTHING,
                        "sharepoint.permission-insufficient",
                        "entra-admin",
                        2),
                new Situation(
                        "Account may only read",
                        "sharepoint",
                        "spo-password-visitor",
                        NOTHING,
                        "sharepoint.rights-insufficient",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Site missing",
                        "sharepoint",
                        "spo-missing-site",
                        NOTHING,
                        "sharepoint.site-not-found",
                        "you",
                        2),
                new Situation(
                        "Site locked",
                        "sharepoint",
                        "spo-site-locked",
                        NOTHING,
                        "sharepoint.site-locked",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Site is read-only",
                        "sharepoint",
                        "spo-site-read-only",
                        NOTHING,
                        "sharepoint.site-locked",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Unmanaged device limited by SharePoint",
                        "sharepoint",
                        PERSON,
                        sandbox -> sandbox.microsoft().unmanagedDevices(false),
                        "sharepoint.device-policy",
                        "sharepoint-admin",
                        2),
                new Situation(
                        "Too many requests to SharePoint",
                        "sharepoint",
                        CERTIFICATE,
                        sandbox -> sandbox.microsoft().limit(0, Duration.ofMinutes(5)),
                        "sharepoint.throttled",
                        "network",
                        2),
                new Situation(
                        "Too many requests while the test runs",
                        "sharepoint",
                        CERTIFICATE,
                        sandbox -> sandbox.microsoft().limit(1, Duration.ofMinutes(5)),
                        "sharepoint.throttled",
                        "network",
                        1),
                new Situation(
                        "SharePoint is down",
                        "sharepoint",
                        CERTIFICATE,
                        sandbox -> sandbox.faults().add(HOST, API, Integer.MAX_VALUE, Fault.unavailable(null)),
                        "sharepoint.unavailable",
                        "network",
                        2),
                new Situation(
                        "Graph finds no licence",
                        "graph",
                        CERTIFICATE,
                        sandbox -> sandbox.microsoft().licensed(false),
                        "sharepoint.no-license",
                        "entra-admin",
                        1),
                new Situation(
                        "Graph refuses the site",
                        "graph",
                        CERTIFICATE,
                        answered(
                                "graph.microsoft.com",
                                "/v1.0/sites",
                                403,
                                Map.of(),
                                "{\"error\":{\"code\":\"accessDenied\",\"message\":\"Access denied\"}}"),
                        "sharepoint.graph-refused",
                        "entra-admin",
                        1));
    }

    private static List<Situation> ofTheWay() {
        return List.of(
                new Situation(
                        "Proxy's page in place of Entra",
                        "network",
                        CERTIFICATE,
                        sandbox -> sandbox.faults()
                                .add(
                                        LOGIN,
                                        TOKEN,
                                        Integer.MAX_VALUE,
                                        Fault.page("<html><head><title>Access Denied - Zscaler</title></head></html>")),
                        "answer.proxy-page",
                        "network",
                        2),
                new Situation(
                        "Connection to Entra dropped",
                        "network",
                        CERTIFICATE,
                        sandbox -> sandbox.faults().add(LOGIN, TOKEN, Integer.MAX_VALUE, new Fault.Reset()),
                        "network.reset",
                        "network",
                        2));
    }
}
