package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every program. */
final class ExamplesTest {

    static Stream<String> names() {
        return Example.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void program_startsByTellingWhatItShows(String name) throws IOException {
        long comment = Files.lines(Example.FOLDER.resolve(name + ".java"))
                .takeWhile(line -> line.startsWith("// "))
                .count();

        assertThat(comment).isBetween(2L, 4L);
    }

    @Test
    void programs_areAllListedInReadme() throws IOException {
        String readme = Files.readString(Example.FOLDER.resolve("README.md"));

        assertThat(Example.names())
                .filteredOn(name -> !readme.contains("(" + name + ".java)"))
                .isEmpty();
    }

    @Test
    void programs_areAllRunByATest() throws IOException {
        String tests;
        try (Stream<Path> files = Files.walk(Example.FOLDER.resolve("src/test/java"))) {
            tests = files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(ExamplesTest::read)
                    .collect(Collectors.joining());
        }

        assertThat(Example.names())
                .filteredOn(name -> !tests.contains('"' + name + '"'))
                .isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
