package org.drawbridge.sandbox.internal.confluence;

import java.util.Optional;

/** Whom a right is granted to. */
sealed interface Subject {

    record Everybody() implements Subject {}

    record Group(String name) implements Subject {}

    record User(Person person) implements Subject {}

    /** Whether somebody is meant; people without an account are meant by {@link Everybody} only. */
    default boolean includes(Optional<Person> who) {
        return switch (this) {
            case Everybody() -> true;
            case Group(String name) ->
                who.map(person -> person.groups().contains(name)).orElse(false);
            case User(Person person) -> who.map(person::equals).orElse(false);
        };
    }
}
