package io.asyncio4j;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a Java program that was run in a JVM of its own, with this library on the class path. */
public record ChildJvm(int exitCode, String output) {

    /** Runs a class of the tests that has a main method; what it prints and logs comes back in one text. */
    public static ChildJvm run(Class<?> program, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", root(EventLoop.class) + System.getProperty("path.separator") + root(program)));
        command.add(program.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ChildJvm(process.waitFor(), output);
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
