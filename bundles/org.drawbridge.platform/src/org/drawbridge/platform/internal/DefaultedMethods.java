package org.drawbridge.platform.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.Settings;

/**
 * The sign-in methods under the user's settings, the one place where their order of precedence is made: what a
 * connection sets itself, else what the settings say, else the method's own default. Forms and validation see the second
 * as the fields' defaults; a sign-in gets a connection that is complete, see {@link #complete}.
 */
final class DefaultedMethods implements AuthMethods {

    /** Reads the settings as they are now. */
    @FunctionalInterface
    interface Reader {
        Settings read() throws AuthFailure;
    }

    private final AuthMethods methods;
    private final Reader settings;

    DefaultedMethods(AuthMethods methods, Reader settings) {
        this.methods = methods;
        this.settings = settings;
    }

    @Override
    public List<MethodInfo> all() {
        List<MethodInfo> all = methods.all();
        Settings now;
        try {
            now = settings.read();
        } catch (AuthFailure e) {
            return all; // whoever needs the settings reports it
        }
        return all.stream().map(info -> preselected(info, all, now)).toList();
    }

    private static MethodInfo preselected(MethodInfo info, List<MethodInfo> all, Settings now) {
        Optional<String> chosen = now.set(Preferences.method(info.target()))
                .filter(id -> all.stream().anyMatch(other -> other.id().equals(id) && other.target() == info.target()));
        return chosen.isEmpty()
                ? info
                : new MethodInfo(
                        info.id(),
                        info.label(),
                        info.description(),
                        info.target(),
                        info.order(),
                        info.id().equals(chosen.get()),
                        info.contributor());
    }

    @Override
    public AuthMethod load(String id) throws AuthFailure {
        AuthMethod method = methods.load(id);
        Settings now = settings.read();
        // A proxy, so that whatever is added to the interface reaches the method.
        return (AuthMethod) Proxy.newProxyInstance(
                AuthMethod.class.getClassLoader(), new Class<?>[] {AuthMethod.class}, (proxy, called, arguments) -> {
                    try {
                        Object result = called.invoke(method, arguments);
                        return called.getName().equals("fields")
                                ? defaulted((List<?>) result, ((Target) arguments[0]).kind(), now)
                                : result;
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof LinkageError missing && throwsFailures(called)) {
                            throw broken(id, missing);
                        }
                        throw e.getCause();
                    }
                });
    }

    private static boolean throwsFailures(java.lang.reflect.Method called) {
        return List.of(called.getExceptionTypes()).contains(AuthFailure.class);
    }

    /** A plug-in's class that is missing shows when it is first needed. */
    private AuthFailure broken(String id, LinkageError missing) {
        return CoreFailures.problem("method.broken")
                .with("method", id)
                .with(
                        "contributor",
                        methods.info(id).map(MethodInfo::contributor).orElse(id))
                .with("reason", missing.getClass().getSimpleName() + ": " + missing.getMessage())
                .because(missing)
                .failure();
    }

    private static List<Field> defaulted(List<?> fields, Target.Kind kind, Settings now) {
        return fields.stream()
                .map(Field.class::cast)
                .map(field -> filled(field, kind, now).map(field::withDefault).orElse(field))
                .toList();
    }

    /** What the settings say of a method's field. */
    private static Optional<String> filled(Field field, Target.Kind kind, Settings now) {
        if (field.secret()) {
            return Optional.empty();
        }
        return Preferences.all().stream()
                .filter(preference ->
                        preference.fills().filter(field.key()::equals).isPresent())
                .filter(preference ->
                        preference.of().isEmpty() || preference.of().get() == kind)
                .map(Preference::key)
                .findFirst()
                .flatMap(now::set);
    }

    /** The connection with what the settings add to it. */
    Connection complete(Connection connection) throws AuthFailure {
        Settings now = settings.read();
        if (methods.info(connection.method()).isEmpty() || now.values().isEmpty()) {
            return connection;
        }
        Map<String, String> complete = new LinkedHashMap<>(connection.settings());
        for (Field field : methods.load(connection.method()).fields(connection.target())) {
            filled(field, connection.target().kind(), now).ifPresent(value -> complete.putIfAbsent(field.key(), value));
        }
        return connection.withSettings(complete);
    }
}
