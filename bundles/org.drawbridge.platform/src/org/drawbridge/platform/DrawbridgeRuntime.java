package org.drawbridge.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionStore;

/**
 * The one place where desktop and command line get the product's services, wired by the user's settings. Thread-safe;
 * anything that reads files, secrets or the network belongs on a background thread.
 */
public interface DrawbridgeRuntime extends AutoCloseable {

    Path dataDir();

    /** The installed sign-in methods, their defaults by the user's settings. */
    AuthMethods methods();

    /** The stored connections, also where a connections file is in use. */
    ConnectionStore connections();

    /** The connections in use: those of the connections file that was given, else the stored ones. */
    List<ConnectionEntry> entries() throws AuthFailure;

    /** The connection in use of that id. Fails with {@code connection.unknown}, naming ids that are near. */
    ConnectionEntry entry(String id) throws AuthFailure;

    /** Whether changes and sessions are kept; false while a connections file is in use. */
    boolean keeps();

    /** Where secrets are kept; memory while a connections file is in use. The key store is opened when first needed. */
    SecretStore secrets();

    /** Where secrets are kept, and how that is changed; also where a connections file is in use. */
    SecretPlaces secretPlaces();

    /** The secrets among the settings, such as a proxy's password, by the {@link Preference}'s key. */
    Secrets secretSettings();

    /** The HTTP stack by the current network settings; a new one after the settings have changed. */
    Http http() throws AuthFailure;

    /** What of the network settings the user must be able to see: other addresses for hosts, additional CAs. */
    List<String> notices() throws AuthFailure;

    ConnectionTester tester();

    /** The installed checks; those of bundles that come and go included. */
    List<Check> checks();

    /** What lies in the plug-in folders now, and what is wrong with it; loads the plug-ins' classes to find out. */
    List<PlugIn> plugIns();

    /** What opens browsers with a fresh profile, if that is installed. */
    Optional<FreshBrowser> freshBrowser();

    /** What explains errors that people saw elsewhere. */
    List<Explainer> explainers();

    /** What tells how to set up the other side. */
    List<SetupGuide> guides();

    /** All that a sign-in with this connection needs; what the connection leaves open comes from the settings. */
    SignIn signIn(ConnectionEntry entry, Interaction interaction, Progress progress) throws AuthFailure;

    /** The user's settings. Fails with {@code settings.file-invalid} if the file can't be understood. */
    Settings settings() throws AuthFailure;

    /** Changes the settings under the lock that all processes share, and keeps them. */
    void change(UnaryOperator<Settings> change) throws AuthFailure;

    @Override
    void close();
}
