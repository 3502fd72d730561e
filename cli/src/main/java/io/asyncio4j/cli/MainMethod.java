package io.asyncio4j.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main method of a program: static or not, with or without a parameter. */
final class MainMethod {
    private final Method method;

    private MainMethod(Method method) {
        this.method = method;
    }

    /**
     * Chooses the main method as {@code java FILE.java} does: that of the file's first type, else that of the type named
     * like the file.
     *
     * @param program the compiled program
     * @param file its source file
     * @return the method
     * @throws CommandException if there is none
     */
    static MainMethod of(CompiledProgram program, Path file) {
        String first = program.typeNames().getFirst();
        try {
            Method method = find(program.loader().loadClass(first));
            if (method == null) {
                method = findIn(typeNamedLike(file, program.typeNames()), program.loader());
            }
            if (method == null) {
                throw new CommandException(
                        "%s has no main method in class %s (expected: void main() or void main(String[] args))"
                                .formatted(file, first));
            }
            method.setAccessible(true);
            return new MainMethod(method);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new CommandException("the main method of %s cannot be reached: %s".formatted(file, e), e);
        }
    }

    private static @Nullable String typeNamedLike(Path file, List<String> typeNames) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.java$", "");
        return typeNames.stream()
                .filter(type -> type.substring(type.lastIndexOf('.') + 1).equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Method findIn(@Nullable String typeName, ClassLoader loader)
            throws ReflectiveOperationException {
        return typeName == null ? null : find(loader.loadClass(typeName));
    }

    /** The JDK's own search, since its rules (inherited methods, interfaces) are long. */
    private static @Nullable Method find(Class<?> type) throws ReflectiveOperationException {
        Class<?> finder = Class.forName("jdk.internal.misc.MethodFinder");
        return (Method) finder.getMethod("findMainMethod", Class.class).invoke(null, type);
    }

    /**
     * Calls the method on this thread.
     *
     * @param arguments the program's arguments
     * @throws CommandException if it is an instance method of a class without a constructor that can be called
     * @throws Throwable what the program has thrown
     */
    void call(List<String> arguments) throws Throwable {
        try {
            Object receiver = Modifier.isStatic(method.getModifiers()) ? null : newInstance();
            if (method.getParameterCount() == 0) {
                method.invoke(receiver);
            } else {
                method.invoke(receiver, (Object) arguments.toArray(String[]::new));
            }
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private Object newInstance() throws InvocationTargetException {
        Class<?> type = method.getDeclaringClass();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new CommandException(
                    "class %s cannot be instantiated (expected: a constructor without parameters): %s"
                            .formatted(type.getName(), e),
                    e);
        }
    }
}
