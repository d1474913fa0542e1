package org.drawbridge.sandbox.internal.entra;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.entra.EntraError.Stage;
import org.drawbridge.sandbox.internal.entra.Scopes.Wanted;
import org.drawbridge.sandbox.internal.entra.Tokens.Proof;

/** The grants of apps that act for somebody: code, refresh token, device code, user name and password. */
final class UserGrants {

    private final Directory directory;
    private final Codes codes;
    private final DeviceCodes deviceCodes;
    private final UserTokens tokens;
    private final ClientProof clients;
    private final Rules rules;
    private final EntraSwitches switches;
    private final Clock clock;

    UserGrants(
            Directory directory,
            Codes codes,
            DeviceCodes deviceCodes,
            UserTokens tokens,
            ClientProof clients,
            Rules rules,
            EntraSwitches switches,
            Clock clock) {
        this.directory = directory;
        this.codes = codes;
        this.deviceCodes = deviceCodes;
        this.tokens = tokens;
        this.clients = clients;
        this.rules = rules;
        this.switches = switches;
        this.clock = clock;
    }

    /** By the names of the grants. */
    Map<String, Grant> all() {
        return Map.of(
                "authorization_code", this::code,
                "refresh_token", this::refresh,
                // MSAL4J's name for it, and that of RFC 8628.
                "device_code", this::device,
                "urn:ietf:params:oauth:grant-type:device_code", this::device,
                "password", this::password);
    }

    private JsonObject code(Grant.Request request) throws Refused {
        Codes.Code code = codes.find(parameter(request, "code"), request.app());
        String redirect = parameter(request, "redirect_uri");
        Proof proof = clients.check(
                request.app(), request.form(), request.loginHost(), code.reply().publicClient());
        if (!redirect.equals(code.redirect())) {
            throw new Refused(EntraError.REPLY_ADDRESS_CHANGED).with("given", code.redirect());
        }
        if (!code.verifiedBy(request.form().getOrDefault("code_verifier", ""))) {
            throw new Refused(EntraError.CODE_VERIFIER);
        }
        Scopes asked = asked(request, code.scopes());
        // The request for a code may name several resources, of which a token is for the first.
        Wanted wanted = request.form().getOrDefault("scope", "").isBlank()
                        && !asked.wanted().isEmpty()
                ? asked.wanted().getFirst()
                : asked.single(EntraError.CODE_SEVERAL_RESOURCES);
        check(code.who(), request, Stage.CODE);
        Set<String> openId = new LinkedHashSet<>(code.scopes().openId());
        openId.addAll(asked.openId());
        JsonObject answer = tokens.answer(
                code.who(),
                request.app(),
                proof,
                new Scopes(openId, asked.wanted()),
                wanted,
                code.nonce(),
                request.form());
        Codes.use(code);
        return answer;
    }

    private JsonObject refresh(Grant.Request request) throws Refused {
        UserTokens.Refresh refresh = tokens.redeem(parameter(request, "refresh_token"), request.app());
        Proof proof = clients.check(request.app(), request.form(), request.loginHost(), refresh.proof() == Proof.NONE);
        Scopes asked = asked(request, new Scopes(Set.of(), List.of()));
        Wanted wanted = asked.single(EntraError.SCOPE_SEVERAL_RESOURCES);
        SignedIn who = refresh.who();
        check(who, request, Stage.REFRESH);
        rules.checkSecondFactor(who, wanted.api().appId());
        if (UserTokens.asksForSecondFactor(request.form()) && !who.mfa()) {
            throw new Refused(EntraError.MFA_REQUIRED)
                    .with("resource", wanted.api().appId());
        }
        Set<String> openId = new LinkedHashSet<>(asked.openId());
        openId.add("offline_access");
        return tokens.answer(who, request.app(), proof, new Scopes(openId, asked.wanted()), wanted, "", request.form());
    }

    private JsonObject device(Grant.Request request) throws Refused {
        App app = request.app();
        // MSAL4J and RFC 8628 name it so; the v1 endpoint, "code".
        String deviceCode =
                request.form().getOrDefault("device_code", request.form().getOrDefault("code", ""));
        if (deviceCode.isEmpty()) {
            throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", "device_code");
        }
        Proof proof = clients.check(app, request.form(), request.loginHost(), app.publicClient());
        Optional<EntraError> refusal = app.refusal(Stage.DEVICE).filter(EntraError::atPolling);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get());
        }
        if (switches.takeSlowDown()) {
            throw new Refused(EntraError.DEVICE_SLOW_DOWN);
        }
        DeviceCodes.Device device = deviceCodes.poll(deviceCode, app);
        Scopes asked = device.scopes();
        SignedIn who = device.who();
        check(who, request, Stage.DEVICE);
        Wanted wanted = asked.single(EntraError.SCOPE_SEVERAL_RESOURCES);
        JsonObject answer = tokens.answer(who, app, proof, asked, wanted, "", request.form());
        deviceCodes.use(device);
        return answer;
    }

    private JsonObject password(Grant.Request request) throws Refused {
        App app = request.app();
        String user = parameter(request, "username");
        String password = parameter(request, "password");
        Scopes asked = asked(request, new Scopes(Set.of(), List.of()));
        Proof proof = clients.check(app, request.form(), request.loginHost(), app.publicClient());
        // Guests and federated people have no password here.
        Account account = directory
                .account(user)
                .filter(each -> !each.federated() && each.home().tenant().equals(request.tenant()))
                .orElseThrow(() -> new Refused(EntraError.ACCOUNT_UNKNOWN)
                        .with("tenant", request.tenant().id()));
        account.check(password, clock);
        SignedIn who = SignedIn.now(account, clock.instant(), false);
        check(who, request, Stage.PASSWORD);
        Wanted wanted = asked.single(EntraError.SCOPE_SEVERAL_RESOURCES);
        rules.checkSecondFactor(who, wanted.api().appId());
        return tokens.answer(who, app, proof, asked, wanted, "", request.form());
    }

    private void check(SignedIn who, Grant.Request request, Stage stage) throws Refused {
        if (!who.current()) {
            throw new Refused(EntraError.SESSION_REVOKED);
        }
        rules.check(who, request.app(), stage);
    }

    private static Scopes asked(Grant.Request request, Scopes otherwise) throws Refused {
        String scope = request.form().getOrDefault("scope", "");
        return scope.isBlank() ? otherwise : Scopes.parse(request.tenant(), request.app(), scope);
    }

    private static String parameter(Grant.Request request, String name) throws Refused {
        String value = request.form().getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", name);
        }
        return value;
    }
}
