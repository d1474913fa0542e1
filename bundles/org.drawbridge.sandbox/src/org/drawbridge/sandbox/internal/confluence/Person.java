package org.drawbridge.sandbox.internal.confluence;

import java.util.Set;

/**
 * Somebody with an account.
 *
 * @param key the user key of Server and Data Center
 * @param accountId the account id of Cloud
 * @param mayUse whether the account may use Confluence at all (has a licence)
 * @param showsEmail whether the profile's privacy settings let others see the address
 */
record Person(
        String name,
        String displayName,
        String email,
        String key,
        String accountId,
        Set<String> groups,
        boolean mayUse,
        boolean showsEmail) {

    static final String ADMINISTRATORS = "confluence-administrators";
    static final String USERS = "confluence-users";

    Person {
        groups = Set.copyOf(groups);
    }

    boolean administrator() {
        return groups.contains(ADMINISTRATORS);
    }
}
