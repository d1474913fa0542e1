package org.drawbridge.readiness.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("run.jsonl");
    }

    private void fill() throws IOException {
        Journal journal = new Journal(file, false);
        journal.ledger("c").note("listed", "yes");
        journal.ledger("c").add("rows", "one");
        journal.ledger("c").add("rows", "two\nwith a line break");
        Samples.spaces(5).reversed().forEach(journal::space);
        journal.done("other", List.of(Finding.works(Capability.COMMENTS, "fine")));
        journal.close();
    }

    @Test
    void whatWasWrittenIsThereAfterARestartInTheOrderOfTheList() throws Exception {
        fill();
        Journal journal = new Journal(file, true);
        assertEquals(Optional.of("yes"), journal.ledger("c").fact("listed"));
        assertEquals(Optional.empty(), journal.ledger("d").fact("listed"));
        assertEquals(List.of("one", "two\nwith a line break"), journal.ledger("c").list("rows"));
        assertEquals(Samples.spaces(5), List.copyOf(journal.spaces()));
        assertEquals(Optional.of(Samples.spaces(5).get(2)), journal.ledger("c").space("K00002"));
        assertEquals("fine", journal.done("other").orElseThrow().getFirst().summary());
        assertEquals(Optional.empty(), journal.done("c"));
        journal.close();
    }

    @Test
    void aLineThatWasCutOffIsDroppedAndOverwritten() throws Exception {
        fill();
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 7));
        Journal journal = new Journal(file, true);
        assertEquals(Optional.empty(), journal.done("other"));
        assertEquals(5, journal.spaceCount());
        journal.done("other", List.of());
        journal.close();
        Journal again = new Journal(file, true);
        assertEquals(Optional.of(List.of()), again.done("other"));
        again.close();
    }

    @Test
    void whatFollowsADamagedLineIsNotTrusted() throws Exception {
        fill();
        List<String> lines = Files.readAllLines(file);
        lines.set(4, "garbage");
        Files.write(file, lines);
        Journal journal = new Journal(file, true);
        assertEquals(1, journal.spaceCount());
        assertEquals(Optional.empty(), journal.done("other"));
        journal.close();
    }

    @Test
    void withoutResumeItBeginsAnew() throws Exception {
        fill();
        Journal journal = new Journal(file, false);
        assertEquals(0, journal.spaceCount());
        assertEquals(0, Files.size(file));
        journal.close();
    }

    @Test
    void twoRunsDoNotShareOne() throws Exception {
        Journal journal = new Journal(file, false);
        assertThrows(IOException.class, () -> new Journal(file, true));
        journal.close();
    }

    @Test
    void aForgottenOneCanStillBeRead() throws Exception {
        fill();
        Journal journal = new Journal(file, true);
        List<SpaceResult> spaces = journal.spaces();
        journal.forget();
        assertTrue(Files.notExists(file));
        assertEquals("K00004", spaces.get(4).key());
    }

    @Test
    void aLaterResultOfTheSameSpaceReplacesTheEarlierOne() throws Exception {
        fill();
        Journal journal = new Journal(file, true);
        journal.space(Samples.spaces(3).get(2));
        assertEquals(5, journal.spaceCount());
        journal.close();
        Files.writeString(file, "{\"kind\":", StandardOpenOption.APPEND);
        Journal again = new Journal(file, true);
        assertEquals(5, again.spaceCount());
        again.close();
    }
}
