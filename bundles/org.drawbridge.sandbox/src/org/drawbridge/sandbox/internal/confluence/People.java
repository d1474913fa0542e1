package org.drawbridge.sandbox.internal.confluence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.drawbridge.sandbox.internal.Workspace;
import org.drawbridge.sandbox.internal.entra.Totp;

/** The people whom every simulated Confluence knows, and their passwords of this run. */
final class People {

    private final List<Person> all = List.of(
            person(
                    "aadmin",
                    "Anna Admin",
                    "4028e4a18b",
                    "5b10a2844c20165700ede21g",
                    true,
                    true,
                    Person.ADMINISTRATORS,
                    Person.USERS),
            person(
                    "sspace",
                    "Sam Space",
                    "4028e4a18c",
                    "5b10a2844c20165700ede22h",
                    true,
                    true,
                    Person.USERS,
                    "eng-team"),
            person("uuser", "Uma User", "4028e4a18d", "5b10a2844c20165700ede23i", true, true, Person.USERS, "eng-team"),
            person("rreader", "Rita Reader", "4028e4a18e", "5b10a2844c20165700ede24j", true, false, Person.USERS),
            person("nolicence", "Nora Nolicence", "4028e4a18f", "5b10a2844c20165700ede25k", false, true, "guests"));
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private final Map<String, String> totpSecrets = new LinkedHashMap<>();

    People() {
        all.forEach(person -> {
            passwords.put(person.name(), Workspace.random(14));
            totpSecrets.put(person.name(), Totp.newSecret());
        });
    }

    private static Person person(
            String name,
            String displayName,
            String key,
            String accountId,
            boolean mayUse,
            boolean showsEmail,
            String... groups) {
        String email = displayName.toLowerCase(Locale.ROOT).replace(' ', '.') + "@acme.test";
        return new Person(name, displayName, email, key, accountId, Set.of(groups), mayUse, showsEmail);
    }

    List<Person> all() {
        return all;
    }

    Person get(String name) {
        return find(name).orElseThrow();
    }

    /** By user name; case does not matter, as in Confluence. */
    Optional<Person> find(String name) {
        return all.stream()
                .filter(person -> person.name().equalsIgnoreCase(name))
                .findFirst();
    }

    Optional<Person> byKey(String key) {
        return all.stream().filter(person -> person.key().equals(key)).findFirst();
    }

    Optional<Person> byAccountId(String accountId) {
        return all.stream()
                .filter(person -> person.accountId().equals(accountId))
                .findFirst();
    }

    String password(Person person) {
        return passwords.get(person.name());
    }

    /** What an authenticator app would know, in base 32. */
    String totpSecret(Person person) {
        return totpSecrets.get(person.name());
    }

    boolean passwordIs(Person person, String given) {
        return MessageDigest.isEqual(
                passwords.get(person.name()).getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** All groups, in alphabetical order. */
    Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        all.forEach(person -> groups.addAll(person.groups()));
        return groups;
    }
}
