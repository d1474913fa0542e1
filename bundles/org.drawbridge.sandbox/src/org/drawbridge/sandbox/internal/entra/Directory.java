package org.drawbridge.sandbox.internal.entra;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sandbox's tenants with their apps and people. Thread-safe. */
public final class Directory {

    private final List<Tenant> tenants = new CopyOnWriteArrayList<>();
    private final List<App> apps = new CopyOnWriteArrayList<>();
    private final List<Person> people = new CopyOnWriteArrayList<>();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();

    Tenant addTenant(Tenant tenant) {
        tenants.add(tenant);
        return tenant;
    }

    App register(Tenant tenant, String clientId, String name) {
        App app = new App(tenant, clientId, name);
        apps.add(app);
        return app;
    }

    /** Makes somebody who is known in that tenant. */
    Person addPerson(Tenant tenant, String upn, String displayName) {
        String id = UUID.nameUUIDFromBytes((tenant.id() + upn).getBytes(StandardCharsets.UTF_8))
                .toString();
        Person person = new Person(tenant, upn, displayName, id);
        people.add(person);
        return person;
    }

    Account addAccount(Account account) {
        accounts.add(account);
        return account;
    }

    /** The tenant of a GUID or a domain. */
    public Optional<Tenant> tenant(String idOrDomain) {
        return tenants.stream().filter(tenant -> tenant.answersTo(idOrDomain)).findFirst();
    }

    /** The tenant that a SharePoint host belongs to, {@code -my} and {@code -admin} hosts included. */
    public Optional<Tenant> ofSharePointHost(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return tenants.stream()
                .filter(tenant -> tenant.ownsSharePointHost(lower))
                .findFirst();
    }

    public List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /** An app by its client id; apps are known in their own tenant only. */
    public Optional<App> app(Tenant tenant, String clientId) {
        return apps.stream()
                .filter(app -> app.tenant().equals(tenant) && app.clientId().equalsIgnoreCase(clientId))
                .findFirst();
    }

    /** An app of any tenant. */
    Optional<App> app(String clientId) {
        return apps.stream()
                .filter(app -> app.clientId().equalsIgnoreCase(clientId))
                .findFirst();
    }

    public List<Person> people(Tenant tenant) {
        return people.stream().filter(person -> person.tenant().equals(tenant)).toList();
    }

    /** The account with that sign-in name, wherever it is at home. */
    Optional<Account> account(String signInName) {
        return accounts.stream()
                .filter(account -> account.signInName().equalsIgnoreCase(signInName.strip()))
                .findFirst();
    }

    /** Whether Entra leaves the passwords of a domain to another system. */
    boolean federated(String domain) {
        return accounts.stream()
                .filter(Account::federated)
                .anyMatch(
                        account -> account.signInName().toLowerCase(Locale.ROOT).endsWith('@' + domain));
    }
}
