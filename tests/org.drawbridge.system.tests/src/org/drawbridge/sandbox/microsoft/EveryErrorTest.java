package org.drawbridge.sandbox.microsoft;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.sandbox.Visitor.Page;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each error can be had on demand, in a person's sign-in, at the place where Entra gives it. */
class EveryErrorTest extends RunningSignIns {

    @AfterEach
    void acceptApp() {
        microsoft().accept(DELEGATED);
    }

    /** The places that give the error: page, back, code, refresh, device, password. */
    private Set<String> places(int code) throws IOException {
        microsoft().accept(DELEGATED);
        String authorizationCode = code(DELEGATED, OLIVIA);
        String refreshToken = password(DELEGATED, OLIVIA).json().getString("refresh_token");
        Map<String, String> device = new LinkedHashMap<>();
        device.put("grant_type", "device_code");
        device.put("client_id", DELEGATED);
        Answer begun = rig.send(
                "POST",
                MicrosoftRig.LOGIN + MicrosoftRig.TENANT + "/oauth2/v2.0/devicecode",
                encoded(Map.of("client_id", DELEGATED, "scope", SPO_DEFAULT)));
        device.put("device_code", begun.json().getString("device_code"));
        microsoft().approveDeviceCode(begun.json().getString("user_code"), OLIVIA);
        microsoft().refuse(DELEGATED, code);
        Set<String> places = new TreeSet<>();
        try (Visitor anew = sandbox.visitor()) {
            Page page = anew.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA);
            if (!page.uri().getHost().equals("localhost")) {
                assertTrue(page.text().contains("AADSTS" + code + ": "), page::text);
                places.add("page");
            } else if (returned(page).containsKey("error")) {
                assertTrue(returned(page).get("error_description").startsWith("AADSTS" + code + ": "));
                places.add("back");
            }
        }
        Map<String, Answer> answers = Map.of(
                "code", redeem(DELEGATED, authorizationCode),
                "refresh", refresh(DELEGATED, refreshToken),
                "device", rig.token(device),
                "password", password(DELEGATED, OLIVIA));
        answers.forEach((place, answer) -> {
            if (answer.status() != 200) {
                assertEquals(code, answer.code(), answer.body());
                places.add(place);
            }
        });
        return places;
    }

    @Test
    void eachErrorOfTheReferenceCanBeHad() throws IOException {
        List<Integer> table = List.of(
                7000215, 7000222, 700027, 65001, 90094, 65004, 50076, 50079, 53003, 700016, 90002, 50011, 500113,
                7000218, 700025, 50105, 50020, 50034, 50194, 50196, 500011, 650057, 700082, 70043, 50173, 90038, 900432,
                54005, 501481, 700022, 70016, 70018, 70019, 28000, 70011, 530036);
        assertTrue(microsoft().errors().containsAll(table));
        List<String> nowhere = new ArrayList<>();
        for (int code : microsoft().errors()) {
            if (places(code).isEmpty()) {
                nowhere.add("AADSTS" + code);
            }
        }
        assertEquals(List.of(), nowhere);
    }

    @Test
    void errorsComeWhereEntraGivesThem() {
        assertAll(
                () -> assertEquals(Set.of("refresh"), places(700082)),
                () -> assertEquals(Set.of("refresh"), places(70043)),
                () -> assertEquals(Set.of("refresh"), places(50173)),
                () -> assertEquals(Set.of("code"), places(54005)),
                () -> assertEquals(Set.of("code"), places(501481)),
                () -> assertEquals(Set.of("code"), places(70008)),
                () -> assertEquals(Set.of("device"), places(70019)),
                () -> assertEquals(Set.of("device"), places(70016)),
                () -> assertEquals(Set.of("device"), places(530036)),
                () -> assertEquals(Set.of("refresh", "password"), places(50076)),
                () -> assertEquals(Set.of("password"), places(50126)),
                () -> assertEquals(Set.of("code", "refresh", "device", "password"), places(7000218)),
                () -> assertEquals(Set.of("code", "refresh", "device", "password"), places(65001)),
                () -> assertEquals(Set.of("back", "code", "refresh", "device", "password"), places(53003)),
                () -> assertEquals(Set.of("page", "code", "refresh", "device", "password"), places(700016)),
                () -> assertEquals(Set.of("page", "code", "refresh", "device", "password"), places(50011)));
    }
}
