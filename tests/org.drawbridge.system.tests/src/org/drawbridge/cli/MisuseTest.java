package org.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.drawbridge.cli.FakeProduct.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of arguments that are wrong: the texts are ours, so that they can be translated. */
class MisuseTest {

    @TempDir
    Path folder;

    private Run run(String command) {
        Run run = new FakeProduct(folder.resolve("data")).run((command + " --json").split(" "));
        assertEquals(3, run.exitCode(), run::toString);
        assertEquals("cli.usage", run.cause());
        return run;
    }

    private static String message(Run run) {
        return run.json().getJsonObject("failure").getString("message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            test                                     | Missing: CONNECTION
            request                                  | Missing: CONNECTION, [METHOD] PATH
            readiness --source a                     | Missing: --target=CONNECTION
            test wiki --timeout                      | Missing: --timeout=TIME
            test wiki --timeout 1s --timeout 2s      | --timeout can be given only once
            test wiki --timeout soon                 | --timeout: a time such as 20, 500ms, 20s or 2m is needed
            readiness --days x --source a --target b | --days takes a whole number
            cookies wiki --format xml                | --format takes one of: netscape, header, json
            test wiki --quiet=x                      | --quiet can’t have this value
            bogus                                    | There is no such command: “bogus”
            test wiki another                        | One argument too many: “another”
            test wiki --bogus=x                      | There is no option --bogus here.
            """)
    void eachMistakeHasItsWords(String command, String words) {
        assertEquals(words, message(run(command)));
    }

    @Test
    void aValueIsNotRepeated() {
        for (String command : new String[] {
            "readiness --days hunter2 --source a --target b",
            "cookies wiki --format hunter2",
            "test wiki --timeout hunter2",
            "test wiki --quiet=hunter2",
            "test wiki --token=hunter2",
            "test wiki Hunter2"
        }) {
            Run run = run(command);
            assertFalse(run.toString().toLowerCase(java.util.Locale.ROOT).contains("hunter2"), run::toString);
        }
    }

    @Test
    void whatWasMeantIsSuggested() {
        Run run = run("redyness --source a --target b");
        assertEquals(
                "Did you mean readiness?",
                run.json().getJsonObject("failure").getJsonArray("remedy").getString(0));
    }
}
