package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@code docs/performance.md} and its charts, made from the results that are kept. */
final class Page {

    private static final String CHARTS = "performance";

    /** Path and text. */
    private final Map<Path, String> files = new TreeMap<>();

    private Page() {}

    /**
     * @param home the folder of this module
     * @throws IllegalStateException if the page has no place for something that is kept
     */
    static Page of(Path home, Map<String, List<Row>> suite) throws IOException {
        return of(home.resolve("../docs/performance.md").normalize(), new Archive(home.resolve("results")), suite);
    }

    static Page of(Path file, Archive archive, Map<String, List<Row>> suite) throws IOException {
        Page page = new Page();
        Document document = new Document(Files.readString(file));
        Map<String, String> sections = new TreeMap<>();
        for (Map.Entry<String, List<Row>> group : suite.entrySet()) {
            String name = group.getKey();
            History history = archive.history(name);
            if (!history.runs().isEmpty()) {
                Section section = new Section(history, group.getValue());
                String chart = CHARTS + "/" + name + ".svg";
                section.chart().ifPresent(svg -> page.files.put(file.resolveSibling(chart), svg));
                sections.put(name, section.markdown(chart));
            }
        }
        check(file, document, sections.keySet());
        page.files.put(
                file,
                document.with(name -> Optional.ofNullable(sections.get(name))).text());
        return page;
    }

    private static void check(Path file, Document document, Set<String> names) {
        for (String name : names) {
            if (!document.names().contains(name)) {
                throw new IllegalStateException(
                        "%s has no place for %s: add \"<!-- results: %s -->\" and \"<!-- end -->\", each in a line of its own"
                                .formatted(file, name, name));
            }
        }
    }

    Map<Path, String> files() {
        return files;
    }

    void write() throws IOException {
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }
}
