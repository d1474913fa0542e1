package org.drawbridge.sandbox.microsoft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.MicrosoftSwitches;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.sandbox.Visitor.Page;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of people's sign-ins have in common: a browser, and requests as an app without any library makes them. */
abstract class RunningSignIns extends RunningMicrosoft {

    static final String DELEGATED = "1c0ffee0-0021-4a00-8000-000000000021";
    static final String DELEGATED_MANAGE = "1c0ffee0-0022-4a00-8000-000000000022";
    static final String CONSENT_USER = "1c0ffee0-0025-4a00-8000-000000000025";
    static final String CONSENT_ADMIN = "1c0ffee0-0026-4a00-8000-000000000026";
    static final String NO_PUBLIC_FLOWS = "1c0ffee0-002a-4a00-8000-00000000002a";

    static final String OLIVIA = "olivia.owner@contoso.onmicrosoft.com";
    static final String SIMON = "simon.siteadmin@contoso.onmicrosoft.com";
    static final String MIA = "mia.member@contoso.onmicrosoft.com";
    static final String VICTOR = "victor.visitor@contoso.onmicrosoft.com";
    static final String NINA = "nina.noaccess@contoso.onmicrosoft.com";
    static final String TINA = "tina.totp@contoso.onmicrosoft.com";
    static final String NORA = "nora.nomfa@contoso.onmicrosoft.com";
    static final String ADELE = "adele.admin@contoso.onmicrosoft.com";
    static final String GRETA = "greta.guest@fabrikam.onmicrosoft.com";
    static final String FRANK = "frank.foreign@fabrikam.onmicrosoft.com";

    static final String REDIRECT = "http://localhost:1";
    static final String VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123456789";
    static final String SPO_DEFAULT = MicrosoftRig.SHAREPOINT + "/.default";
    static final String GRAPH_DEFAULT = MicrosoftRig.GRAPH + "/.default";
    static final String OPEN_ID = "openid profile offline_access ";

    Visitor visitor;

    @BeforeEach
    void openBrowser() throws IOException {
        visitor = sandbox.visitor();
    }

    @AfterEach
    void closeBrowser() {
        visitor.close();
    }

    static MicrosoftSwitches microsoft() {
        return sandbox.microsoft();
    }

    /** The address that an app opens, with PKCE; {@code more} overrides, a null value leaves a parameter out. */
    static String authorize(String clientId, String... more) {
        return authorizeAt(MicrosoftRig.LOGIN + MicrosoftRig.TENANT, clientId, more);
    }

    static String authorizeAt(String authority, String clientId, String... more) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", clientId);
        query.put("response_type", "code");
        query.put("redirect_uri", REDIRECT);
        query.put("response_mode", "query");
        query.put("scope", OPEN_ID + SPO_DEFAULT);
        query.put("state", "the-state");
        query.put("code_challenge", challenge(VERIFIER));
        query.put("code_challenge_method", "S256");
        put(query, more);
        return authority + "/oauth2/v2.0/authorize?" + encoded(query);
    }

    static void put(Map<String, String> fields, String... more) {
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1] == null) {
                fields.remove(more[i]);
            } else {
                fields.put(more[i], more[i + 1]);
            }
        }
    }

    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(each -> each.getKey() + '=' + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What the browser took to the app in its address. */
    static Map<String, String> returned(Page page) {
        assertEquals("localhost", page.uri().getHost(), page::text);
        return query(page.uri());
    }

    static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** A code for an app and SharePoint, by a sign-in in the browser. */
    String code(String clientId, String person) throws IOException {
        Map<String, String> returned = returned(visitor.signIn(authorize(clientId, "login_hint", person), person));
        if (!returned.containsKey("code")) {
            throw new AssertionError("no code: " + returned);
        }
        return returned.get("code");
    }

    /** Who an app's sign-in has led to. */
    static String upn(Page page) throws IOException {
        return MicrosoftRig.claims(accessToken(redeem(DELEGATED, returned(page).get("code"))))
                .getString("upn");
    }

    static String password(String person) throws IOException {
        return sandbox.secret(person.substring(0, person.indexOf('@')) + ".password");
    }

    static Answer redeem(String clientId, String code, String... more) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", clientId);
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("code_verifier", VERIFIER);
        form.put("scope", OPEN_ID + SPO_DEFAULT);
        form.put("client_info", "1");
        put(form, more);
        return rig.token(form);
    }

    static Answer refresh(String clientId, String refreshToken, String... more) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", clientId);
        form.put("refresh_token", refreshToken);
        form.put("scope", OPEN_ID + SPO_DEFAULT);
        form.put("client_info", "1");
        put(form, more);
        return rig.token(form);
    }

    static Answer password(String clientId, String person, String... more) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "password");
        form.put("client_id", clientId);
        form.put("username", person);
        form.put("password", password(person));
        form.put("scope", OPEN_ID + SPO_DEFAULT);
        form.put("client_info", "1");
        put(form, more);
        return rig.token(form);
    }

    static String accessToken(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        return answer.json().getString("access_token");
    }

    static void assertError(String error, int code, Answer answer) {
        assertEquals(error, answer.json().getString("error", "-"), answer.body());
        assertEquals(code, answer.code(), answer.body());
    }
}
