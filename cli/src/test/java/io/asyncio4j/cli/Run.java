package io.asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a process has left behind.
 *
 * @param status its exit status
 * @param out what it has written to standard output, decoded as UTF-8
 * @param err what it has written to standard error
 */
record Run(int status, String out, String err) {
    /** The class path of this JVM. */
    static final String CLASS_PATH = System.getProperty("java.class.path");

    /** Runs {@code asyncio} with these words in a JVM of its own, with the class path of this one. */
    static Run asyncio(Path directory, String... words) throws IOException, InterruptedException {
        return of(asyncioProcess(directory, words));
    }

    /** How {@link #asyncio} starts its process. */
    static ProcessBuilder asyncioProcess(Path directory, String... words) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-opens=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                CLASS_PATH,
                "-Duser.language=en",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                Main.class.getName()));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
        return builder;
    }

    /** Starts a process and waits for its end. */
    static Run of(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("asyncio", ".out");
        Path err = Files.createTempFile("asyncio", ".err");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(50, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after 50 seconds: " + builder.command());
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
