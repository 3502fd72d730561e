package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTracesTest {
    private static final StackTraceElement PROGRAM = frame("Program");
    private static final StackTraceElement REFLECTION = frame("jdk.internal.reflect.DirectMethodHandleAccessor");
    private static final StackTraceElement METHOD = frame("java.lang.reflect.Method");
    private static final StackTraceElement LAUNCHER = frame(MainMethod.class.getName());
    private static final StackTraceElement OURS = frame("io.asyncio4j.cli.Main");

    private static StackTraceElement frame(String className) {
        return new StackTraceElement(className, "method", "File.java", 1);
    }

    private static Throwable with(Throwable thrown, StackTraceElement... frames) {
        thrown.setStackTrace(frames);
        return thrown;
    }

    @Test
    void removeLauncher_cutsAtTheCallOfMain() {
        Throwable thrown = with(new Throwable(), PROGRAM, REFLECTION, METHOD, LAUNCHER, REFLECTION, METHOD, OURS);
        StackTraces.removeLauncher(thrown);
        assertThat(thrown.getStackTrace()).containsExactly(PROGRAM);
    }

    @Test
    void removeLauncher_keepsTheProgramsOwnReflection() {
        Throwable thrown = with(new Throwable(), PROGRAM, METHOD, PROGRAM, METHOD, LAUNCHER, OURS);
        StackTraces.removeLauncher(thrown);
        assertThat(thrown.getStackTrace()).containsExactly(PROGRAM, METHOD, PROGRAM);
    }

    @Test
    void removeLauncher_otherThread_keepsAll() {
        Throwable thrown = with(new Throwable(), PROGRAM, METHOD);
        StackTraces.removeLauncher(thrown);
        assertThat(thrown.getStackTrace()).containsExactly(PROGRAM, METHOD);
    }

    @Test
    void removeLauncher_reachesCausesAndSuppressed_evenInCircles() {
        Throwable cause = with(new Throwable(), PROGRAM, METHOD, LAUNCHER);
        Throwable suppressed = with(new Throwable(), PROGRAM, METHOD, LAUNCHER);
        Throwable thrown = with(new Throwable(cause), PROGRAM, METHOD, LAUNCHER);
        thrown.addSuppressed(suppressed);
        suppressed.addSuppressed(thrown);
        StackTraces.removeLauncher(thrown);
        assertThat(cause.getStackTrace()).containsExactly(PROGRAM);
        assertThat(suppressed.getStackTrace()).containsExactly(PROGRAM);
        assertThat(thrown.getStackTrace()).containsExactly(PROGRAM);
    }
}
