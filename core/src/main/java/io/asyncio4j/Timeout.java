package io.asyncio4j;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A time limit around a block of code: when it is over, the task that runs the block is cancelled, and the block's end
 * turns that into a {@link TimeoutException}. The limit acts where the block suspends; a block that does not suspend after
 * the deadline ends normally ({@link #expired} tells). Blocks can be nested.
 *
 * <p>An exception of the block's own comes out as it is, also after the deadline; so does the cancellation of the task by
 * somebody else. Task-confined. Counterpart: {@code asyncio.Timeout}.
 */
public final class Timeout {

    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED
    }

    private final @Nullable Duration delay;
    private @Nullable Duration when;
    private State state = State.CREATED;
    private @Nullable Task<?> task;
    private int cancellingBefore;
    private @Nullable Handle timer;

    private Timeout(@Nullable Duration delay, @Nullable Duration when) {
        this.delay = delay;
        this.when = when;
    }

    /** A limit of {@code delay} from the moment the block is entered; null for none yet, zero or less for at once. */
    public static Timeout after(@Nullable Duration delay) {
        return new Timeout(delay, null);
    }

    /** A limit at a moment of the loop's {@link EventLoop#time}; null for none yet. */
    public static Timeout at(@Nullable Duration when) {
        return new Timeout(null, when);
    }

    /**
     * Runs the block, in the calling task, under this limit. May suspend.
     *
     * @return what the block returns
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     * @throws CancelledError if somebody else cancelled the task
     * @throws IllegalStateException if the caller is not in a task, or this object was used before
     */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object, X extends Exception> T run(Body<T, X> body) throws X, TimeoutException {
        Objects.requireNonNull(body, "body");
        enter();
        T result;
        try {
            result = body.run();
        } catch (Throwable thrown) {
            Throwable meaning = owner().interpret(thrown);
            exit(meaning);
            if (meaning instanceof Error error) {
                throw error;
            }
            throw (X) meaning; // or unchecked: the block can throw nothing else
        }
        exit(null);
        return result;
    }

    /**
     * Runs a block without a result, see {@link #run(Body)}.
     *
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public <X extends Exception> void run(Body.OfVoid<X> body) throws X, TimeoutException {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void, X>run(() -> {
            body.run();
            return null;
        });
    }

    /** The deadline, in the loop's time; null if there is none (yet). */
    public @Nullable Duration when() {
        return when;
    }

    /**
     * Moves the deadline, from inside the block.
     *
     * @param newWhen a moment of the loop's {@link EventLoop#time}; null for none
     * @throws IllegalStateException if the block was not entered, or is over, or the limit has struck
     */
    public void reschedule(@Nullable Duration newWhen) {
        if (state != State.ACTIVE) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered"
                            : "Cannot change state of " + state.name().toLowerCase(Locale.ROOT) + " Timeout");
        }
        when = newWhen;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (newWhen != null) {
            EventLoop loop = owner().loop;
            timer = newWhen.compareTo(loop.time()) <= 0
                    ? loop.callSoon(this::expire)
                    : loop.callAt(newWhen, this::expire);
        }
    }

    /** Whether the limit has struck. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    private Task<?> owner() {
        return Objects.requireNonNull(task);
    }

    private void enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException("Timeout has already been entered");
        }
        task = Task.currentOrThrow("Timeout.run()");
        state = State.ACTIVE;
        cancellingBefore = owner().cancelling();
        EventLoop loop = owner().loop;
        reschedule(delay == null ? when : Duration.ofNanos(Nanos.add(loop.time().toNanos(), Nanos.saturated(delay))));
    }

    private void expire() {
        owner().cancel();
        state = State.EXPIRING;
        timer = null;
    }

    /** Leaves the block, which threw {@code thrown} if that is not null. */
    private void exit(@Nullable Throwable thrown) throws TimeoutException {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (state != State.EXPIRING) {
            state = State.FINISHED;
            return;
        }
        state = State.EXPIRED;
        if (owner().uncancel() <= cancellingBefore && thrown instanceof CancelledError) {
            TimeoutException timeout = new TimeoutException(
                    delay == null ? "deadline " + when + " has passed" : "not done after " + delay);
            timeout.initCause(thrown);
            throw timeout;
        }
    }

    /** The state and, while the block runs under it, the deadline. */
    @Override
    public String toString() {
        return "<Timeout [" + state.name().toLowerCase(Locale.ROOT) + "]"
                + (state == State.ACTIVE ? " when=" + when : "") + ">";
    }
}
