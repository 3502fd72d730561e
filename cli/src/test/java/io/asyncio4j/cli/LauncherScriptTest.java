package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell script {@code asyncio}, in a project whose Maven and whose JDKs are scripts that note how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherScriptTest {
    private static final String TOOLS = "/usr/bin:/bin";

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void project() throws IOException {
        root = directory.resolve("project");
        Files.createDirectories(root.resolve("core/src/main/java"));
        Path launcher = root.resolve("cli/src/main/launcher");
        Files.createDirectories(launcher);
        Files.createDirectories(root.resolve("net/src/main/java"));
        Files.createDirectories(root.resolve("http/src/main/java"));
        for (String file : List.of(
                "pom.xml",
                "core/pom.xml",
                "net/pom.xml",
                "http/pom.xml",
                "cli/pom.xml",
                "core/src/main/java/Source.java",
                "net/src/main/java/Source.java",
                "http/src/main/java/Source.java")) {
            old(Files.createFile(root.resolve(file)));
        }
        Files.copy(Path.of("..", "asyncio"), root.resolve("asyncio"));
        old(Files.copy(Path.of("src/main/launcher/find-jdk.sh"), launcher.resolve("find-jdk.sh")));
        script(root.resolve("mvnw"), """
                echo "[INFO] quiet"
                echo mvnw "$@" >>calls
                mkdir -p cli/target/lib
                : >cli/target/asyncio4j-cli-1.jar
                : >cli/target/lib/asyncio4j-core-1.jar
                """);
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JDK whose {@code java} prints its name and its arguments, one a line. */
    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        script(home.resolve("bin/javac"), "");
        script(home.resolve("bin/java"), "echo %s; for word; do echo \"$word\"; done\n".formatted(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    private Run asyncio(Map<String, String> environment, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", root.resolve("asyncio").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return Run.of(builder);
    }

    private Run asyncioOnJdk25(String... words) throws Exception {
        String home = jdk("jdk25", "25.0.1").toString();
        return asyncio(Map.of("PATH", TOOLS, "JAVA_HOME", home), words);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(root.resolve("calls"));
    }

    @Test
    void noJdk_saysWhatWasLookedFor() throws Exception {
        Path old = jdk("jdks/old", "17.0.15");
        Path ancient = jdk("jdk8", "1.8.0_402");

        Run run = asyncio(
                Map.of(
                        "PATH",
                        directory.resolve("none").toString(),
                        "JAVA_HOME",
                        ancient.toString(),
                        "ASYNCIO_JDK_DIRS",
                        directory.resolve("none") + ":" + directory.resolve("jdks")),
                "--version");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("asyncio: no JDK 25 or newer found in JAVA_HOME (" + ancient + "), on PATH or in ")
                .contains("(found: Java 1 in " + ancient + ", Java 17 in " + old + ")")
                .endsWith("install one, for example Eclipse Temurin 25, or set JAVA_HOME to it");
    }

    @Test
    void jdk_onPath_isFound() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk("jdk26", "26-ea").resolve("bin/java"));

        Run run = asyncio(Map.of("PATH", bin + ":" + TOOLS, "ASYNCIO_JDK_DIRS", ""));

        assertThat(run.out()).startsWith("jdk26\n--add-opens\n");
    }

    @Test
    void jdk_inFolder_isFound() throws Exception {
        asyncioOnJdk25();
        jdk("jdks/a", "17.0.1");
        Path jdks = jdk("jdks/b", "25.0.2").getParent();
        Path bin = directory.resolve("bin");
        // no java among the tools
        script(bin.resolve("find"), "exec /usr/bin/find \"$@\"\n");
        script(bin.resolve("head"), "exec /usr/bin/head \"$@\"\n");

        Run run = asyncio(Map.of("PATH", bin.toString(), "ASYNCIO_JDK_DIRS", directory + "/none:" + jdks));

        assertThat(run).isEqualTo(new Run(0, run.out(), ""));
        assertThat(run.out()).startsWith("jdks/b\n--add-opens\n");
    }

    @Test
    void words_reachTheJvmUntouched() throws Exception {
        Run run = asyncioOnJdk25("run", "A file.java", "*", "", "--debug");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("jdk25\n--add-opens\njava.base/java.lang=ALL-UNNAMED\n")
                .endsWith("\nio.asyncio4j.cli.Main\nrun\nA file.java\n*\n\n--debug\n");
    }

    @Test
    void classPath_ofTheEnvironment_isAppended() throws Exception {
        Run run = asyncio(
                Map.of("PATH", TOOLS, "JAVA_HOME", jdk("jdk25", "25").toString(), "CLASSPATH", "more.jar"), "run");

        assertThat(run.out()).containsPattern("\n-cp\n\\S*/asyncio4j-cli-1.jar:\\S*/asyncio4j-core-1.jar:more.jar\n");
    }

    @Test
    void secondRun_doesNotBuild() throws Exception {
        assertThat(asyncioOnJdk25().err()).isEqualTo("asyncio: building (first run)…\n");
        assertThat(asyncioOnJdk25().err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core/src/main/java/Source.java", "net/src/main/java/Source.java", "http/pom.xml"})
    void changedSource_isBuilt(String changed) throws Exception {
        asyncioOnJdk25();
        Path source = root.resolve(changed);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(asyncioOnJdk25().err()).startsWith("asyncio: building (").contains(changed + " has changed");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void lockOfADeadProcess_isTaken() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(root.resolve("cli/target"));
        Files.createSymbolicLink(root.resolve("cli/target/launcher.lock"), Path.of(Long.toString(dead.pid())));

        assertThat(asyncioOnJdk25().status()).isZero();
        assertThat(root.resolve("cli/target/launcher.lock")).doesNotExist();
    }

    @Test
    void failedBuild_showsMavensOutput() throws Exception {
        script(root.resolve("mvnw"), "echo '[INFO] noise'\necho '[ERROR] broken'\nexit 1\n");

        Run run = asyncioOnJdk25("run", "Program.java");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("[ERROR] broken\n", "asyncio: the build failed")
                .doesNotContain("noise");
        assertThat(root.resolve("cli/target/launcher/stamp")).doesNotExist();
    }
}
