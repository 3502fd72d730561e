package io.asyncio4j.generator;

import io.asyncio4j.internal.coroutine.Strand;
import io.asyncio4j.internal.coroutine.Unchecked;
import java.lang.ref.Reference;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What runs and stops: the body, the stack that it runs on, and the one slot in which values go in and out. It does not
 * refer to the object that users hold, which can therefore become unreachable.
 *
 * @param <Y> what is yielded
 * @param <S> what is sent
 * @param <R> what is returned
 */
final class GeneratorFrame<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        implements Yielder<Y, S>, Runnable {

    private final Generator.Body<Y, S, R> body;

    /** For messages: "generator" or "coroutine". */
    private final String kind;

    /** For {@link #toString}. */
    private final String name;

    private @Nullable Strand strand;
    private Generator.State state = Generator.State.CREATED;

    /** On the way in what is sent, on the way out what is yielded, in the end what is returned. */
    private @Nullable Object value;

    /** On the way in what is to be thrown at the yield, in the end what the body has thrown. */
    private @Nullable Throwable thrown;

    GeneratorFrame(Generator.Body<Y, S, R> body, String kind, String name) {
        this.body = Objects.requireNonNull(body, "body");
        this.kind = kind;
        this.name = name;
    }

    Generator.State state() {
        return state;
    }

    boolean ended() {
        return state == Generator.State.ENDED;
    }

    // ---- called by whoever drives ----

    /**
     * Goes on until the next yield or the end.
     *
     * @param owner what everybody holds who can go on, see {@link Strand#releaseWith}
     * @return whether something was yielded: {@link #item}; otherwise see {@link #result}
     */
    boolean resume(Object owner, @Nullable Object sent, @Nullable Throwable toThrow) {
        Generator.State before = state;
        Strand on = before == Generator.State.SUSPENDED ? strand : start(owner, sent, toThrow);
        if (on == null) {
            return false;
        }
        value = sent;
        thrown = toThrow;
        state = Generator.State.RUNNING;
        try {
            on.resume();
        } catch (Throwable e) { // the stack has overflowed on the way in, or behind the end of the body
            if (state == Generator.State.RUNNING) {
                state = before;
            }
            throw e;
        } finally {
            Reference.reachabilityFence(owner);
        }
        if (state == Generator.State.RUNNING) {
            state = Generator.State.SUSPENDED;
        }
        return state == Generator.State.SUSPENDED;
    }

    /** Null if there is nothing to run. */
    private @Nullable Strand start(Object owner, @Nullable Object sent, @Nullable Throwable toThrow) {
        if (state == Generator.State.RUNNING) {
            throw new IllegalStateException(kind + " already executing: " + this);
        }
        if (toThrow != null || ended()) {
            state = Generator.State.ENDED;
            thrown = toThrow;
            return null;
        }
        if (sent != null) {
            throw new IllegalStateException("can't send " + sent + " to a just-started " + kind
                    + ": no yield waits for it yet; send null first");
        }
        strand = Strand.of(this);
        strand.releaseWith(owner);
        return strand;
    }

    /** What was yielded last. */
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where Y allows it
    Y item() {
        return (Y) value;
    }

    /** After the end: what was returned; throws what the body has thrown. */
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where R allows it
    R result() {
        Throwable failure = thrown;
        if (failure != null) {
            thrown = null;
            if (failure instanceof StopIterationException) {
                throw new IllegalStateException(kind + " raised StopIterationException", failure);
            }
            throw Unchecked.of(failure);
        }
        return (R) value;
    }

    /** Throws {@link GeneratorExitError} at the yield, and expects the end. */
    void close(Object owner) {
        if (state == Generator.State.CREATED) {
            state = Generator.State.ENDED;
        }
        if (ended()) {
            return;
        }
        if (resume(owner, null, new GeneratorExitError())) {
            throw new IllegalStateException(kind + " ignored GeneratorExitError: it has yielded " + value);
        }
        if (thrown instanceof GeneratorExitError) {
            thrown = null;
        }
        var _ = result();
    }

    /** Runs the body on its caller's stack, which it leaves at its end only. */
    R runInline() throws Exception {
        state = Generator.State.RUNNING;
        try {
            return body.run(this);
        } finally {
            state = Generator.State.ENDED;
        }
    }

    // ---- on the strand ----

    @Override
    public void run() {
        try {
            value = body.run(this);
        } catch (Throwable e) {
            value = null;
            thrown = e;
        }
        strand = null;
        state = Generator.State.ENDED;
    }

    @Override
    @SuppressWarnings({"unchecked", "NamedLikeContextualKeyword", "NullAway"}) // null only where S allows it
    public S yield(Y item) {
        Strand on = strand;
        if (on == null || state != Generator.State.RUNNING) {
            throw new IllegalStateException("yield(" + item + ") was called outside the body, while the " + kind
                    + " is " + state.name().toLowerCase(Locale.ROOT));
        }
        value = item;
        on.suspend();
        Throwable toThrow = thrown;
        if (toThrow != null) {
            thrown = null;
            GeneratorFrame.<RuntimeException>throwAsItIs(toThrow);
        }
        return (S) value;
    }

    @Override
    public <T extends @Nullable Object> T yieldFrom(Generator<? extends Y, ? super S, T> generator) {
        S sent = null;
        Throwable toThrow = null;
        while (generator.advance(sent, toThrow)) {
            try {
                sent = this.yield(generator.item());
                toThrow = null;
            } catch (GeneratorExitError e) {
                generator.close();
                throw e;
            } catch (Throwable e) {
                sent = null;
                toThrow = e;
            }
        }
        return generator.result();
    }

    /** A checked exception may have been thrown in from outside; the compiler need not know. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> void throwAsItIs(Throwable exception) throws X {
        throw (X) exception;
    }

    @Override
    public String toString() {
        return "<" + name + " " + state.name().toLowerCase(Locale.ROOT) + ">";
    }
}
