package org.drawbridge.sandbox.internal.entra;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.drawbridge.sandbox.internal.Call;

/** What somebody signs in for in a browser, and how it ends. */
interface Goal {

    App app();

    EntraError.Stage stage();

    /** Whether to ask "Are you trying to sign in to …?" first. */
    default boolean confirm() {
        return false;
    }

    /** What the person has to consent to; nothing if there is nothing to ask. */
    Map<Api, Set<String>> toConsent(Person person) throws Refused;

    /** Whether only administrators may consent here, and then for everybody. */
    default boolean forAdmins() {
        return false;
    }

    /** All done. */
    void reached(Call call, SignedIn who) throws IOException;

    /** It ends with an error that the app hears of. */
    void refused(Call call, Incident incident, Refused why) throws IOException;
}
