package org.drawbridge.readiness.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The HTML report in a real browser, with ten thousand spaces, some of them with hostile names. */
class HtmlReportTest {

    private static final int SPACES = 10_000;

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path folder;

    private static Page page;

    @BeforeAll
    static void open() throws Exception {
        Path file = folder.resolve("report.html");
        Files.writeString(file, Samples.written("html", Samples.report(SPACES)));
        page = new Page(file, folder.resolve("profile"), 1280, 900);
    }

    @AfterAll
    static void close() throws Exception {
        page.close();
        try (var all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }

    private static void reset() throws Exception {
        page.eval(
                "(document.getElementById('find').value = '', document.querySelectorAll('#filters select').forEach(s => s.value = ''),"
                        + "document.getElementById('find').dispatchEvent(new Event('input')))");
    }

    private static List<String> keys() throws Exception {
        return List.of(page.eval("[...document.querySelectorAll('#spaces tr.row')].map(r => r.dataset.key)")
                .split(","));
    }

    @Test
    void filtersByTextOutcomeAndType() throws Exception {
        reset();
        assertTrue(page.eval("count.textContent").startsWith("10000 / 10000"));
        page.eval(
                "(document.getElementById('find').value = 'k00042', document.getElementById('find').dispatchEvent(new Event('input')))");
        assertEquals(List.of("K00042"), keys());
        reset();
        page.eval("(document.getElementById('by-outcome').value = '3',"
                + "document.getElementById('by-outcome').dispatchEvent(new Event('change')))");
        assertTrue(page.eval("count.textContent").startsWith("104 / 10000"), page.eval("count.textContent"));
        page.eval("(document.getElementById('by-type').value = 'personal',"
                + "document.getElementById('by-type').dispatchEvent(new Event('change')))");
        long both = Samples.spaces(SPACES).stream()
                .filter(space ->
                        space.outcome().word().equals("blocked") && space.type().equals("personal"))
                .count();
        assertTrue(page.eval("count.textContent").startsWith(both + " / "), page.eval("count.textContent"));
        reset();
    }

    @Test
    void sortsByAColumnBothWays() throws Exception {
        reset();
        String pages = "document.querySelectorAll('#spaces thead button')[3]";
        page.eval(pages + ".click()");
        assertEquals("ascending", page.eval(pages + ".parentNode.getAttribute('aria-sort')"));
        assertEquals("0", page.eval("document.querySelector('#spaces tr.row').cells[3].textContent"));
        page.eval(pages + ".click()");
        assertEquals("899", page.eval("document.querySelector('#spaces tr.row').cells[3].textContent"));
    }

    @Test
    void holdsOnlyTheRowsInSightInThePageAndShowsTheOthersWhenScrolled() throws Exception {
        reset();
        assertTrue(Integer.parseInt(page.eval("document.querySelectorAll('#spaces tr.row').length")) < 80);
        page.eval("document.getElementById('list').scrollTop = 1e9");
        page.await("[...document.querySelectorAll('#spaces tr.row')].pop().dataset.key > 'K09'");
    }

    @Test
    void opensWhatAnOutcomeRestsOn() throws Exception {
        reset();
        page.eval(
                "(document.getElementById('find').value = 'k00003', document.getElementById('find').dispatchEvent(new Event('input')))");
        page.eval("document.querySelector('#spaces tr.row').click()");
        String detail = page.eval("document.getElementById('detail').textContent");
        assertTrue(detail.contains("GET /rest/api/space-permissions/K00003 → 403"), detail);
        assertTrue(detail.contains("x-seraph-loginreason: OK"), detail);
        reset();
        assertTrue(
                page.eval("document.querySelector('#matrix pre').textContent").contains("x-ausername: aadmin"));
    }

    @Test
    void followsTheSystemIntoTheDarkAndCanBeSwitched() throws Exception {
        String background = "getComputedStyle(document.body).backgroundColor";
        dark(false);
        assertEquals("rgb(255, 255, 255)", page.eval(background));
        dark(true);
        assertEquals("rgb(20, 24, 31)", page.eval(background));
        page.eval("document.getElementById('theme').click()");
        assertEquals("rgb(255, 255, 255)", page.eval(background));
        page.eval("document.getElementById('theme').click()");
        assertEquals("rgb(20, 24, 31)", page.eval(background));
        page.eval("delete document.documentElement.dataset.theme");
        dark(false);
    }

    private static void dark(boolean on) throws Exception {
        page.call(
                "Emulation.setEmulatedMedia",
                Json.createObjectBuilder()
                        .add(
                                "features",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder()
                                                .add("name", "prefers-color-scheme")
                                                .add("value", on ? "dark" : "light"))));
    }

    @Test
    void hostileNamesStayTextAndNothingElseRuns() throws Exception {
        reset();
        assertEquals("Readiness: Acme wiki → Contoso wiki", page.eval("document.title"));
        page.eval(
                "(document.getElementById('find').value = 'owned', document.getElementById('find').dispatchEvent(new Event('input')))");
        assertEquals(Samples.SCRIPT, page.eval("document.querySelector('#spaces tr.row').cells[1].textContent"));
        assertEquals("0", page.eval("document.images.length"));
        page.eval("document.querySelector('#spaces tr.row').click()");
        assertEquals("Readiness: Acme wiki → Contoso wiki", page.eval("document.title"));
        // The page's own policy refuses a script that got in all the same.
        page.eval(
                "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 1'}))");
        assertEquals("Readiness: Acme wiki → Contoso wiki", page.eval("document.title"));
        assertTrue(
                page.problems().stream().anyMatch(problem -> problem.contains("Content Security Policy")),
                "it was refused");
        assertTrue(
                page.problems().stream().allMatch(problem -> problem.contains("Content Security Policy")),
                () -> page.problems().toString());
        reset();
    }

    @Test
    void aSideWithAHostileNameStaysTextToo() throws Exception {
        String html = Samples.written("html", Samples.report(Samples.SCRIPT, Samples.spaces(5)));
        assertFalse(html.contains("<img"), "no element of theirs");
        assertEquals(3, html.split("</script>", -1).length, "two scripts of ours, and no other");
    }

    @Test
    void thePictureShowsEachSpace() throws Exception {
        long squares = Long.parseLong(page.eval(
                "[...document.querySelectorAll('#picture path')].map(p => p.getAttribute('d').split('M').length - 1)"
                        + ".reduce((a, b) => a + b)"));
        assertEquals(SPACES, squares);
    }

    @Test
    void onPaperWhatNeedsAttentionComesFirst() throws Exception {
        reset();
        page.eval("document.querySelectorAll('#spaces thead th').forEach(t => t.removeAttribute('aria-sort'))");
        page.eval("dispatchEvent(new Event('beforeprint'))");
        assertEquals("500", page.eval("document.querySelectorAll('#spaces tr.row').length"));
        // Paper has another size than the window, and a scroll may still be on its way.
        page.eval("dispatchEvent(new Event('resize'))");
        assertEquals("500", page.eval("document.querySelectorAll('#spaces tr.row').length"));
        page.eval("dispatchEvent(new Event('afterprint'))");
        assertTrue(Integer.parseInt(page.eval("document.querySelectorAll('#spaces tr.row').length")) < 80);
    }
}
