package io.asyncio4j.conformance;

import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.queue.LifoQueue;
import io.asyncio4j.queue.PriorityQueue;
import io.asyncio4j.queue.Queue;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The objects that the statements of a program share. */
final class Shared {

    final @Nullable Future<Object>[] slots;
    final @Nullable Handle[] handles;
    final @Nullable TaskGroup[] groups;
    final @Nullable AsyncGenerator<Integer, @Nullable Integer>[] openGenerators;
    final @Nullable Iterator<Future<Object>>[] iterators;
    final int[] counters;
    final List<Lock> locks;
    final List<Event> events;
    final List<Condition> conditions;
    final List<Semaphore> semaphores;
    final List<Barrier> barriers;
    final List<Queue<Integer>> queues;
    final List<ContextVar<@Nullable Integer>> variables;
    final List<Context> contexts;
    final List<Consumer<Future<?>>> callbacks;

    /** Barriers of which a waiter was cancelled. */
    final Set<Barrier> disturbed = new HashSet<>();

    @SuppressWarnings({"unchecked", "rawtypes"})
    Shared(Program program, Interpreter interpreter) {
        slots = new Future[program.slots()];
        handles = new Handle[program.handles()];
        groups = new TaskGroup[program.groups()];
        openGenerators = new AsyncGenerator[program.openGenerators()];
        iterators = new Iterator[program.iterators()];
        counters = new int[program.counters()];
        locks = make(program.locks(), _ -> new Lock());
        events = make(program.events(), _ -> new Event());
        conditions = make(program.conditions(), _ -> new Condition());
        semaphores = program.semaphores().stream().map(Shared::semaphore).toList();
        barriers = program.barriers().stream().map(Barrier::new).toList();
        queues = program.queues().stream().map(Shared::queue).toList();
        variables = make(program.variables(), i -> ContextVar.<@Nullable Integer>withDefault("v" + i, null));
        contexts = make(program.contexts(), _ -> new Context());
        callbacks = make(program.callbacks().size(), i -> future -> interpreter.callback(i, List.of(future)));
    }

    private static <T> List<T> make(int count, IntFunction<T> maker) {
        return IntStream.range(0, count).mapToObj(maker).toList();
    }

    private static Semaphore semaphore(Program.SemaphoreKind kind) {
        return kind.bounded() ? new BoundedSemaphore(kind.permits()) : new Semaphore(kind.permits());
    }

    private static Queue<Integer> queue(Program.QueueKind kind) {
        return switch (kind.order()) {
            case FIFO -> new Queue<>(kind.maxsize());
            case PRIORITY -> new PriorityQueue<>(kind.maxsize());
            case LIFO -> new LifoQueue<>(kind.maxsize());
        };
    }

    /** What all of them look like. */
    List<String> states() {
        List<String> states = new ArrayList<>();
        addStates("locks", locks, states);
        addStates("semaphores", semaphores, states);
        addStates("events", events, states);
        addStates("conditions", conditions, states);
        addStates("barriers", barriers, states);
        for (int i = 0; i < queues.size(); i++) {
            states.add("queues[" + i + "] " + Show.queue(queues.get(i)));
        }
        return states;
    }

    private static void addStates(String kind, List<?> objects, List<String> states) {
        for (int i = 0; i < objects.size(); i++) {
            states.add(kind + "[" + i + "] " + Show.state(objects.get(i)));
        }
    }
}
