package org.drawbridge.sharepoint.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stub server for each test, and sign-ins by certificate against it. */
abstract class StubRig {

    static final String SITE = "https://contoso.sharepoint.com/sites/wiki";
    static final String TOKEN = "login.microsoftonline.com/" + Stub.TENANT + "/oauth2/v2.0/token";

    @TempDir
    static Path shared;

    Stub stub;
    private final List<Http> opened = new ArrayList<>();

    @BeforeEach
    void startStub() throws Exception {
        stub = new Stub(shared).entra();
    }

    @AfterEach
    void stopStub() throws Exception {
        opened.forEach(Http::close);
        stub.close();
    }

    /** No retries, so that a fault shows as it is. */
    Http http() throws Exception {
        return http(settings().withRetries(0, Duration.ofSeconds(5)));
    }

    HttpSettings settings() {
        return HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withAuthorities(List.of(stub.authority()))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + stub.port())));
    }

    Http http(HttpSettings settings) throws Exception {
        Http http = Http.create(settings);
        opened.add(http);
        return http;
    }

    static Path certificate() throws Exception {
        Path file = shared.resolve("app.pfx");
        return Files.exists(file) ? file : TestKeys.pfx(file, "app", "-validity", "365");
    }

    static Connection byCertificate(String url, String... more) throws Exception {
        List<String> settings = new ArrayList<>(
                List.of("clientId", Stub.CLIENT, "certificate", certificate().toString()));
        settings.addAll(List.of(more));
        return Rig.connection(url, "sharepoint.certificate", settings.toArray(String[]::new));
    }

    SignIn signIn(Http http, Progress progress) throws Exception {
        return signIn(byCertificate(SITE), http, progress);
    }

    static SignIn signIn(Connection connection, Http http, Progress progress) throws Exception {
        return Rig.signIn(connection, Rig.secrets("certificatePassword", TestKeys.PASSWORD), http, progress);
    }

    SharePointSession session(Http http) throws Exception {
        return (SharePointSession) new CertificateMethod().open(signIn(http, Progress.none()));
    }
}
