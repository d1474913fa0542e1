package org.drawbridge.system.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** German is complete in every bundle, and says the same things with the same values, commands and options. */
class TranslationTest {

    private static final Path BUNDLES = Path.of(System.getProperty("drawbridge.repository"), "bundles");
    private static final Pattern TEXT_FILE =
            Pattern.compile("(texts|failures|help|bundle|plugin)\\.properties"); // the untranslated one of each
    private static final Pattern OF_THE_PROGRAM = Pattern.compile(".*\\.(message|remedy\\.[0-9]+|admin)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)[,}]");
    private static final Pattern TYPED =
            Pattern.compile("(?<![\\w-])--[a-z][a-z-]*[a-z]|\\b[A-Z]{2,}(?:_[A-Z0-9]+)+\\b");
    private static final Pattern MNEMONIC = Pattern.compile("&(?=\\w)|&(?=[^\\x00-\\x7f])");
    private static final Pattern DIRECTIVE = Pattern.compile("%.");

    /** Texts with the file that they are from. */
    private record Translated(String file, Map<String, String> english, Map<String, String> german) {

        boolean is(String name) {
            return file.endsWith("/" + name + ".properties");
        }

        /** Whether MessageFormat fills it. */
        boolean pattern() {
            return is("texts");
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = new StringReader(Files.readString(file))) { // fails if it is not UTF-8
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        }
        return texts;
    }

    private static List<Translated> all() throws IOException {
        List<Translated> all = new ArrayList<>();
        try (Stream<Path> found = Files.walk(BUNDLES)) {
            for (Path file : found.filter(TranslationTest::isText).sorted().toList()) {
                Map<String, String> english = read(file);
                String name = file.getFileName().toString();
                if (name.startsWith("failures")) {
                    // Kind, owner and what else the program reads are the same in every language.
                    english.keySet()
                            .removeIf(key -> !OF_THE_PROGRAM.matcher(key).matches());
                }
                Path german = file.resolveSibling(name.replace(".properties", "_de.properties"));
                all.add(new Translated(BUNDLES.relativize(file).toString().replace('\\', '/'), english, read(german)));
            }
        }
        assertTrue(all.size() > 15, "only these were found: " + all);
        return all;
    }

    private static boolean isText(Path file) {
        String path = BUNDLES.relativize(file).toString().replace('\\', '/');
        return TEXT_FILE.matcher(file.getFileName().toString()).matches() && !path.matches("[^/]+/(target|bin)/.*");
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    private static Set<String> different(Pattern pattern, String text) {
        return new TreeSet<>(found(pattern, text));
    }

    /** What somebody asks of a pair of texts; null if it is fine. */
    private interface Complaint {
        String about(Translated texts, String english, String german);
    }

    private static void everyPair(Complaint complaint) throws IOException {
        List<String> complaints = new ArrayList<>();
        int pairs = 0;
        for (Translated texts : all()) {
            for (Map.Entry<String, String> english : texts.english().entrySet()) {
                String german = texts.german().get(english.getKey());
                if (german != null) {
                    pairs++;
                    String said = complaint.about(texts, english.getValue(), german);
                    if (said != null) {
                        complaints.add(texts.file() + " " + english.getKey() + ": " + said);
                    }
                }
            }
        }
        assertTrue(pairs > 1000, "only " + pairs + " pairs were compared");
        assertNone(complaints);
    }

    private static void assertNone(List<String> complaints) {
        assertEquals("", String.join("\n", complaints));
    }

    @Test
    void everyTextIsThereInGerman() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Translated texts : all()) {
            for (String key : texts.english().keySet()) {
                if (texts.german().getOrDefault(key, "").isBlank()
                        && !texts.english().get(key).isBlank()) {
                    missing.add(texts.file() + " " + key);
                }
            }
        }
        assertNone(missing);
    }

    @Test
    void nothingIsThereInGermanAlone() throws IOException {
        List<String> alone = new ArrayList<>();
        for (Translated texts : all()) {
            for (String key : texts.german().keySet()) {
                if (!texts.english().containsKey(key)) {
                    alone.add(texts.file() + " " + key);
                }
            }
        }
        assertNone(alone);
    }

    @Test
    void bothTakeTheSameValues() throws IOException {
        everyPair((texts, english, german) -> {
            Set<String> wanted = different(PLACEHOLDER, english);
            Set<String> there = different(PLACEHOLDER, german);
            return wanted.equals(there) ? null : "takes " + there + ", not " + wanted;
        });
    }

    @Test
    void bothNameTheSameOptionsAndVariables() throws IOException {
        everyPair((texts, english, german) -> {
            Set<String> wanted = different(TYPED, english);
            Set<String> there = different(TYPED, german);
            return wanted.equals(there) ? null : "names " + there + ", not " + wanted;
        });
    }

    @Test
    void thePatternsAreOnesOfMessageFormat() throws IOException {
        everyPair((texts, english, german) -> {
            if (!texts.pattern()) {
                return null;
            }
            if (english.indexOf('\'') < 0 && german.replace("''", "").indexOf('\'') >= 0) {
                return "a literal apostrophe is written twice";
            }
            int values = new MessageFormat(english, Locale.ROOT).getFormatsByArgumentIndex().length;
            int taken = new MessageFormat(german, Locale.GERMAN).getFormatsByArgumentIndex().length;
            return values == taken ? null : "takes " + taken + " values, not " + values;
        });
    }

    @Test
    void theHelpKeepsItsLayoutItsExamplesAndItsExitCodes() throws IOException {
        everyPair((texts, english, german) -> {
            if (!texts.is("help")) {
                return null;
            }
            if (!found(DIRECTIVE, english).equals(found(DIRECTIVE, german))) {
                return "%n and the like differ";
            }
            if ((english.startsWith("  ") || english.startsWith("drawbridge ")) && english.contains("--")) {
                return english.equals(german) || !english.contains("drawbridge ") ? null : "a command was changed";
            }
            String code = english.replaceFirst("^([0-5]:)?.*$", "$1");
            return german.startsWith(code) ? null : "the exit code " + code + " is gone";
        });
    }

    @Test
    void whatHasAMnemonicHasOneInGerman() throws IOException {
        everyPair((texts, english, german) -> {
            int wanted =
                    texts.file().contains(".ui/") ? found(MNEMONIC, english).size() : 0;
            int there = texts.file().contains(".ui/") ? found(MNEMONIC, german).size() : 0;
            return wanted == there ? null : there + " mnemonics instead of " + wanted;
        });
    }

    @Test
    void noTwoEntriesOfAMenuHaveTheSameMnemonic() throws Exception {
        Path ui = BUNDLES.resolve("org.drawbridge.ui");
        List<List<String>> menus = menus(ui.resolve("Application.e4xmi"));
        List<String> clashes = new ArrayList<>();
        for (String language : List.of("", "_de")) {
            Map<String, String> texts = read(ui.resolve("OSGI-INF/l10n/bundle" + language + ".properties"));
            for (List<String> menu : menus) {
                Map<Character, String> taken = new HashMap<>();
                for (String key : menu) {
                    String label = texts.get(key);
                    char letter = Character.toLowerCase(label.charAt(label.indexOf('&') + 1));
                    String other = taken.put(letter, label);
                    if (label.indexOf("&") < 0 || other != null) {
                        clashes.add(label + " and " + other + " in " + menu);
                    }
                }
            }
        }
        assertNone(clashes);
    }

    /** The keys of the labels of each menu. */
    private static List<List<String>> menus(Path model) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(model.toFile());
        List<List<String>> menus = new ArrayList<>();
        NodeList elements = document.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            List<String> labels = new ArrayList<>();
            for (Node node = elements.item(i).getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element entry
                        && entry.getAttribute("xsi:type").matches("menu:(Menu|.*MenuItem)")
                        && entry.getAttribute("label").startsWith("%")) {
                    labels.add(entry.getAttribute("label").substring(1));
                }
            }
            if (!labels.isEmpty()) {
                menus.add(labels);
            }
        }
        Set<String> all = menus.stream().flatMap(List::stream).collect(Collectors.toSet());
        assertTrue(menus.size() > 6 && all.contains("menu.file"), "these menus were found: " + menus);
        return menus;
    }
}
