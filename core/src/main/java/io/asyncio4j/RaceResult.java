package io.asyncio4j;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a race ended: what {@link Asyncio#staggeredRace} returns. Immutable.
 *
 * <p>Counterpart: the tuple {@code (winner_result, winner_index, exceptions)}; what an attempt returned or threw stands in
 * one list here.
 *
 * @param winner which attempt succeeded first, counted from zero; empty if none did
 * @param attempts how each attempt that was started has ended, in order. A loser was cancelled, so it has failed with
 *     {@link CancelledError}, unless it refused and returned a value; that value is listed too, so that it can be closed
 * @param <T> what the attempts return
 */
public record RaceResult<T extends @Nullable Object>(OptionalInt winner, List<Outcome<T>> attempts) {

    /** Takes a copy of the list. */
    public RaceResult {
        attempts = List.copyOf(attempts);
    }

    /**
     * What the winner returned.
     *
     * @throws ExceptionGroup with the exceptions of all attempts, if none succeeded
     * @throws NoSuchElementException if there was no attempt
     */
    public T get() {
        if (winner.isPresent()) {
            return attempts.get(winner.getAsInt()).get();
        }
        if (attempts.isEmpty()) {
            throw new NoSuchElementException("a race without attempts has no winner");
        }
        throw new ExceptionGroup("no attempt has succeeded", errors());
    }

    /** What the attempts that failed have thrown, in order. */
    public List<Throwable> errors() {
        return attempts.stream()
                .filter(attempt -> attempt instanceof Outcome.Failure<T>)
                .map(attempt -> ((Outcome.Failure<T>) attempt).exception())
                .toList();
    }
}
