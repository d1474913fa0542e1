package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.entra.EntraError.Stage;

/** Sign-in by device code: the code for the device, and the page on which its user types the other one. */
final class DeviceLogin {

    private final DeviceCodes codes;
    private final SignIns signIns;
    private final EntraSwitches switches;

    DeviceLogin(DeviceCodes codes, SignIns signIns, EntraSwitches switches) {
        this.codes = codes;
        this.signIns = signIns;
        this.switches = switches;
    }

    /** The answer to a device (reference: entra-sharepoint §B, devicecode). */
    JsonObject issue(App app, Map<String, String> form) throws Refused {
        String scope = form.getOrDefault("scope", "");
        if (scope.isBlank()) {
            throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", "scope");
        }
        DeviceCodes.Device device = codes.issue(app, Scopes.parse(app.tenant(), app, scope));
        String address = app.tenant().cloud().deviceLogin();
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("user_code", device.userCode())
                .add("device_code", device.deviceCode())
                .add("verification_uri", address)
                .add("expires_in", switches.deviceCodeLifetime().toSeconds());
        switches.deviceCodeInterval().ifPresent(seconds -> answer.add("interval", seconds));
        if (switches.deviceCodeMessage()) {
            answer.add(
                    "message",
                    "To sign in, use a web browser to open the page " + address + " and enter the code "
                            + device.userCode() + " to authenticate.");
        }
        return answer.build();
    }

    /** The page for the code: shown, or sent in. */
    void page(Call call, Incident incident) throws IOException {
        SignInPages pages = new SignInPages("");
        String code = call.method().equals("POST") ? call.form().getOrDefault("otc", "") : "";
        if (code.isBlank()) {
            pages.deviceCode(call, incident, null);
            return;
        }
        Optional<DeviceCodes.Device> device = codes.waiting(code);
        if (device.isEmpty()) {
            pages.deviceCode(call, incident, EntraError.DEVICE_CODE_UNKNOWN);
        } else {
            signIns.begin(call, incident, new Approval(device.get()), SignIns.Wish.NONE);
        }
    }

    /** Signing in for a device. */
    private record Approval(DeviceCodes.Device device) implements Goal {

        @Override
        public App app() {
            return device.app();
        }

        @Override
        public Stage stage() {
            return Stage.DEVICE;
        }

        @Override
        public boolean confirm() {
            return true;
        }

        @Override
        public Map<Api, Set<String>> toConsent(Person person) {
            return Rules.missing(device.scopes(), device.app(), person);
        }

        @Override
        public void reached(Call call, SignedIn who) throws IOException {
            device.approve(who);
            SignInPages.message(
                    call,
                    "You have signed in",
                    "You have signed in to the " + device.app().name()
                            + " application on your device. You may now close this window.");
        }

        @Override
        public void refused(Call call, Incident incident, Refused why) throws IOException {
            if (why.error() == EntraError.CONSENT_DECLINED) {
                device.refuse(new Refused(EntraError.DEVICE_DECLINED));
                SignInPages.message(
                        call,
                        "You have not signed in",
                        "You declined to sign in to the " + device.app().name()
                                + " application on your device. You may now close this window.");
            } else {
                device.refuse(why);
                new SignInPages("").trouble(call, incident, why);
            }
        }
    }
}
