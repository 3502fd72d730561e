package io.asyncio4j;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The end of a Java program that was run in a JVM of its own, with this library on the class path. */
public record ChildJvm(int exitCode, String output) {

    /**
     * Runs a class of the tests that has a main method, with nothing else on the class path than {@code libraries}; what
     * it prints and logs comes back in one text.
     */
    public static ChildJvm run(Class<?> program, List<String> options, Path... libraries)
            throws IOException, InterruptedException {
        return run(program, List.of(), options, libraries);
    }

    /** The same with arguments for the program. */
    public static ChildJvm run(Class<?> program, List<String> arguments, List<String> options, Path... libraries)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                Stream.concat(Stream.of(library(), root(program)), Stream.of(libraries))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator))));
        command.add(program.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ChildJvm(process.waitFor(), output);
    }

    /** Where this library's own classes are. */
    public static Path library() {
        return root(EventLoop.class);
    }

    /** The folder in which the class files of a class and its package lie. */
    private static Path root(Class<?> type) {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        URL url = type.getResource(file);
        try {
            Path folder = Path.of(url.toURI()).getParent();
            for (int level = type.getPackageName().split("\\.").length; level > 0; level--) {
                folder = folder.getParent();
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new AssertionError(url.toString(), e);
        }
    }

    /** How often a text occurs in the output. */
    public int count(String text) {
        return output.split(Pattern.quote(text), -1).length - 1;
    }
}
