package org.drawbridge.core.auth;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;

/** The sign-in methods that are installed. Thread-safe. */
public interface AuthMethods {

    /** All methods, by target and order. */
    List<MethodInfo> all();

    default List<MethodInfo> of(Target.Kind target) {
        return all().stream().filter(info -> info.target() == target).toList();
    }

    default Optional<MethodInfo> info(String id) {
        return all().stream().filter(info -> info.id().equals(id)).findFirst();
    }

    /** The method itself. Fails with {@code method.unknown} or, if its plug-in is broken, {@code method.broken}. */
    AuthMethod load(String id) throws AuthFailure;
}
