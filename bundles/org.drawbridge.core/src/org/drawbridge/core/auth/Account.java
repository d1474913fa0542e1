package org.drawbridge.core.auth;

import java.util.Objects;

/**
 * Who a session acts as.
 *
 * @param name the account's login name or id: a Confluence user name or account id, a user principal name, or the
 *     client id of an app
 * @param displayName what people read
 */
public record Account(String name, String displayName, boolean anonymous) {

    public static final Account ANONYMOUS = new Account("anonymous", "Anonymous", true);

    public Account {
        Objects.requireNonNull(name, "name");
        displayName = displayName == null || displayName.isBlank() ? name : displayName;
    }

    public static Account of(String name, String displayName) {
        return new Account(name, displayName, false);
    }
}
