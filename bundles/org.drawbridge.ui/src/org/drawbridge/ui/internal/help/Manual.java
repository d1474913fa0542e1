package org.drawbridge.ui.internal.help;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Image;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The documentation that comes with the product: Markdown files, shown without a network. Background threads. */
public final class Manual {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    /** What a reader wants first; the others follow by name. */
    private static final List<String> FIRST = List.of("README.md", "first-run.md", "CHANGELOG.md");

    private final Path folder;

    /** @param folder with README.md and docs */
    public Manual(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** That of this installation. */
    public static Manual installed() {
        return new Manual(Path.of(System.getProperty("drawbridge.home", "."), "manual"));
    }

    /**
     * A page.
     *
     * @param title its first heading
     */
    public record Page(Path file, String title) {}

    /** All pages; none if the installation has no documentation. */
    public List<Page> pages() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 3)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".md"))
                    .sorted(Comparator.comparing(Manual::rank).thenComparing(Path::toString))
                    .toList()) {
                pages.add(new Page(file, title(file)));
            }
        }
        return pages;
    }

    private static int rank(Path file) {
        int first = FIRST.indexOf(file.getFileName().toString());
        return first < 0 ? FIRST.size() : first;
    }

    private static String title(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("# "))
                    .map(line -> line.substring(2).strip())
                    .findFirst()
                    .orElse(file.getFileName().toString());
        }
    }

    /** The page that an address inside a page leads to; empty for one outside of the manual. */
    public Optional<Page> page(String address) throws IOException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!"file".equals(uri.getScheme())) {
            return Optional.empty();
        }
        Path file = Path.of(uri.getPath()).normalize();
        boolean known = file.startsWith(folder) && file.toString().endsWith(".md") && Files.isRegularFile(file);
        return known ? Optional.of(new Page(file, title(file))) : Optional.empty();
    }

    /** The page as HTML without any script; raw HTML in it is shown as text. */
    public String html(Page page, boolean dark) throws IOException {
        Parser parser = Parser.builder().extensions(TABLES).build();
        Path base = page.file().getParent();
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(TABLES)
                .escapeHtml(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Image) {
                        attributes.computeIfPresent("src", (name, source) -> picture(base, source, dark));
                    } else if (attributes.containsKey("href")) {
                        attributes.computeIfPresent("href", (name, target) -> resolved(base, target));
                    }
                })
                .build();
        String body = renderer.render(parser.parse(Files.readString(page.file())));
        return """
                <!doctype html><html><head><meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src file:; style-src 'unsafe-inline'">
                <style>
                body { font: 15px/1.55 system-ui, sans-serif; max-width: 54em; margin: 1.5em auto; padding: 0 1.5em;
                  color: %s; background: %s; }
                a { color: %s; } h1, h2 { line-height: 1.25; } img { max-width: 100%%; }
                code, pre { font: 13px/1.45 ui-monospace, monospace; background: %s; border-radius: 4px; }
                code { padding: 1px 4px; } pre { padding: 10px 14px; overflow: auto; } pre code { padding: 0; }
                table { border-collapse: collapse; } td, th { border: 1px solid %s; padding: 5px 9px; text-align: left;
                  vertical-align: top; }
                </style></head><body>
                %s
                </body></html>
                """.formatted(
                        dark ? "#e6edf3" : "#1b2733",
                        dark ? "#1c2530" : "#ffffff",
                        dark ? "#7db4ff" : "#12457a",
                        dark ? "#2a3644" : "#f0f3f6",
                        dark ? "#56677a" : "#c4ced8",
                        body);
    }

    /** In the dark theme the one of the same name in the folder {@code dark} beside it, if there is one. */
    private static String picture(Path base, String source, boolean dark) {
        String address = resolved(base, source);
        if (dark && address.startsWith("file:")) {
            Path light = Path.of(URI.create(address));
            Path darkened = light.resolveSibling("dark").resolve(light.getFileName());
            return Files.isRegularFile(darkened) ? darkened.toUri().toString() : address;
        }
        return address;
    }

    private static String resolved(Path base, String target) {
        boolean relative = !target.contains(":") && !target.startsWith("#");
        return relative
                ? base.resolve(target.replaceAll("#.*", "")).normalize().toUri().toString()
                : target;
    }
}
