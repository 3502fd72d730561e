package io.asyncio4j.examples;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the programs of this module's folder, and runs them in this JVM with their output recorded. */
final class Example {

    /** The folder with the programs. */
    static final Path FOLDER = Path.of(System.getProperty("basedir", ""));

    /** What the programs, and JVMs of their own, need on the class path. */
    static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** Whether programs run on the portable runtime, where a blocking call holds the loop. */
    static final boolean HAND_OFF = "handoff".equals(System.getProperty("asyncio4j.runtime"));

    private static final Path CLASSES = FOLDER.resolve("target", "example-classes");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Example() {}

    /** The names of all programs. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program in real time. */
    static Output run(String name, String... args) {
        return run("real", name, (line, loop) -> {}, args);
    }

    /** Runs a program in real time; {@code onLine} gets each line that is printed on a loop, and that loop. */
    static Output run(String name, BiConsumer<String, EventLoop> onLine, String... args) {
        return run("real", name, onLine, args);
    }

    /** Runs a program on virtual clocks: what it sleeps takes no time, but shows in the times of its lines. */
    static Output runVirtual(String name, String... args) {
        return run("virtual", name, (line, loop) -> {}, args);
    }

    private static synchronized Output run(
            String clock, String name, BiConsumer<String, EventLoop> onLine, String... args) {
        Output output = new Output(onLine);
        PrintStream realOut = System.out;
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setProperty("asyncio4j.clock", clock);
        try {
            FutureTask<Void> program = new FutureTask<>(() -> callMain(name, args), null);
            Thread thread = Thread.ofPlatform().name("main of " + name).start(program);
            awaitEnd(program, thread, output);
        } finally {
            System.clearProperty("asyncio4j.clock");
            System.setOut(realOut);
        }
        return output;
    }

    private static void awaitEnd(FutureTask<Void> program, Thread thread, Output output) {
        try {
            program.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var stuck = new AssertionError(thread.getName() + " still runs after " + LIMIT + "; it printed\n" + output);
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        } catch (Exception e) {
            throw new AssertionError(thread.getName() + " failed; it printed\n" + output, e);
        }
    }

    /** Starts the program as the java launcher does. */
    private static void callMain(String name, String... args) {
        try {
            Class<?> program = Class.forName(name, true, Compiled.LOADER);
            Method main = Arrays.stream(program.getDeclaredMethods())
                    .filter(method -> method.getName().equals("main"))
                    .findFirst()
                    .orElseThrow();
            var constructor = program.getDeclaredConstructor();
            constructor.setAccessible(true);
            main.setAccessible(true);
            main.invoke(constructor.newInstance(), main.getParameterCount() == 0 ? new Object[0] : new Object[] {args});
        } catch (InvocationTargetException e) {
            throw new AssertionError("main threw " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** All programs, compiled at the first use; a warning is a failure. */
    private static final class Compiled {
        static final ClassLoader LOADER = compile();

        private static ClassLoader compile() {
            var compiler = ToolProvider.getSystemJavaCompiler();
            var messages = new DiagnosticCollector<JavaFileObject>();
            try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
                Files.createDirectories(CLASSES);
                var options = List.of("-d", CLASSES.toString(), "-cp", CLASS_PATH, "-Xlint:all");
                var paths = names().stream().map(name -> FOLDER.resolve(name + ".java"));
                var sources = files.getJavaFileObjectsFromPaths(paths.toList());
                var task = compiler.getTask(null, files, messages, options, null, sources);
                boolean compiled = task.call();
                if (!compiled || !messages.getDiagnostics().isEmpty()) {
                    throw new AssertionError(
                            "the examples do not compile without warnings:\n" + messages.getDiagnostics());
                }
                URL[] classes = {CLASSES.toUri().toURL()};
                var loader = new URLClassLoader(classes, Example.class.getClassLoader());
                loader.setDefaultAssertionStatus(true);
                return loader;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
