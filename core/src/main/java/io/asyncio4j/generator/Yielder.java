package io.asyncio4j.generator;

import org.jspecify.annotations.Nullable;

/**
 * What a generator's body hands values out with. To be used in that body only.
 *
 * @param <Y> what is handed out
 * @param <S> what comes back, by {@link Generator#send}
 */
public interface Yielder<Y extends @Nullable Object, S extends @Nullable Object> {

    /**
     * Hands out a value, and stops here until the generator is asked for the next one. A monitor ({@code synchronized})
     * that is held meanwhile stays locked, also for the caller.
     *
     * @return what was sent; null after {@link Generator#next}
     * @throws GeneratorExitError if the generator is closed
     * @throws RuntimeException or any other exception that was given to {@link Generator#throwInto}
     * @throws IllegalStateException if called outside the body, or with a native method or a class initialiser on the stack
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // it is called with a qualifier, and no other name says it
    S yield(Y value);

    /**
     * Hands out all that another generator yields; what is sent to and thrown into this generator goes to that one
     * meanwhile, and closing this one closes that one first. Counterpart: {@code yield from}.
     *
     * @return what the other generator returns
     * @throws RuntimeException what it fails with, as {@link Generator#next} throws it
     */
    <T extends @Nullable Object> T yieldFrom(Generator<? extends Y, ? super S, T> generator);

    /** Hands out all elements. What is sent is dropped; what is thrown in comes out here. */
    default void yieldFrom(Iterable<? extends Y> values) {
        for (Y value : values) {
            var _ = this.yield(value);
        }
    }
}
