package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.entra.EntraError.Stage;

/** Where an administrator consents for everybody (reference: entra-sharepoint §E, Admin consent). Answers by query. */
final class AdminConsent {

    private final SignIns signIns;

    AdminConsent(SignIns signIns) {
        this.signIns = signIns;
    }

    void handle(Call call, Incident incident, App app, Map<String, String> request) throws IOException, Refused {
        Map<String, String> byQuery = new LinkedHashMap<>(request);
        byQuery.remove("response_mode");
        Authorize.Return back = Authorize.Return.of(app, byQuery);
        signIns.begin(
                call,
                incident,
                new Approval(app, back, request.getOrDefault("scope", "")),
                new SignIns.Wish("select_account", request.getOrDefault("login_hint", ""), ""));
    }

    private record Approval(App app, Authorize.Return back, String scope) implements Goal {

        @Override
        public Stage stage() {
            return Stage.AUTHORIZE;
        }

        @Override
        public boolean forAdmins() {
            return true;
        }

        @Override
        public Map<Api, Set<String>> toConsent(Person person) {
            return app.registration();
        }

        @Override
        public void reached(Call call, SignedIn who) throws IOException {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("admin_consent", "True");
            answer.put("tenant", app.tenant().id());
            if (!scope.isEmpty()) {
                answer.put("scope", scope);
            }
            back.send(call, answer);
        }

        @Override
        public void refused(Call call, Incident incident, Refused why) throws IOException {
            Map<String, String> answer = new LinkedHashMap<>();
            answer.put("error", why.error().error());
            answer.put("error_description", incident.description(why));
            answer.put("tenant", app.tenant().id());
            answer.put("admin_consent", "True");
            back.send(call, answer);
        }
    }
}
