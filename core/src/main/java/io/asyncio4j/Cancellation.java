package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * The requests to cancel a task, and how far they have come. A task has none until it is cancelled for the first time.
 * Loop-confined.
 */
final class Cancellation {

    /** How many requests were made and not taken back. */
    int requests;

    /** The message of the latest request that is to be thrown. */
    @Nullable
    String message;

    /** To be thrown at the next suspension: it could not be passed on to what the task waits for. */
    boolean pending;

    /** Decided at the start of a step: the suspension point from which the task goes on throws. */
    boolean due;

    /** {@link #pending} was also told to the task's thread, by an interrupt. */
    private boolean interrupted;

    /** Interrupts a thread that blocks in foreign code, where nothing else reaches it. */
    void interrupt(Thread blocked) {
        interrupted = true;
        blocked.interrupt();
    }

    boolean hasInterrupted() {
        return interrupted;
    }

    /** It has arrived, or was taken back: the interrupt that told of it must not tell once more. */
    void forgetInterrupt(boolean onOwnThread) {
        if (interrupted) {
            interrupted = false;
            if (onOwnThread) {
                var _ = Thread.interrupted();
            }
        }
    }

    /** Throws, if that was decided at the start of the step. Called on the task's thread. */
    void throwIfDue() {
        if (due) {
            due = false;
            forgetInterrupt(true);
            throw new CancelledError(message);
        }
    }

    /**
     * What a thrown exception means: a {@link CancelledError} if it is the interrupt that carried this cancellation into
     * a blocking call, otherwise itself. Called on the task's thread.
     */
    Throwable interpret(Throwable thrown) {
        if (pending && interrupted && Interruptions.isCause(thrown)) {
            pending = false;
            forgetInterrupt(true);
            CancelledError error = new CancelledError(message);
            error.initCause(thrown);
            return error;
        }
        return thrown;
    }
}
