package io.asyncio4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several exceptions that happened side by side, as at the end of a {@link TaskGroup}. Groups may be nested; an exception
 * inside that is no group is a leaf. The exceptions are also the group's suppressed ones, so that a stack trace shows all of
 * them, and {@link #tree} is the short form. Immutable.
 *
 * <pre>{@code
 * try {
 *     TaskGroup.run(group -> …);
 * } catch (ExceptionGroup errors) { // Python: except* OSError, TimeoutError
 *     errors.handle(leaf -> switch (leaf) {
 *         case IOException e -> retryLater(e);
 *         case TimeoutException e -> true;
 *         default -> false;
 *     });
 * }
 * }</pre>
 *
 * <p>Counterpart: {@code ExceptionGroup} and {@code BaseExceptionGroup} in one, since an {@link Error} may be inside.
 * Conditions are asked of leaves only: in Python, of groups, too; but this class is a {@link RuntimeException}, so a search
 * for those would find every group, and with it whatever is inside.
 */
public final class ExceptionGroup extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without the count. */
    private final String message;

    @SuppressWarnings("serial") // List.copyOf makes a serializable one
    private final List<Throwable> exceptions;

    /**
     * Groups exceptions.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message + " (" + exceptions.size() + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)"));
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("exceptions = [] (expected: at least one)");
        }
        this.message = message;
        this.exceptions = List.copyOf(exceptions);
        this.exceptions.forEach(this::addSuppressed);
    }

    /** The exceptions, in the order in which they came. */
    public List<Throwable> exceptions() {
        return exceptions;
    }

    /** The exceptions that are no groups, of this group and of those inside it, in order. */
    public List<Throwable> leaves() {
        List<Throwable> leaves = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                leaves.addAll(group.leaves());
            } else {
                leaves.add(exception);
            }
        }
        return leaves;
    }

    /**
     * A group of other exceptions that has all else from this one: message, stack trace, cause, and what was suppressed.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup derive(List<? extends Throwable> others) {
        ExceptionGroup derived = new ExceptionGroup(message, others);
        derived.setStackTrace(getStackTrace());
        Arrays.stream(getSuppressed())
                .filter(suppressed -> !exceptions.contains(suppressed))
                .forEach(derived::addSuppressed);
        if (getCause() != null) {
            derived.initCause(getCause());
        }
        return derived;
    }

    /** The leaves that meet a condition, in groups as here; empty if there are none. */
    public Optional<ExceptionGroup> subgroup(Predicate<? super Throwable> condition) {
        return split(condition).matching();
    }

    /** The leaves of a class, in groups as here; empty if there are none. */
    public Optional<ExceptionGroup> subgroup(Class<? extends Throwable> type) {
        return split(type).matching();
    }

    /** The leaves that meet a condition and those that do not. It is asked once for each, in order. */
    public Split split(Predicate<? super Throwable> condition) {
        Objects.requireNonNull(condition, "condition");
        List<Throwable> matching = new ArrayList<>();
        List<Throwable> rest = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                Split split = group.split(condition);
                split.matching().ifPresent(matching::add);
                split.rest().ifPresent(rest::add);
            } else {
                (condition.test(exception) ? matching : rest).add(exception);
            }
        }
        return new Split(part(matching), part(rest));
    }

    /** The leaves of a class and the others. */
    public Split split(Class<? extends Throwable> type) {
        return split(Objects.requireNonNull(type, "type")::isInstance);
    }

    private Optional<ExceptionGroup> part(List<Throwable> chosen) {
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(chosen.equals(exceptions) ? this : derive(chosen));
    }

    /**
     * Two parts of a group, each grouped as it was. Immutable.
     *
     * @param matching what met the condition
     * @param rest what did not
     */
    public record Split(Optional<ExceptionGroup> matching, Optional<ExceptionGroup> rest) {}

    /**
     * Lets a handler look at each leaf, in order, and throws those that it did not handle, in groups as they were. What the
     * handler itself throws comes out at once, as it is, with what is not handled as a suppressed exception. The handler may
     * suspend if the caller may. Counterpart: a {@code try} with several {@code except*}.
     *
     * @param handler returns whether it has handled the exception
     * @throws ExceptionGroup with what was not handled
     */
    public void handle(Predicate<? super Throwable> handler) {
        Objects.requireNonNull(handler, "handler");
        Set<Throwable> handled = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable leaf : leaves()) {
            try {
                if (handler.test(leaf)) {
                    handled.add(leaf);
                }
            } catch (Throwable thrown) {
                handled.add(leaf);
                subgroup(other -> other != thrown && !handled.contains(other)).ifPresent(thrown::addSuppressed);
                throw thrown;
            }
        }
        Optional<ExceptionGroup> rest = subgroup(leaf -> !handled.contains(leaf));
        if (rest.isPresent()) {
            throw rest.get();
        }
    }

    /**
     * Handles the leaves of a class, and throws the others, see {@link #handle(Predicate)}.
     *
     * @throws ExceptionGroup with what was not handled
     */
    public <X extends Throwable> void handle(Class<X> type, Consumer<? super X> handler) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        handle(leaf -> {
            if (!type.isInstance(leaf)) {
                return false;
            }
            handler.accept(type.cast(leaf));
            return true;
        });
    }

    /**
     * This group and everything inside it, as text: a line for each exception, with the place where it was made, indented
     * by two for each group around it.
     */
    public String tree() {
        StringBuilder text = new StringBuilder();
        appendTree(text, this, "");
        return text.toString();
    }

    private static void appendTree(StringBuilder text, Throwable exception, String indent) {
        text.append(indent).append(exception);
        StackTraceElement[] stack = exception.getStackTrace();
        if (stack.length > 0) {
            text.append(" at ").append(stack[0]);
        }
        text.append('\n');
        if (exception instanceof ExceptionGroup group) {
            group.exceptions.forEach(each -> appendTree(text, each, indent + "  "));
        }
    }
}
