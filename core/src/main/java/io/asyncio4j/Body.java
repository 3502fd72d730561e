package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Code that runs at once, in the caller's task or thread, inside something: a time limit, a context. Whether it may
 * suspend is up to what takes it.
 *
 * @param <T> what it returns
 * @param <X> the checked exceptions that it throws; they come out as they are
 */
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception> {

    /**
     * Runs the code.
     *
     * @throws X what the code fails with
     */
    T run() throws X;

    /**
     * The same without a result.
     *
     * @param <X> the checked exceptions that it throws
     */
    @FunctionalInterface
    interface OfVoid<X extends Exception> {

        /**
         * Runs the code.
         *
         * @throws X what the code fails with
         */
        void run() throws X;
    }
}
