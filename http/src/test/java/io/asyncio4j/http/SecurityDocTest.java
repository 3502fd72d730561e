package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** That each row of {@code docs/security.md} names a test that exists. */
class SecurityDocTest {

    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", "")).resolveSibling("docs").resolve("security.md");

    /** A class, a method, or both. */
    private static final Pattern TEST = Pattern.compile("`(?<type>[A-Z]\\w*)?\\.?(?<method>[a-z]\\w*)?`");

    @Test
    void eachRow_hasItsTest() throws IOException {
        List<String> checked = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Class<?> type = null;
        for (String row : rows()) {
            String cell = row.split("\\|", -1)[3];
            List<MatchResult> tests = TEST.matcher(cell).results().toList();
            if (tests.isEmpty() && !(type != null && cell.strip().equals("the same"))) {
                missing.add(row);
            }
            for (MatchResult test : tests) {
                type = test.group("type") == null ? type : type(test.group("type"));
                (exists(type, test.group("method")) ? checked : missing).add(test.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(checked).hasSizeGreaterThan(30).contains("`RequestWireTest.badRequest_isRefused`");
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what comes |"))
                .toList();
    }

    private static @Nullable Class<?> type(String name) {
        for (String place : List.of("", "web.", "client.", "internal.")) {
            try {
                return Class.forName("io.asyncio4j.http." + place + name);
            } catch (ClassNotFoundException _) {
                // elsewhere
            }
        }
        return null;
    }

    private static boolean exists(@Nullable Class<?> type, @Nullable String method) {
        return type != null
                && (method == null
                        || Arrays.stream(type.getDeclaredMethods())
                                .filter(each -> each.getName().equals(method))
                                .anyMatch(SecurityDocTest::isTest));
    }

    private static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }
}
