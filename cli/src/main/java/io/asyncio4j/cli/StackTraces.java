package io.asyncio4j.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Cuts the frames below a program's main method off its exceptions. */
final class StackTraces {
    private StackTraces() {}

    /**
     * Removes the launcher, and the reflection by which it calls the main method, from an exception, its causes and its
     * suppressed exceptions.
     *
     * @param thrown what the main method has thrown; modified
     */
    static void removeLauncher(Throwable thrown) {
        removeLauncher(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void removeLauncher(Throwable thrown, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return;
        }
        StackTraceElement[] frames = thrown.getStackTrace();
        int end = programFrames(frames);
        if (end < frames.length) {
            thrown.setStackTrace(Arrays.copyOf(frames, end));
        }
        if (thrown.getCause() != null) {
            removeLauncher(thrown.getCause(), seen);
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            removeLauncher(suppressed, seen);
        }
    }

    private static int programFrames(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(MainMethod.class.getName())) {
                return withoutReflection(frames, i);
            }
        }
        return frames.length;
    }

    private static int withoutReflection(StackTraceElement[] frames, int end) {
        int i = end;
        while (i > 0 && isReflection(frames[i - 1].getClassName())) {
            i--;
        }
        return i;
    }

    private static boolean isReflection(String className) {
        return className.startsWith("jdk.internal.reflect.") || className.startsWith("java.lang.reflect.");
    }
}
