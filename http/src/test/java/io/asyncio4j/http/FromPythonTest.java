package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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

/** That what {@code docs/from-python.md} says of the network and of HTTP is true; core's {@code FromPythonTest} looks at the rest. */
class FromPythonTest {

    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", "")).resolveSibling("docs").resolve("from-python.md");

    private static final List<String> PACKAGES = List.of(
            "io.asyncio4j.net.",
            "io.asyncio4j.http.",
            "io.asyncio4j.http.client.",
            "io.asyncio4j.http.web.",
            "io.asyncio4j.http.testing.");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A class, and what follows it. */
    private static final Pattern JAVA_NAME = Pattern.compile("(?<![\\w.-])(?<type>[A-Z]\\w*)(\\.(?<member>\\w+))?");

    @Test
    void everyName_exists() throws IOException {
        List<String> checked = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        namesOfHere().forEach(name -> {
            List<Class<?>> types = types(name.group("type"));
            if (!types.isEmpty()) {
                boolean exists = types.stream().anyMatch(type -> exists(type, name.group("member")));
                (exists ? checked : missing).add(name.group());
            }
        });
        assertThat(missing).isEmpty();
        assertThat(checked)
                .hasSizeGreaterThan(280)
                .contains(
                        "Streams.openConnection",
                        "ExtraInfo.PEERNAME",
                        "Server.port",
                        "AsyncFiles.open",
                        "ClientSession.get",
                        "Application.run");
    }

    /** Of the second and third columns. */
    private static Stream<MatchResult> namesOfHere() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .map(line -> line.split("\\|", -1))
                .flatMap(cells -> Stream.of(cells[2], cells[3]))
                .flatMap(cell -> CODE.matcher(cell).results())
                .flatMap(code -> JAVA_NAME.matcher(code.group(1)).results());
    }

    /** Those of that name; of some there is one for the client and one for the server. */
    private static List<Class<?>> types(String name) {
        List<Class<?>> types = new ArrayList<>();
        for (String each : PACKAGES) {
            try {
                types.add(Class.forName(each + name));
            } catch (ClassNotFoundException e) {
                // it is of another one
            }
        }
        return types;
    }

    private static boolean exists(Class<?> type, @Nullable String member) {
        return Modifier.isPublic(type.getModifiers())
                && (member == null
                        || Stream.concat(
                                        Arrays.stream(type.getMethods()).map(Method::getName),
                                        Arrays.stream(type.getFields()).map(Field::getName))
                                .anyMatch(member::equals));
    }
}
