package org.drawbridge.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One sign-in to one target. Holds no secret, ever: secrets are looked up by {@link #id()} in a secret store.
 *
 * @param id stable key, {@link #ID_PATTERN}
 * @param name what the user calls it
 * @param method id of the sign-in method, such as {@code confluence.token}
 * @param settings the method's settings by field key, in the order they were given; empty values are dropped
 */
public record Connection(String id, String name, Target target, String method, Map<String, String> settings) {

    /** What an id may look like: it becomes part of file names, command lines and store keys. */
    public static final Pattern ID_PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Connection {
        if (!ID_PATTERN.matcher(id).matches()) {
            throw new IllegalArgumentException("not a connection id: " + id);
        }
        name = name == null || name.isBlank() ? id : name.strip();
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(method, "method");
        Map<String, String> kept = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (value != null && !value.isBlank()) {
                kept.put(key, value);
            }
        });
        settings = java.util.Collections.unmodifiableMap(kept);
    }

    /** A setting, or empty if it is absent or blank. */
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    public String setting(String key, String fallback) {
        return settings.getOrDefault(key, fallback);
    }

    /** True if the setting is {@code true}; anything else is false. */
    public boolean flag(String key) {
        return Boolean.parseBoolean(settings.get(key));
    }

    public Connection withSettings(Map<String, String> changed) {
        return new Connection(id, name, target, method, changed);
    }
}
