package org.drawbridge.platform.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.eclipse.core.runtime.ContributorFactoryOSGi;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IContributor;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IRegistryEventListener;
import org.eclipse.core.runtime.RegistryFactory;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign-in methods of the extension point {@code org.drawbridge.core.authMethods}. A bad contribution is logged with
 * its bundle and skipped; a class is loaded when its method is first used. Follows plug-ins that come and go.
 */
public final class RegistryMethods implements AuthMethods {

    static final String POINT = "org.drawbridge.core.authMethods";

    private static final Logger LOG = LoggerFactory.getLogger(RegistryMethods.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]*");

    private final IExtensionRegistry registry;
    private final Map<String, List<String>> complaints = new HashMap<>();
    private Map<String, Contribution> contributions;

    public RegistryMethods() {
        this(RegistryFactory.getRegistry());
    }

    public RegistryMethods(IExtensionRegistry registry) {
        this.registry = registry;
        registry.addListener(new Changes(), POINT);
    }

    /** One element; the method is made when it is first asked for, and serves all connections from then on. */
    private static final class Contribution {
        private final MethodInfo info;
        private final IConfigurationElement element;
        private AuthMethod method;

        Contribution(MethodInfo info, IConfigurationElement element) {
            this.info = info;
            this.element = element;
        }

        synchronized AuthMethod method() throws AuthFailure {
            if (method == null) {
                try {
                    AuthMethod made = (AuthMethod) element.createExecutableExtension("class");
                    // What is missing must show here, where it can be reported, and not in a form.
                    made.fields(Target.of(info.target(), ""));
                    method = made;
                } catch (CoreException | RuntimeException | LinkageError e) {
                    LOG.warn("{}: method {} can't be loaded", info.contributor(), info.id(), e);
                    throw CoreFailures.problem("method.broken")
                            .with("method", info.id())
                            .with("contributor", info.contributor())
                            .with("reason", reason(e))
                            .because(e)
                            .failure();
                }
            }
            return method;
        }

        private static String reason(Throwable thrown) {
            Throwable root = thrown;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root.getClass().getSimpleName() + ": " + root.getMessage();
        }
    }

    @Override
    public List<MethodInfo> all() {
        return contributions().values().stream()
                .map(contribution -> contribution.info)
                .sorted(Comparator.comparing(MethodInfo::target)
                        .thenComparing(MethodInfo::order)
                        .thenComparing(MethodInfo::label))
                .toList();
    }

    @Override
    public AuthMethod load(String id) throws AuthFailure {
        Contribution contribution = contributions().get(id);
        if (contribution == null) {
            throw CoreFailures.problem("method.unknown")
                    .with("method", id)
                    .with(
                            "known",
                            String.join(", ", all().stream().map(MethodInfo::id).toList()))
                    .failure();
        }
        return contribution.method();
    }

    /** Why contributions of that bundle were skipped. */
    synchronized List<String> complaints(String bundle) {
        contributions();
        return List.copyOf(complaints.getOrDefault(bundle, List.of()));
    }

    private synchronized Map<String, Contribution> contributions() {
        if (contributions == null) {
            Map<String, Contribution> found = new HashMap<>();
            complaints.clear();
            Stream.of(registry.getConfigurationElementsFor(POINT))
                    .sorted(Comparator.comparingLong(RegistryMethods::age))
                    .forEach(element -> add(element, found));
            contributions = found;
        }
        return contributions;
    }

    private synchronized void changed() {
        contributions = null;
    }

    private void add(IConfigurationElement element, Map<String, Contribution> found) {
        String contributor = contributor(element.getContributor());
        List<String> complaints = new ArrayList<>();
        if (!element.getName().equals("method")) {
            complaints.add("unknown element <" + element.getName() + ">");
        }
        String id = required(element, "id", complaints);
        String label = required(element, "label", complaints);
        required(element, "class", complaints);
        if (!id.isEmpty() && !ID.matcher(id).matches()) {
            complaints.add("id \"" + id + "\" is not of lower-case letters, digits, dots and hyphens");
        }
        Optional<Target.Kind> target = Target.Kind.ofWord(required(element, "target", complaints));
        if (target.isEmpty()) {
            complaints.add("target must be confluence or sharepoint");
        }
        String order = required(element, "order", complaints);
        if (!order.matches("-?\\d{1,9}")) {
            complaints.add("order must be a whole number");
        }
        Contribution earlier = found.get(id);
        if (earlier != null) {
            complaints.add("id \"" + id + "\" is taken by " + earlier.info.contributor());
        }
        if (!complaints.isEmpty()) {
            String text = String.join("; ", complaints);
            LOG.warn("{}: a contribution to {} is skipped: {}", contributor, POINT, text);
            this.complaints
                    .computeIfAbsent(element.getContributor().getName(), name -> new ArrayList<>())
                    .add(text);
            return;
        }
        MethodInfo info = new MethodInfo(
                id,
                label,
                Optional.ofNullable(element.getAttribute("description"))
                        .map(String::strip)
                        .orElse(""),
                target.get(),
                Integer.parseInt(order),
                Boolean.parseBoolean(element.getAttribute("recommended")),
                contributor);
        found.put(id, new Contribution(info, element));
    }

    private static String required(IConfigurationElement element, String name, List<String> complaints) {
        String value = element.getAttribute(name);
        if (value == null || value.isBlank()) {
            complaints.add(name + " is missing");
            return "";
        }
        return value.strip();
    }

    /** The product's own come before plug-ins, which can't take their ids away. */
    private static long age(IConfigurationElement element) {
        Bundle bundle = bundle(element.getContributor());
        return bundle == null ? 0 : bundle.getBundleId();
    }

    private static Bundle bundle(IContributor contributor) {
        try {
            return ContributorFactoryOSGi.resolve(contributor);
        } catch (ClassCastException | NullPointerException | LinkageError e) {
            return null; // a registry without OSGi
        }
    }

    /** Name and version of the bundle. */
    private static String contributor(IContributor contributor) {
        Bundle bundle = bundle(contributor);
        return bundle == null ? contributor.getName() : contributor.getName() + " " + bundle.getVersion();
    }

    private final class Changes implements IRegistryEventListener {
        @Override
        public void added(IExtension[] extensions) {
            changed();
        }

        @Override
        public void removed(IExtension[] extensions) {
            changed();
        }

        @Override
        public void added(IExtensionPoint[] extensionPoints) {
            changed();
        }

        @Override
        public void removed(IExtensionPoint[] extensionPoints) {
            changed();
        }
    }
}
