package org.drawbridge.platform.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.PlugIn;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** What became of the jars that the launcher found in the plug-in folders. */
public final class PlugInFolders {

    private static final Texts TEXTS = Texts.of(PlugInFolders.class);
    private static final Pattern UNRESOLVED = Pattern.compile("Unresolved requirement: ([^\\n]*)");

    private final Path dataDir;
    private final RegistryMethods methods;
    private final BundleContext context;

    public PlugInFolders(Path dataDir, RegistryMethods methods) {
        this.dataDir = dataDir;
        this.methods = methods;
        context = FrameworkUtil.getBundle(PlugInFolders.class).getBundleContext();
    }

    /** Looks anew at the folders. */
    public List<PlugIn> all() {
        List<PlugIn> all = new ArrayList<>();
        for (Path folder : folders()) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> file.toString().endsWith(".jar"))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(file -> all.add(plugIn(file)));
            } catch (IOException e) {
                // none there
            }
        }
        return all;
    }

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        Optional.ofNullable(System.getProperty("drawbridge.home"))
                .ifPresent(home -> folders.add(real(Path.of(home)).resolve("dropins")));
        folders.add(dataDir.resolve("plugins"));
        return folders;
    }

    /** As the launcher names it: the bundle's location. */
    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            return home;
        }
    }

    private PlugIn plugIn(Path file) {
        Bundle bundle = context.getBundle(file.toUri().toString());
        // A jar without a name is a bundle for the framework, of an age when they had none.
        if (bundle == null || bundle.getSymbolicName() == null) {
            return notInstalled(file);
        }
        String name = bundle.getSymbolicName();
        String version = bundle.getVersion().toString();
        if (bundle.getState() == Bundle.INSTALLED) {
            return new PlugIn(file, name, version, TEXTS.get("plugin.unresolved", unresolved(bundle)), false);
        }
        if (!bundle.getHeaders().get(Constants.BUNDLE_SYMBOLICNAME).contains("singleton:=true")) {
            return new PlugIn(file, name, version, TEXTS.get("plugin.no-singleton"), false);
        }
        List<String> problems = new ArrayList<>(methods.complaints(name));
        for (MethodInfo info : methods.all()) {
            if (info.contributor().equals(name + " " + version)) {
                try {
                    methods.load(info.id());
                } catch (AuthFailure e) {
                    problems.add(e.problem().message());
                }
            }
        }
        return new PlugIn(file, name, version, String.join("; ", problems), false);
    }

    /** The framework tells it only to who tries to start the bundle. */
    private static String unresolved(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
            return "";
        } catch (BundleException e) {
            Matcher matcher = UNRESOLVED.matcher(String.valueOf(e.getMessage()));
            return matcher.find() ? matcher.group(1).strip() : String.valueOf(e.getMessage());
        }
    }

    private PlugIn notInstalled(Path file) {
        String plain = file.getFileName().toString();
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                return new PlugIn(file, plain, "", TEXTS.get("plugin.no-bundle"), false);
            }
            String symbolic = name.replaceFirst(";.*", "").strip();
            String version = Optional.ofNullable(main.getValue(Constants.BUNDLE_VERSION))
                    .map(String::strip)
                    .orElse("0.0.0");
            for (Bundle other : context.getBundles()) {
                if (symbolic.equals(other.getSymbolicName())
                        && other.getVersion().toString().equals(version)) {
                    return new PlugIn(
                            file,
                            symbolic,
                            version,
                            TEXTS.get("plugin.twice", symbolic, version, other.getLocation()),
                            false);
                }
            }
            return new PlugIn(file, symbolic, version, TEXTS.get("plugin.restart"), true);
        } catch (IOException e) {
            return new PlugIn(file, plain, "", TEXTS.get("plugin.no-jar", Reasons.of(e)), false);
        }
    }
}
