package io.asyncio4j.cli;

import java.io.File;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The compiler behind {@code java FILE.java}: it knows compact source files and programs of several files.
 *
 * <p>It is no supported API, so it is reached by reflection, and a JDK that has changed it gives a message instead of a
 * linkage error. Only its compiling half is used. The other half, which calls the main method, cannot be: it cuts as many
 * frames off an exception as its own stack is deep, which destroys the trace of an exception from another thread.
 */
final class SourceCompiler {
    private static final String PACKAGE = "com.sun.tools.javac.launcher.";

    private SourceCompiler() {}

    /**
     * Compiles a program with this JVM's class path, without what asyncio4j's own jars need at run time only.
     *
     * @param file the program's source file; files beside it are compiled when their classes are first used
     * @param err where javac's diagnostics go
     * @return the program
     * @throws CommandException if javac refuses the program, or if this JDK has changed its compiler
     */
    static CompiledProgram compile(Path file, PrintWriter err) {
        try {
            return compileReflectively(file, err);
        } catch (InvocationTargetException e) {
            throw refused(e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new CommandException(
                    "the source compiler of Java %s cannot be used: %s (expected: JDK 25, started by the asyncio script)"
                            .formatted(Runtime.version(), e),
                    e);
        }
    }

    private static CompiledProgram compileReflectively(Path file, PrintWriter err) throws ReflectiveOperationException {
        Class<?> sourceType = Class.forName(PACKAGE + "ProgramFileObject");
        Class<?> programType = Class.forName(PACKAGE + "ProgramDescriptor");
        Class<?> optionsType = Class.forName(PACKAGE + "RelevantJavacOptions");
        Class<?> contextType = Class.forName(PACKAGE + "MemoryContext");

        Object source = method(sourceType, "of", Path.class).invoke(null, file);
        Object program = method(programType, "of", sourceType).invoke(null, source);
        String[] javaOptions = {"--class-path", classPath()};
        Object options = method(optionsType, "of", programType, String[].class).invoke(null, program, javaOptions);
        Constructor<?> newContext = contextType.getDeclaredConstructor(PrintWriter.class, programType, optionsType);
        newContext.setAccessible(true);
        Object context = newContext.newInstance(err, program, options);
        method(contextType, "compileProgram").invoke(context);

        List<String> typeNames = ((List<?>)
                        method(programType, "qualifiedTypeNames").invoke(program))
                .stream().map(String.class::cast).toList();
        ClassLoader loader = (ClassLoader) method(contextType, "newClassLoaderFor", ClassLoader.class, String.class)
                .invoke(context, ClassLoader.getSystemClassLoader(), typeNames.getFirst());
        return new CompiledProgram(loader, typeNames);
    }

    /** javac opens each jar that it is given, which takes longer than compiling a small program. */
    private static String classPath() {
        Path own = Path.of(URI.create(SourceCompiler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> isOpenToPrograms(Path.of(entry), own))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether programs are compiled against it: not against Netty and the like, which lie beside this class's jar. */
    private static boolean isOpenToPrograms(Path entry, Path own) {
        return !Objects.equals(entry.getParent(), own.getParent())
                || String.valueOf(entry.getFileName()).startsWith("asyncio4j-");
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** The compiler's own message, such as "error: compilation failed", after javac's diagnostics. */
    private static CommandException refused(InvocationTargetException e) {
        String message = String.valueOf(e.getTargetException().getMessage());
        return new CommandException(message.startsWith("error: ") ? message.substring("error: ".length()) : message, e);
    }
}
