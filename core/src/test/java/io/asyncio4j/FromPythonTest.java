package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * That {@code docs/from-python.md} is complete and true.
 *
 * <p>{@code python-names.txt} has what {@code dir(asyncio)} shows in Python 3.13 and on Windows, the additions of 3.14, and
 * the public members of the classes, those of {@code AbstractEventLoop} under {@code loop}, without inherited ones.
 */
final class FromPythonTest {

    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", "")).resolveSibling("docs").resolve("from-python.md");

    /** Where the classes of other modules are, whose own tests look up their names. */
    private static final List<Path> OTHER_MODULES = Stream.of(
                    "net/src/main/java/io/asyncio4j/net",
                    "http/src/main/java/io/asyncio4j/http",
                    "http/src/main/java/io/asyncio4j/http/client",
                    "http/src/main/java/io/asyncio4j/http/web",
                    "http/src/main/java/io/asyncio4j/http/testing")
            .map(DOCUMENT.resolveSibling("..")::resolve)
            .toList();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

    /** A class, with its package or without, and what follows it. */
    private static final Pattern JAVA_NAME =
            Pattern.compile("(?<![\\w.-])(?<package>(?:[a-z]\\w*\\.)*)(?<type>[A-Z]\\w*)(?<members>(?:\\.\\w+)*)");

    /** Where classes without a package are looked for, in this order. */
    private static final List<String> PACKAGES = List.of(
            "io.asyncio4j.",
            "io.asyncio4j.sync.",
            "io.asyncio4j.queue.",
            "io.asyncio4j.generator.",
            "io.asyncio4j.spi.",
            "java.io.",
            "java.lang.",
            "java.net.",
            "java.time.",
            "java.util.",
            "java.util.concurrent.",
            "java.util.stream.");

    /** A line of a table. */
    private record Row(String python, String here, String note) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("|") && !line.startsWith("|---") && !line.equals("| Python | here | |")) {
                String[] cells = line.split("\\|", -1);
                assertThat(cells).as(line).hasSize(5);
                rows.add(new Row(cells[1].strip(), cells[2].strip(), cells[3].strip()));
            }
        }
        return rows;
    }

    private static List<String> pythonNames() throws IOException {
        try (InputStream names = FromPythonTest.class.getResourceAsStream("python-names.txt")) {
            return new String(names.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Stream<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1));
    }

    @Test
    void everyPublicNameOfPython_isThere() throws IOException {
        String python = String.join(
                "\n", rows().stream().flatMap(row -> code(row.python())).toList());
        assertThat(pythonNames())
                .hasSizeGreaterThan(300)
                .isSorted()
                .allSatisfy(
                        name -> assertThat(python).containsPattern("(?<![\\w.])" + Pattern.quote(name) + "(?!\\w)"));
    }

    @Test
    void everyRow_saysWhatThereIs() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(300).allSatisfy(row -> {
            assertThat(row.python()).isNotEmpty();
            assertThat(row.here()).isNotEmpty().isNotEqualTo("-");
            if (row.here().equals("—")) {
                assertThat(row.note()).as("the reason, of " + row).isNotEmpty();
            }
        });
    }

    @Test
    void everyJavaName_exists() throws IOException {
        List<String> checked = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            code(row.here())
                    .flatMap(code -> JAVA_NAME
                            .matcher(STRING.matcher(code).replaceAll(""))
                            .results())
                    .filter(name -> !isOfOtherModule(name.group("type")))
                    .forEach(name -> (exists(name) ? checked : missing).add(name.group()));
        }
        assertThat(missing).isEmpty();
        assertThat(checked).hasSizeGreaterThan(200).contains("Asyncio.run", "ReturnWhen.ALL_COMPLETED");
    }

    private static boolean isOfOtherModule(String type) {
        return OTHER_MODULES.stream().anyMatch(folder -> Files.exists(folder.resolve(type + ".java")));
    }

    private static boolean exists(MatchResult name) {
        Class<?> type = type(name.group("package"), name.group("type"));
        for (String member : name.group("members").split("\\.")) {
            if (type == null || member.isEmpty()) {
                continue;
            }
            Class<?> nested = nested(type, member);
            if (nested == null && !hasMember(type, member)) {
                return false;
            }
            type = nested == null ? type : nested;
        }
        return type != null;
    }

    private static @Nullable Class<?> type(String qualifier, String name) {
        for (String start : qualifier.isEmpty() ? PACKAGES : List.of(qualifier)) {
            try {
                return Class.forName(start + name);
            } catch (ClassNotFoundException e) {
                // perhaps in the next one
            }
        }
        return null;
    }

    private static @Nullable Class<?> nested(Class<?> type, String name) {
        return Arrays.stream(type.getClasses())
                .filter(nested -> nested.getSimpleName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Stream.concat(
                        Arrays.stream(type.getMethods()).map(Method::getName),
                        Arrays.stream(type.getFields()).map(Field::getName))
                .anyMatch(name::equals);
    }
}
