package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link Asyncio#staggeredRace}. A task group around it sees to it that no attempt is left, whatever happens; it does not
 * pass a second cancellation from outside on to the attempts, so they are waited for inside the group.
 */
final class StaggeredRace<T extends @Nullable Object> {

    private final TaskGroup group = TaskGroup.create();
    private final EventLoop loop = Task.currentOrThrow("staggeredRace()").loop;
    private final Set<Future<@Nullable Void>> running = new LinkedHashSet<>();
    private final Future<@Nullable Void> won = loop.createFuture();
    private final List<Outcome<T>> attempts = new ArrayList<>();
    private OptionalInt winner = OptionalInt.empty();

    static <T extends @Nullable Object> RaceResult<T> run(
            @Nullable Duration delay, Collection<? extends Coroutine<? extends T>> coroutines) {
        StaggeredRace<T> race = new StaggeredRace<>();
        race.group.run(() -> race.runInGroup(delay, coroutines));
        return new RaceResult<>(race.winner, race.attempts);
    }

    private void runInGroup(@Nullable Duration delay, Collection<? extends Coroutine<? extends T>> coroutines) {
        CancelledError cancelled = null;
        try {
            startAll(delay, coroutines);
        } catch (CancelledError e) {
            cancelled = e;
            cancelRunning(e.getMessage());
        }
        while (!running.isEmpty()) {
            try {
                Waiting.until(loop, ReturnWhen.FIRST_COMPLETED, running, null);
            } catch (CancelledError e) {
                cancelled = e;
                cancelRunning(e.getMessage());
            }
            running.removeIf(Future::done);
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    private void startAll(@Nullable Duration delay, Collection<? extends Coroutine<? extends T>> coroutines) {
        for (Coroutine<? extends T> coroutine : coroutines) {
            int index = attempts.size();
            attempts.add(new Outcome.Failure<>(new CancelledError())); // of one that is cancelled before it runs
            Task<@Nullable Void> task = group.createTask(() -> attempt(index, coroutine));
            running.add(task);
            Waiting.until(loop, ReturnWhen.FIRST_COMPLETED, Set.of(task, won), delay);
            if (won.done()) {
                break;
            }
        }
    }

    private void attempt(int index, Coroutine<? extends T> coroutine) {
        Task<?> me = Task.currentOrThrow("staggeredRace()");
        try {
            attempts.set(index, new Outcome.Success<>(coroutine.run()));
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            attempts.set(index, new Outcome.Failure<>(me.interpret(e)));
            return;
        }
        if (winner.isEmpty()) {
            winner = OptionalInt.of(index);
            won.succeed(null);
            running.remove(me);
            cancelRunning(null);
        }
    }

    private void cancelRunning(@Nullable String message) {
        running.forEach(task -> task.cancel(message));
    }
}
