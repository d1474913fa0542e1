package org.drawbridge.ui.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.ConnectionTransfer.Identity;
import org.drawbridge.platform.ConnectionTransfer.Incoming;
import org.drawbridge.ui.internal.look.Ui;

/** What is to become of each connection of a file; nothing is stored by it. Used by one thread at a time. */
public final class ImportPlan {

    public enum Choice {
        ADD,
        RENAME,
        REPLACE,
        SKIP;

        public String label() {
            return Ui.text("import.choice." + name().toLowerCase(java.util.Locale.ROOT));
        }

        /** The one of that label. */
        public static Choice of(String label) {
            return Stream.of(values())
                    .filter(choice -> choice.label().equals(label))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** One connection of the file. */
    public static final class Row {
        private final ConnectionEntry entry;
        private final Connection clash;
        private Choice choice;
        private String name;

        private Row(ConnectionEntry entry, ConnectionEntry clash, String name) {
            this.entry = entry;
            this.clash = clash == null ? null : clash.connection();
            this.name = name;
            choice = clash == null ? Choice.ADD : clash.equals(entry) ? Choice.SKIP : Choice.RENAME;
        }

        /** As it is in the file. */
        public Connection connection() {
            return entry.connection();
        }

        /** The stored connection that has its id or its name. */
        public Optional<Connection> clash() {
            return Optional.ofNullable(clash);
        }

        public List<Choice> choices() {
            return clash == null
                    ? List.of(Choice.ADD, Choice.SKIP)
                    : List.of(Choice.RENAME, Choice.REPLACE, Choice.SKIP);
        }

        public Choice choice() {
            return choice;
        }

        public void choose(Choice chosen) {
            choice = chosen;
        }

        /** What it is to be called if it is renamed. */
        public String name() {
            return name;
        }

        public void rename(String typed) {
            name = typed.strip();
        }
    }

    private final Incoming incoming;
    private final List<ConnectionEntry> stored;
    private final List<Row> rows = new ArrayList<>();

    /** @param stored the connections that are there already */
    public ImportPlan(Incoming incoming, List<ConnectionEntry> stored) {
        this.incoming = incoming;
        this.stored = List.copyOf(stored);
        Set<String> names = new HashSet<>();
        stored.forEach(entry -> names.add(key(entry.connection().name())));
        for (ConnectionEntry entry : incoming.entries()) {
            String free = entry.connection().name();
            for (int i = 2; names.contains(key(free)); i++) {
                free = entry.connection().name() + " " + i;
            }
            names.add(key(free));
            rows.add(new Row(entry, clash(entry.connection()).orElse(null), free));
        }
    }

    private static String key(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private Optional<ConnectionEntry> clash(Connection wanted) {
        Optional<ConnectionEntry> sameId = stored.stream()
                .filter(entry -> entry.connection().id().equals(wanted.id()))
                .findFirst();
        return sameId.isPresent()
                ? sameId
                : stored.stream()
                        .filter(entry -> key(entry.connection().name()).equals(key(wanted.name())))
                        .findFirst();
    }

    public Incoming incoming() {
        return incoming;
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** What is wrong with the choice for a connection. */
    public Optional<String> complaint(Row row) {
        if (row.choice == Choice.RENAME && row.name.isBlank()) {
            return Optional.of(Ui.text("import.name.missing"));
        }
        if (row.choice == Choice.RENAME
                && stored.stream()
                        .anyMatch(entry -> key(entry.connection().name()).equals(key(row.name)))) {
            return Optional.of(Ui.text("import.name.taken", row.name));
        }
        boolean twice = row.choice == Choice.REPLACE
                && rows.stream()
                        .anyMatch(other ->
                                other != row && other.choice == Choice.REPLACE && other.clash.equals(row.clash));
        return twice ? Optional.of(Ui.text("import.replaced-twice", row.clash.name())) : Optional.empty();
    }

    /** Whether it can be carried out, and there is anything to do. */
    public boolean ready() {
        return rows.stream().anyMatch(row -> row.choice != Choice.SKIP)
                && rows.stream().allMatch(row -> complaint(row).isEmpty());
    }

    /** Whether a connection that is to be imported has a secret in the file. */
    public boolean bringsSecrets() {
        return rows.stream()
                .anyMatch(row -> row.choice != Choice.SKIP
                        && incoming.secrets().containsKey(row.connection().id()));
    }

    /** What is to be imported, under the names that were chosen. */
    public Incoming result() {
        Set<String> taken = new HashSet<>();
        stored.forEach(entry -> taken.add(entry.connection().id()));
        rows.stream()
                .filter(row -> row.choice == Choice.ADD)
                .forEach(row -> taken.add(row.connection().id()));
        Map<String, Identity> wanted = new LinkedHashMap<>();
        for (Row row : rows) {
            Connection connection = row.connection();
            switch (row.choice) {
                case ADD -> wanted.put(connection.id(), new Identity(connection.id(), connection.name()));
                case REPLACE -> wanted.put(connection.id(), new Identity(row.clash.id(), connection.name()));
                case RENAME -> {
                    String id = Connections.newId(row.name, taken);
                    taken.add(id);
                    wanted.put(connection.id(), new Identity(id, row.name));
                }
                case SKIP -> {
                    // stays in the file
                }
            }
        }
        return incoming.as(new HashMap<>(wanted));
    }
}
