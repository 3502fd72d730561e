package io.asyncio4j.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which versions of the contenders are there: of those on the JVM by their jars, of others by what they say themselves. */
final class Versions {

    private static final Map<String, String> ARTIFACTS = Map.of(
            "Netty", "netty-common", //
            "Vert.x", "vertx-core",
            "Helidon", "helidon-webserver",
            "Kotlin", "kotlinx-coroutines-core-jvm");

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)+");
    private static final Pattern TOKIO = Pattern.compile("name = \"tokio\"\\s+version = \"([^\"]+)\"");

    private Versions() {}

    /** @param home the folder of this module */
    static Map<String, String> of(Path home) {
        Map<String, String> versions = new TreeMap<>();
        List<String> jars = jars(home);
        ARTIFACTS.forEach(
                (name, artifact) -> amongJars(artifact, jars).ifPresent(version -> versions.put(name, version)));
        String python = Optional.ofNullable(System.getenv("PYTHON")).orElse("python3");
        Map.of(
                        "CPython", List.of(python, "--version"),
                        "aiohttp", List.of(python, "-c", "import aiohttp; print(aiohttp.__version__)"),
                        "uvloop", List.of(python, "-c", "import uvloop; print(uvloop.__version__)"),
                        "Go", List.of("go", "version"),
                        "node", List.of("node", "--version"))
                .forEach((name, command) -> said(command).ifPresent(version -> versions.put(name, version)));
        tokio(home.resolve("target/peers/rust/Cargo.lock")).ifPresent(version -> versions.put("tokio", version));
        return versions;
    }

    /** The files' names. */
    private static List<String> jars(Path home) {
        List<String> jars = new ArrayList<>(
                List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator))));
        String[] ofKotlin = home.resolve("target/peers/kotlin/lib").toFile().list();
        jars.addAll(ofKotlin == null ? List.of() : List.of(ofKotlin));
        return jars.stream().map(jar -> new File(jar).getName()).toList();
    }

    private static Optional<String> amongJars(String artifact, List<String> jars) {
        Pattern pattern = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
        return jars.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** Empty if the program is not installed, fails or does not answer. */
    private static Optional<String> said(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            Matcher number = NUMBER.matcher(new String(process.getInputStream().readAllBytes()));
            return process.exitValue() == 0 && number.find() ? Optional.of(number.group()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    private static Optional<String> tokio(Path lock) {
        try {
            Matcher matcher = TOKIO.matcher(Files.readString(lock));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // not built
        }
    }
}
