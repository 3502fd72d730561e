package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Asyncio#staggeredRace}: attempts in a task group that the first success ends. */
final class StaggeredRace<T extends @Nullable Object> {

    private final TaskGroup group = TaskGroup.create();
    private final List<Outcome<T>> attempts = new ArrayList<>();
    private OptionalInt winner = OptionalInt.empty();

    static <T extends @Nullable Object> RaceResult<T> run(
            @Nullable Duration delay, Collection<? extends Coroutine<? extends T>> coroutines) {
        StaggeredRace<T> race = new StaggeredRace<>();
        race.group.run(() -> race.startAll(coroutines, delay));
        return new RaceResult<>(race.winner, race.attempts);
    }

    /** Ends when the last attempt has failed, or is cancelled with the group. */
    private void startAll(Collection<? extends Coroutine<? extends T>> coroutines, @Nullable Duration delay) {
        for (Coroutine<? extends T> coroutine : coroutines) {
            int index = attempts.size();
            attempts.add(new Outcome.Failure<>(new CancelledError())); // of one that is cancelled before it runs
            Task<@Nullable Void> task = group.createTask(() -> attempt(index, coroutine));
            Waiting.until(task.loop, ReturnWhen.FIRST_COMPLETED, Set.of(task), delay);
        }
    }

    private void attempt(int index, Coroutine<? extends T> coroutine) {
        try {
            attempts.set(index, new Outcome.Success<>(coroutine.run()));
            if (winner.isEmpty()) {
                winner = OptionalInt.of(index);
                group.cancel();
            }
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            attempts.set(
                    index,
                    new Outcome.Failure<>(Task.currentOrThrow("staggeredRace()").interpret(e)));
        }
    }
}
