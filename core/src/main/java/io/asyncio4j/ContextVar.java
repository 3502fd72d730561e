package io.asyncio4j;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value belongs to the current {@link Context}: each task has its own, copied from its creator's.
 * Outside tasks and callbacks each thread has a context. May be used on any thread; never suspends.
 *
 * <p>Keep them in static finals. Counterpart: {@code contextvars.ContextVar}.
 *
 * @param <T> the type of its values
 */
public final class ContextVar<T extends @Nullable Object> {

    private static final Object NO_DEFAULT = new Object();

    private final String name;
    private final @Nullable Object defaultValue;

    private ContextVar(String name, @Nullable Object defaultValue) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = defaultValue;
    }

    /** A variable without a default. The name is for messages. */
    public static <T extends @Nullable Object> ContextVar<T> of(String name) {
        return new ContextVar<>(name, NO_DEFAULT);
    }

    /** A variable with a default. The name is for messages. */
    public static <T extends @Nullable Object> ContextVar<T> withDefault(String name, T defaultValue) {
        return new ContextVar<>(name, defaultValue);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /**
     * The value in the current context, else the default.
     *
     * @throws NoSuchElementException if there is neither (Python: {@code LookupError})
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T get() {
        Object value = Context.currentBindings().get(this, defaultValue);
        if (value == NO_DEFAULT) {
            throw new NoSuchElementException("ContextVar \"" + name + "\" has no value in this context and no default");
        }
        return (T) value;
    }

    /** The value in the current context, else {@code fallback}, whatever the default. */
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T get(T fallback) {
        return (T) Context.currentBindings().get(this, fallback);
    }

    /** Sets the value in the current context. The token undoes it. */
    public Token<T> set(T value) {
        Context context = Context.current();
        Token<T> token = new Token<>(this, context, context.bindings());
        context.setBindings(context.bindings().with(this, value));
        return token;
    }

    /**
     * Gives the variable the value that it had before the {@link #set} that returned this token.
     *
     * @throws IllegalArgumentException if the token is of another variable, or was made in another context
     * @throws IllegalStateException if the token was used before
     */
    public void reset(Token<T> token) {
        if (token.variable != this) {
            throw new IllegalArgumentException(token + " was created by a different ContextVar than " + this);
        }
        if (token.used) {
            throw new IllegalStateException(token + " has already been used once");
        }
        Context context = Context.current();
        if (token.context != context) {
            throw new IllegalArgumentException(token + " was created in a different Context");
        }
        token.used = true;
        Bindings now = context.bindings();
        context.setBindings(token.before.has(this) ? now.with(this, token.before.get(this, null)) : now.without(this));
    }

    @Override
    public String toString() {
        return "<ContextVar name='" + name + "'>";
    }

    /**
     * What {@link ContextVar#set} returns. Counterpart: {@code contextvars.Token}.
     *
     * @param <T> the type of the variable's values
     */
    public static final class Token<T extends @Nullable Object> {

        private final ContextVar<T> variable;
        private final Context context;
        private final Bindings before;
        private boolean used;

        private Token(ContextVar<T> variable, Context context, Bindings before) {
            this.variable = variable;
            this.context = context;
            this.before = before;
        }

        @Override
        public String toString() {
            return "<Token" + (used ? " used" : "") + " var=" + variable + ">";
        }
    }
}
