package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.generator.GeneratorExitError;
import io.asyncio4j.generator.Yielder;
import io.asyncio4j.testing.VirtualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program on asyncio4j. It follows {@code interpreter.py}, operation by operation: what one does, the other does, and
 * both leave the same trace.
 */
public final class Interpreter {

    private static final int MAX_TASKS = 40;
    private static final int ROUNDS = 3;

    final Program program;
    final EventLoop loop;
    final Trace trace;
    private final IdleDriver driver = new IdleDriver();
    private final Shared shared;
    private final Operations operations;
    private final Set<Future<?>> lost = new HashSet<>();

    /** Kept, as in the reference, so that the collector has no say in when they are closed. */
    private final List<AsyncGenerator<?, ?>> generators = new ArrayList<>();

    private int tasksMade;

    private Interpreter(Program program) {
        this.program = program;
        loop = EventLoop.builder()
                .clock(new VirtualClock())
                .driver(driver)
                .debug(false)
                .build();
        driver.serve(loop);
        trace = new Trace(loop);
        shared = new Shared(program, this);
        operations = new Operations(this, shared);
        loop.setExceptionHandler((_, context) -> onError(context));
        if (program.eagerTasks()) {
            loop.setTaskFactory(TaskFactory.EAGER);
        }
    }

    /** Runs a program to its end; returns its trace. To be called outside any loop. */
    public static List<String> run(Program program) {
        return new Interpreter(program).run();
    }

    private void onError(ExceptionContext context) {
        String message = context.message();
        if (message.endsWith("never retrieved")) {
            lost.add(context.future());
            return;
        }
        String kind = message.startsWith("Exception in callback")
                ? "callback"
                : message.startsWith("an error occurred during closing of asynchronous generator")
                        ? "generator"
                        : message.startsWith("Task ") ? "orphan" : message;
        Throwable exception = context.exception();
        trace.emit("report " + kind + " " + (exception == null ? "None" : Show.error(Show.unwrapped(exception))));
    }

    // ---- the whole run ----

    private List<String> run() {
        Task<Integer> main = loop.createTask(body(0, "T"));
        trace.register(main, "T");
        runUntilComplete("main", main);
        for (int round = 0; round < ROUNDS; round++) {
            List<Task<?>> pending = pendingTasks();
            if (pending.isEmpty()) {
                break;
            }
            trace.emit("cancel all " + pending.stream().map(trace::name).collect(Collectors.joining(" ")));
            pending.forEach(Task::cancel);
            runUntilIdle();
        }
        Task<@Nullable Void> closing = loop.createTask(loop::shutdownAsyncgens, "closing");
        runUntilComplete("closing", closing);
        return finalStates();
    }

    private List<Task<?>> pendingTasks() {
        List<Task<?>> pending = new ArrayList<>();
        for (Future<?> future : trace.named()) {
            if (future instanceof Task<?> task && !task.done()) {
                pending.add(task);
            }
        }
        return pending;
    }

    private void runUntilComplete(String what, Task<?> task) {
        while (true) {
            driver.takeIdle();
            try {
                trace.emit(what + " = " + Show.value(loop.runUntilComplete(task)));
                return;
            } catch (Throwable e) {
                if (task.done()) {
                    trace.emit(what + " ! " + Show.error(Show.unwrapped(e)));
                    return;
                }
                boolean idle = driver.takeIdle();
                trace.emit(what + (idle ? " stuck" : " stopped"));
                if (idle) {
                    return;
                }
            }
        }
    }

    private void runUntilIdle() {
        loop.runForever();
        while (!driver.takeIdle()) {
            trace.emit("stopped");
            loop.runForever();
        }
    }

    /** Closing the loop tells what nobody has fetched, but it also ends tasks; so the states are taken before. */
    private List<String> finalStates() {
        List<Future<?>> futures = List.copyOf(trace.named());
        List<Boolean> done = futures.stream().map(Future::done).toList();
        List<String> cancelling = futures.stream()
                .map(f -> f instanceof Task<?> task ? " cancelling " + task.cancelling() : "")
                .toList();
        List<String> states = shared.states();
        boolean pending =
                !pendingTasks().isEmpty(); // closing ends them, and they may fetch errors, or make more of them
        String prefix = loop.time().toMillis() + "." + trace.turn() + " - ";
        List<String> lines = trace.end();
        loop.close();
        for (int i = 0; i < futures.size(); i++) {
            Future<?> future = futures.get(i);
            String state = done.get(i) ? state(future) : "pending";
            String line = prefix + trace.name(future) + " " + state + cancelling.get(i);
            lines.add(
                    !pending && lost.contains(future) && !operations.isDropped(future)
                            ? line + " never retrieved"
                            : line);
        }
        states.forEach(state -> lines.add(prefix + state));
        return lines;
    }

    static String state(Future<?> future) {
        if (!future.done()) {
            return "pending";
        }
        try {
            return "= " + Show.value(future.result());
        } catch (Throwable e) {
            return "! " + Show.error(Show.unwrapped(e));
        }
    }

    // ---- bodies ----

    /** Whether one more task may be made; counts it. */
    boolean mayMakeTask() {
        if (tasksMade >= MAX_TASKS) {
            return false;
        }
        tasksMade++;
        return true;
    }

    /** The name of the task that was allowed last. */
    String nameOfTask(int body) {
        return "T" + body + "." + tasksMade;
    }

    Coroutine<Integer> body(int index, String name) {
        return () -> {
            Task<?> task = Objects.requireNonNull(Asyncio.currentTask());
            trace.register(task, name);
            trace.emit("starts " + index);
            try {
                int value = innerBody(index);
                trace.emit("ends = " + value + " cancelling " + task.cancelling());
                return value;
            } catch (Throwable e) {
                trace.emit("ends ! " + Show.error(e) + " cancelling " + task.cancelling());
                throw e;
            }
        };
    }

    int innerBody(int index) throws Exception {
        Leave left = block(program.bodies().get(index), new Frame());
        return left == null ? index : left.value();
    }

    @Nullable
    Leave block(List<? extends Op> ops, Frame frame) throws Exception {
        for (Op op : ops) {
            Leave left = op(op, frame);
            if (left != null) {
                return left;
            }
        }
        return null;
    }

    private @Nullable Leave op(Op op, Frame frame) throws Exception {
        String kind = op.getClass().getSimpleName();
        Object result;
        try {
            result = operations.perform(op, frame);
        } catch (Throwable e) {
            Throwable thrown = Show.unwrapped(e);
            trace.emit(kind + " ! " + Show.error(thrown));
            throw Interpreter.<RuntimeException>rethrow(thrown);
        }
        if (result instanceof Leave left) {
            trace.emit(kind + " left");
            return left;
        }
        trace.emit(result == null ? kind : kind + " = " + result);
        return null;
    }

    /** Runs a callback of the program, which was called with these futures. */
    void callback(int index, List<Future<?>> arguments) {
        int outer = trace.enterCallback(index);
        try {
            trace.emit(
                    "called" + arguments.stream().map(f -> " " + trace.name(f)).collect(Collectors.joining()));
            block(program.callbacks().get(index), new Frame());
        } catch (Exception e) {
            throw Interpreter.<RuntimeException>rethrow(e);
        } finally {
            trace.enterCallback(outer);
        }
    }

    AsyncGenerator<Integer, @Nullable Integer> generator(int index) {
        AsyncGenerator<Integer, @Nullable Integer> generator =
                AsyncGenerator.of(out -> generate(program.generators().get(index), index, out));
        generators.add(generator);
        return generator;
    }

    private void generate(Program.GeneratorBody kind, int index, Yielder<Integer, @Nullable Integer> out)
            throws Exception {
        Frame frame = new Frame();
        trace.emit("generator " + index + " starts");
        try {
            for (Op op : kind.steps()) {
                if (op instanceof Op.YieldValue(int value)) {
                    yieldValue(value, out);
                } else if (op(op, frame) != null) {
                    return;
                }
            }
        } catch (Boom e) {
            if (kind.handler().isEmpty()) {
                throw e;
            }
            trace.emit("generator " + index + " caught " + Show.error(e));
            block(kind.handler(), frame);
        } finally {
            trace.emit("generator " + index + " ends");
            block(kind.cleanup(), frame);
        }
    }

    private void yieldValue(int value, Yielder<Integer, @Nullable Integer> out) {
        Integer sent;
        try {
            sent = out.yield(value);
        } catch (Throwable e) {
            trace.emit("YieldValue ! " + Show.error(e));
            throw e;
        }
        trace.emit("YieldValue = " + Show.value(sent));
    }

    // ---- control ----

    @Nullable
    Leave repeat(Op.Repeat repeat, Frame frame) throws Exception {
        for (int i = 0; i < repeat.times(); i++) {
            Leave left = block(repeat.body(), frame);
            if (left != null) {
                return left;
            }
        }
        return null;
    }

    @SuppressWarnings("Finally") // as in the program
    @Nullable
    Leave attempt(Op.Try attempt, Frame frame) throws Exception {
        try {
            return block(attempt.body(), frame);
        } catch (Throwable e) {
            if (attempt.on() == null || !catches(attempt.on(), e)) {
                throw e;
            }
            Task<?> task = Objects.requireNonNull(Asyncio.currentTask());
            trace.emit("caught " + Show.error(e) + " cancelling " + task.cancelling());
            Leave left = block(attempt.handler(), frame);
            if (left == null && attempt.rethrow()) {
                throw e;
            }
            return left;
        } finally {
            if (attempt.cleanup() != null) {
                trace.emit("finally");
                Leave left = block(attempt.cleanup(), frame);
                if (left != null) {
                    return left;
                }
            }
        }
    }

    private static boolean catches(Op.Caught on, Throwable e) {
        return switch (on) {
            case BOOM -> e instanceof Boom;
            case CANCELLED -> e instanceof CancelledError;
            case TIMEOUT -> e instanceof TimeoutException;
            case GROUP -> e instanceof ExceptionGroup;
            case ERROR -> !(e instanceof CancelledError) && !(e instanceof GeneratorExitError);
            case ALL -> true;
        };
    }

    /** Throws anything as it is. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** What a statement returns that ends the body. */
    record Leave(int value) {}
}
