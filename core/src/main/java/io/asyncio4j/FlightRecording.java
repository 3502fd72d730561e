package io.asyncio4j;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The door to {@link LoopEvents}: looks first whether the JDK Flight Recorder is there and in use. Loading an event class
 * takes a tenth of a second, and the module {@code jdk.jfr} need not be there at all.
 */
final class FlightRecording {

    private static final boolean AVAILABLE = isAvailable();

    private FlightRecording() {}

    private static boolean isAvailable() {
        try {
            var _ = FlightRecorder.isInitialized();
            return true;
        } catch (LinkageError e) { // no such module, or this one does not read it
            return false;
        }
    }

    /** Whether a recording wants any of the events. Takes about a nanosecond. */
    static boolean isOn() {
        return AVAILABLE && FlightRecorder.isInitialized() && LoopEvents.anyEnabled();
    }

    static void taskStarted(Task<?> task) {
        if (isOn()) {
            LoopEvents.taskStarted(task);
        }
    }

    static void taskEnded(Task<?> task) {
        if (isOn()) {
            LoopEvents.taskEnded(task);
        }
    }

    /** An event for {@link #stepEnds}, or null. */
    static @Nullable Object stepBegins() {
        return isOn() ? LoopEvents.stepBegins() : null;
    }

    static void stepEnds(@Nullable Object event, Object what) {
        if (event != null) {
            LoopEvents.stepEnds(event, what);
        }
    }

    /** An event for {@link #turnEnds}, or null. */
    static @Nullable Object turnBegins() {
        return isOn() ? LoopEvents.turnBegins() : null;
    }

    static void turnEnds(@Nullable Object event, int handles) {
        if (event != null) {
            LoopEvents.turnEnds(event, handles);
        }
    }
}
