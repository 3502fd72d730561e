package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.programs.CarryThreadLocal;
import io.micrometer.context.ContextRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X22: that the library for thread-locals is optional, and where it may be. In JVMs of their own. */
final class ThreadLocalsWithoutLibraryTest {

    private static final String VALUES = "[value, value, value]";
    private static final String NOTHING = "[null, null, null]";

    private static Path micrometer() throws Exception {
        return Path.of(ContextRegistry.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<String> options(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dasyncio4j.runtime=" + System.getProperty("asyncio4j.runtime", "loop")));
        options.addAll(List.of(more));
        return options;
    }

    private static List<String> onTheModulePath(String modules, Path... path) {
        return options(
                "--add-opens=java.base/java.lang=io.asyncio4j.core",
                "--module-path="
                        + String.join(
                                java.io.File.pathSeparator,
                                List.of(path).stream().map(Path::toString).toList()),
                "--add-modules=" + modules);
    }

    @Test
    void classPath_withoutTheLibrary_nothingIsCarriedAndNothingIsLogged() throws Exception {
        assertThat(ChildJvm.run(CarryThreadLocal.class, options())).isEqualTo(new ChildJvm(0, NOTHING));
    }

    @Test
    void modulePath_withoutTheLibrary_nothingIsCarriedAndNothingIsLogged() throws Exception {
        assertThat(ChildJvm.run(CarryThreadLocal.class, onTheModulePath("io.asyncio4j.core", ChildJvm.library())))
                .isEqualTo(new ChildJvm(0, NOTHING));
    }

    @Test
    void classPath_withTheLibrary_valuesAreCarried() throws Exception {
        assertThat(ChildJvm.run(CarryThreadLocal.class, List.of("register"), options(), micrometer()))
                .isEqualTo(new ChildJvm(0, VALUES));
    }

    @Test
    void modulePath_withTheLibrary_valuesAreCarried() throws Exception {
        List<String> options =
                onTheModulePath("io.asyncio4j.core,context.propagation", ChildJvm.library(), micrometer());
        assertThat(ChildJvm.run(CarryThreadLocal.class, List.of("register"), options))
                .isEqualTo(new ChildJvm(0, VALUES));
    }

    @Test
    void modulePath_withTheLibraryOnTheClassPath_valuesAreCarried() throws Exception {
        List<String> options = onTheModulePath("io.asyncio4j.core", ChildJvm.library());
        assertThat(ChildJvm.run(CarryThreadLocal.class, List.of("register"), options, micrometer()))
                .isEqualTo(new ChildJvm(0, VALUES));
    }

    @Test
    void library_thatFindsABrokenAccessor_isNotUsedAndOneWarningSaysSo(@TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve("io.micrometer.context.ThreadLocalAccessor"), "no.such.Accessor");
        ChildJvm child = ChildJvm.run(CarryThreadLocal.class, options(), micrometer(), folder);
        assertThat(child.exitCode()).as(child.output()).isZero();
        assertThat(child.output())
                .endsWith(NOTHING)
                .contains("io.micrometer:context-propagation is there, but cannot be used")
                .contains("no.such.Accessor");
        assertThat(child.count("WARNING")).as(child.output()).isEqualTo(1);
    }
}
