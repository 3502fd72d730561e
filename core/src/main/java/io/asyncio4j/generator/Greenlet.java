package io.asyncio4j.generator;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Code that others switch to and that switches to others: coroutines that pass the control on as they like, without a
 * scheduler.
 *
 * <pre>{@code
 * Greenlet[] other = new Greenlet[1];
 * Greenlet ping = Greenlet.of(() -> {
 *     IO.println("ping");
 *     other[0].switchTo();
 * });
 * }</pre>
 *
 * <p>Each thread and each task has a <em>main</em> greenlet, in which it begins; others belong to the thread or task that
 * made them, and switch among each other only. When a greenlet ends, the control goes to its <em>parent</em> (the one that
 * made it, at first), whoever has switched to it: with what it returns as the value of the parent's {@code switchTo}, or
 * with what it throws. Inside a task any of them may suspend the task; then all of them stand still.
 *
 * <p>A generator's body may switch to greenlets and back, and a greenlet may iterate over generators. But the generator
 * yields in the greenlet in which its body was entered: one that has switched away first switches back.
 *
 * <p>One that never ends is garbage when nobody refers to it any more; its {@code finally} blocks do not run then. (On the
 * portable runtime they do, as those of a {@link Generator}, and greenlets that refer to each other stay.) Counterpart:
 * {@code greenlet.greenlet}.
 */
public final class Greenlet {

    /** What a greenlet runs. */
    @FunctionalInterface
    public interface Body {

        /**
         * Runs to the end, and may switch to others.
         *
         * @param first what the first {@link Greenlet#switchTo(Object)} has passed
         * @return what the parent gets
         * @throws Exception what the code fails with; it is thrown in the parent
         */
        @Nullable
        Object run(@Nullable Object first) throws Exception;

        /** What a greenlet runs that takes and returns nothing. */
        @FunctionalInterface
        interface OfVoid {

            /**
             * Runs to the end, and may switch to others.
             *
             * @throws Exception what the code fails with; it is thrown in the parent
             */
            void run() throws Exception;
        }
    }

    final Greenlets family;

    /** Null for the main one. */
    private final @Nullable GreenletFrame frame;

    private @Nullable Greenlet parent;

    Greenlet(Greenlets family, @Nullable Body body, @Nullable Greenlet parent) {
        this.family = family;
        this.frame = body == null ? null : new GreenletFrame(body, family);
        this.parent = parent;
    }

    /** A greenlet that has not started; the current one is its parent. */
    public static Greenlet of(Body body) {
        return of(body, getCurrent());
    }

    /** The same for code that takes and returns nothing. */
    public static Greenlet of(Body.OfVoid body) {
        Objects.requireNonNull(body, "body");
        return of(_ -> {
            body.run();
            return null;
        });
    }

    /**
     * A greenlet that has not started, with a given parent.
     *
     * @throws IllegalStateException if the parent belongs to another thread or task
     */
    public static Greenlet of(Body body, Greenlet parent) {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(parent, "parent");
        return new Greenlet(Greenlets.current().expect(parent), body, parent);
    }

    /** The greenlet in which the caller is; the main one outside any other. */
    public static Greenlet getCurrent() {
        return Greenlets.current().running();
    }

    /** Passes the control to this greenlet without a value, see {@link #switchTo(Object)}. */
    public @Nullable Object switchTo() {
        return switchTo(null);
    }

    /**
     * Passes the control to this greenlet: it starts, or goes on where it has switched away, and gets {@code value}. To
     * switch to oneself returns the value at once.
     *
     * @return what is passed when somebody switches back to the caller
     * @throws IllegalStateException if this greenlet has ended, or belongs to another thread or task
     * @throws RuntimeException what is thrown into the caller, or what a greenlet has ended with whose parent the caller is,
     *     if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     */
    public @Nullable Object switchTo(@Nullable Object value) {
        return Greenlets.current().switchTo(this, value, null);
    }

    /**
     * Passes the control to this greenlet with an exception that is thrown where it has switched away. One that has not
     * started ends at once, and the exception goes to its parent. Returns and throws as {@link #switchTo(Object)} does.
     */
    public @Nullable Object throwInto(Throwable exception) {
        return Greenlets.current().switchTo(this, null, Objects.requireNonNull(exception, "exception"));
    }

    /** Where the control goes when this greenlet ends; null for a main one. */
    public @Nullable Greenlet parent() {
        return parent;
    }

    /**
     * Changes where the control goes when this greenlet ends.
     *
     * @throws IllegalArgumentException if {@code newParent} is this greenlet or one of its descendants
     * @throws IllegalStateException if this is a main greenlet, or {@code newParent} belongs to another thread or task
     */
    public void setParent(Greenlet newParent) {
        Objects.requireNonNull(newParent, "newParent");
        if (frame == null) {
            throw new IllegalStateException("cannot set the parent of a main greenlet: " + this);
        }
        var _ = family.expect(newParent);
        for (Greenlet ancestor = newParent; ancestor != null; ancestor = ancestor.parent) {
            if (ancestor == this) {
                throw new IllegalArgumentException("cyclic parent chain: " + newParent + " descends from " + this);
            }
        }
        parent = newParent;
    }

    /** Whether it has started and not ended; a main one always is. Counterpart: {@code bool(greenlet)}. */
    public boolean isActive() {
        return frame == null || frame.isActive();
    }

    /** Whether it has ended. */
    public boolean isDead() {
        return frame != null && frame.isDead();
    }

    @Nullable
    GreenletFrame frame() {
        return frame;
    }

    @Override
    public String toString() {
        String state = frame == null ? "main" : isDead() ? "dead" : isActive() ? "active" : "not started";
        return "<Greenlet " + state + (family.running() == this ? " current" : "") + ">";
    }
}
