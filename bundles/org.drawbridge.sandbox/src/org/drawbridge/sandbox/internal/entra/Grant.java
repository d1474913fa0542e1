package org.drawbridge.sandbox.internal.entra;

import jakarta.json.JsonObject;
import java.util.Map;

/** One grant type of the token endpoint. */
interface Grant {

    /** A request for a token of a known app in a known tenant. */
    record Request(Tenant tenant, App app, Map<String, String> form, String loginHost) {}

    /** The body of the answer. */
    JsonObject redeem(Request request) throws Refused;
}
