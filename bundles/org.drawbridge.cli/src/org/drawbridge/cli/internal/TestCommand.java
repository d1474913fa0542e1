package org.drawbridge.cli.internal;

import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.json.Json;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The staged test of a connection. */
@Command(name = "test")
final class TestCommand extends CliCommand {

    @Parameters(paramLabel = "CONNECTION")
    String id;

    TestCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        cli.noticesInResult();
        ConnectionEntry entry = entry(id);
        SignIn signIn = runtime().signIn(entry, interaction(), cli.progress());
        if (output().json()) {
            TestResult result = runtime().tester().test(signIn, stage -> {});
            output().document(Json.of(result));
            return result.exitCode();
        }
        return new TestPrinter(output()).run(runtime().tester(), signIn).exitCode();
    }
}
