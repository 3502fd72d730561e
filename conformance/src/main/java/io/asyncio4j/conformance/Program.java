package io.asyncio4j.conformance;

import java.util.List;

/**
 * A concurrent program, as data: the objects that its statements share, and the bodies of its coroutines, of which the
 * first is the main one.
 *
 * @param name what to call it; tells the seed it was made from
 * @param eagerTasks whether all tasks are started eagerly, by the loop's task factory
 * @param slots how many places there are for futures and tasks
 * @param iterators how many places there are for iterators over what is completed
 * @param barriers of how many parties each is
 * @param conditions how many; each has its own lock
 * @param callbacks bodies of callbacks
 * @param generators bodies of asynchronous generators
 */
public record Program(
        String name,
        boolean eagerTasks,
        int slots,
        int locks,
        int events,
        int conditions,
        int counters,
        int handles,
        int groups,
        int variables,
        int contexts,
        int openGenerators,
        int iterators,
        List<SemaphoreKind> semaphores,
        List<Integer> barriers,
        List<QueueKind> queues,
        List<List<Op>> bodies,
        List<List<Op.Plain>> callbacks,
        List<GeneratorBody> generators) {

    /** A semaphore, or a bounded one. */
    public record SemaphoreKind(int permits, boolean bounded) {}

    /** A queue; without limit if {@code maxsize} is 0. */
    public record QueueKind(Order order, int maxsize) {}

    /** In what order a queue gives its items. */
    public enum Order {
        FIFO("Queue"),
        PRIORITY("PriorityQueue"),
        LIFO("LifoQueue");

        /** The name of its class, in both languages. */
        final String type;

        Order(String type) {
            this.type = type;
        }
    }

    /**
     * {@code try: steps}, {@code except Boom: handler}, {@code finally: cleanup}; without {@code except} if {@code handler} is
     * empty. Neither handler nor cleanup yield values.
     *
     * @param steps {@link Op.YieldValue} stands here, and not inside of blocks
     */
    public record GeneratorBody(List<Op> steps, List<Op> handler, List<Op> cleanup) {}
}
