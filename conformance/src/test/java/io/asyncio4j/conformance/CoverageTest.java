package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code COVERAGE.md} names tests that exist, one line for each method of CPython's. */
final class CoverageTest {

    private static final Pattern HEADING = Pattern.compile("## (\\S+) \\((\\d+)\\)");
    private static final Pattern ROW = Pattern.compile("\\| (\\w+\\.\\w+) \\| (.+) \\|");
    private static final Pattern REFERENCE = Pattern.compile("([A-Z]\\w*Test)\\.(\\w+)");

    private final Map<String, String> sources = new HashMap<>();

    @Test
    void everyLine_namesATestThatExists_orAReason() throws IOException {
        readSources(Path.of("../core/src/test/java"));
        readSources(Path.of("src/test/java"));
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("COVERAGE.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !isGood(row.group(2))) {
                wrong.add(line);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void readSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
    }

    private boolean isGood(String cell) {
        if (cell.startsWith("— ")) {
            return cell.length() > 10;
        }
        Matcher reference = REFERENCE.matcher(cell);
        boolean found = false;
        while (reference.find()) {
            String source = sources.get(reference.group(1));
            if (source == null || !source.contains(" " + reference.group(2) + "(")) {
                return false;
            }
            found = true;
        }
        return found;
    }

    @Test
    void everyMethod_isThereOnce_asManyAsTheHeadingSays() throws IOException {
        Map<String, Integer> announced = new HashMap<>();
        Map<String, Set<String>> rows = new HashMap<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("COVERAGE.md"))) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
                announced.put(section, Integer.valueOf(heading.group(2)));
                rows.put(section, new HashSet<>());
            } else if (row.matches()) {
                assertThat(rows.get(section).add(row.group(1)))
                        .as("%s: %s twice", section, row.group(1))
                        .isTrue();
            }
        }
        assertThat(announced).hasSize(11);
        announced.forEach((file, count) -> assertThat(rows.get(file)).as(file).hasSize(count));
    }
}
