package org.drawbridge.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The user's settings, as kept in {@code settings.json} of the data folder: what differs from the defaults, by key of
 * the {@link Preferences}. Immutable; never a secret.
 */
public record Settings(Map<String, String> values) {

    public Settings {
        values = Map.copyOf(values);
    }

    public static Settings defaults() {
        return new Settings(Map.of());
    }

    /** The value that is set; empty where the default counts. */
    public Optional<String> set(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The value that counts: what is set, else the default. */
    public String value(String key) {
        return set(key).orElseGet(() -> preference(key).fallback());
    }

    private static Preference preference(String key) {
        return Preferences.find(key).orElseThrow(() -> new IllegalArgumentException("no setting: " + key));
    }

    /** With another value; nothing, or the default, takes the setting back. See {@link Preference#complaint}. */
    public Settings with(String key, String value) {
        Preference preference = preference(key);
        if (preference.secret()) {
            throw new IllegalArgumentException("a secret is no setting: " + key);
        }
        String kept = preference.list() ? preference.joined(preference.values(value)) : value.strip();
        Map<String, String> changed = new TreeMap<>(values);
        if (kept.isEmpty() || kept.equals(preference.fallback())) {
            changed.remove(key);
        } else {
            changed.put(key, kept);
        }
        return new Settings(changed);
    }

    /** With the default. */
    public Settings without(String key) {
        return with(key, "");
    }

    /** What is not as it is by default, in the order of the pages. */
    public List<Preference> differing() {
        return Preferences.all().stream()
                .filter(preference -> values.containsKey(preference.key()))
                .toList();
    }

    private List<String> list(String key) {
        return preference(key).values(value(key));
    }

    private int number(String key) {
        return Integer.parseInt(value(key));
    }

    private Duration seconds(String key) {
        return Duration.ofSeconds(number(key));
    }

    public Network network() {
        return new Network(
                set(Preferences.PROXY),
                list(Preferences.NO_PROXY),
                list(Preferences.AUTHORITIES).stream().map(Path::of).toList(),
                seconds(Preferences.CONNECT_TIMEOUT),
                seconds(Preferences.RESPONSE_TIMEOUT),
                set(Preferences.USER_AGENT),
                number(Preferences.RETRIES),
                seconds(Preferences.LONGEST_WAIT));
    }

    public Settings withNetwork(Network changed) {
        return with(Preferences.PROXY, changed.proxy().orElse(""))
                .with(Preferences.NO_PROXY, String.join(", ", changed.noProxy()))
                .with(
                        Preferences.AUTHORITIES,
                        String.join(
                                "\n",
                                changed.authorities().stream()
                                        .map(Path::toString)
                                        .toList()))
                .with(
                        Preferences.CONNECT_TIMEOUT,
                        String.valueOf(changed.connectTimeout().toSeconds()))
                .with(
                        Preferences.RESPONSE_TIMEOUT,
                        String.valueOf(changed.responseTimeout().toSeconds()))
                .with(Preferences.USER_AGENT, changed.userAgent().orElse(""))
                .with(Preferences.RETRIES, String.valueOf(changed.retries()))
                .with(
                        Preferences.LONGEST_WAIT,
                        String.valueOf(changed.longestWait().toSeconds()));
    }

    /**
     * The page of that name, with types.
     *
     * @param proxy such as {@code http://user@proxy.acme.example:3128}; empty for that of the environment
     * @param noProxy hosts that are reached directly although a proxy is set here
     * @param authorities PEM files with CAs that are trusted besides the system's
     * @param userAgent empty for the product's own
     * @param retries how often a throttled answer is tried again
     * @param longestWait the longest single wait that a service may ask for
     */
    public record Network(
            Optional<String> proxy,
            List<String> noProxy,
            List<Path> authorities,
            Duration connectTimeout,
            Duration responseTimeout,
            Optional<String> userAgent,
            int retries,
            Duration longestWait) {

        public Network {
            noProxy = List.copyOf(noProxy);
            authorities = List.copyOf(authorities);
            Objects.requireNonNull(connectTimeout, "connectTimeout");
            Objects.requireNonNull(responseTimeout, "responseTimeout");
            Objects.requireNonNull(longestWait, "longestWait");
        }

        public static Network defaults() {
            return Settings.defaults().network();
        }
    }
}
