package io.asyncio4j.conformance;

import java.util.List;
import java.util.stream.Stream;

/** What is known of statements without running them. */
final class Statements {

    private Statements() {}

    /** What is in the blocks of a statement. */
    static List<List<Op>> inside(Op op) {
        return switch (op) {
            case Op.Try attempt
            when attempt.cleanup() != null -> List.of(attempt.body(), attempt.handler(), attempt.cleanup());
            case Op.Try attempt -> List.of(attempt.body(), attempt.handler());
            case Op.Block block -> List.of(block.body());
            default -> List.of();
        };
    }

    /** Without the statements after one that never completes, which javac would refuse. */
    static List<Op> live(List<? extends Op> list) {
        for (int i = 0; i < list.size(); i++) {
            if (!completes(list.get(i))) {
                return List.copyOf(list.subList(0, i + 1));
            }
        }
        return List.copyOf(list);
    }

    /** All live statements, with those in blocks. */
    static Stream<Op> all(List<? extends Op> list) {
        return live(list).stream()
                .flatMap(op -> Stream.concat(Stream.of(op), inside(op).stream().flatMap(Statements::all)));
    }

    /** Whether the end can be reached. */
    static boolean complete(List<? extends Op> list) {
        return list.stream().allMatch(Statements::completes);
    }

    /** Whether what comes after it can be reached, in the eyes of javac, which does not look into lambdas. */
    private static boolean completes(Op op) {
        return switch (op) {
            case Op.Raise _, Op.RaiseCancelled _, Op.Return _ -> false;
            case Op.Try attempt ->
                (complete(attempt.body()) || handles(attempt))
                        && (attempt.cleanup() == null || complete(attempt.cleanup()));
            case Op.WithLock with -> complete(with.body());
            case Op.WithSemaphore with -> complete(with.body());
            case Op.WithCondition with -> complete(with.body());
            default -> true;
        };
    }

    private static boolean handles(Op.Try attempt) {
        return attempt.on() != null && !attempt.rethrow() && complete(attempt.handler());
    }

    /** Whether there is a {@code return} in it. */
    static boolean haveReturn(List<Op> list) {
        return all(list).anyMatch(Op.Return.class::isInstance);
    }

    /** Whether a time limit around them is asked for more than its end: it is changed, or they can survive it. */
    static boolean useTimeout(List<Op> list) {
        return all(list)
                .anyMatch(op -> op instanceof Op.Reschedule || (op instanceof Op.Try attempt && attempt.on() != null));
    }

    /** What a generator does. A {@code return} in its cleanup ends the cleanup, not what is cleaned up. */
    static Op.Try of(Program.GeneratorBody generator) {
        List<Op> cleanup = live(generator.cleanup()).stream()
                .filter(op -> !(op instanceof Op.Return))
                .toList();
        return new Op.Try(
                generator.steps(),
                generator.handler().isEmpty() ? null : Op.Caught.BOOM,
                generator.handler(),
                false,
                cleanup.isEmpty() ? null : cleanup);
    }
}
