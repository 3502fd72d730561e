package io.asyncio4j.internal.coroutine;

import org.jspecify.annotations.Nullable;

/** Runs something on a thread of another kind while the caller waits. */
final class Delegation {

    private Delegation() {}

    /**
     * Runs {@code work} on a new thread and waits for its end. An interrupt of the caller is passed on, and what
     * {@code work} throws is thrown here.
     */
    static void callOn(Thread.Builder builder, Runnable work) {
        var outcome = new Object() {
            @Nullable
            Throwable thrown;
        };
        Thread thread = builder.name(Thread.currentThread().getName() + "-loop").unstarted(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                outcome.thrown = e;
            }
        });
        boolean interrupted = Thread.interrupted();
        if (interrupted) {
            thread.interrupt();
        }
        thread.start();
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (outcome.thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new AssertionError("a Runnable threw a checked exception", e);
        }
    }
}
