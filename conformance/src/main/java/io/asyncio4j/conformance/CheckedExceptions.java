package io.asyncio4j.conformance;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which checked exceptions javac sees in statements: it refuses to catch what it does not see, and what it sees must be
 * declared. What comes out of tasks, groups and generators is wrapped, and not seen.
 */
final class CheckedExceptions {

    static final String ANY = "Exception";
    static final String BROKEN_BARRIER = "BrokenBarrierException";
    static final String TIMEOUT = "TimeoutException";

    private CheckedExceptions() {}

    static Set<String> in(List<Op> list) {
        var thrown = new TreeSet<String>();
        Statements.live(list).forEach(op -> thrown.addAll(in(op)));
        return thrown;
    }

    private static Set<String> in(Op op) {
        return switch (op) {
            case Op.WaitFor _, Op.WaitForBody _ -> Set.of(TIMEOUT);
            case Op.WaitBarrier _ -> Set.of(BROKEN_BARRIER);
            case Op.Timeout timeout -> inTimeout(timeout.body());
            case Op.TimeoutAt timeout -> inTimeout(timeout.body());
            case Op.Group _ -> Set.of();
            case Op.Try attempt -> inTry(attempt);
            case Op.Block block -> in(block.body());
            default -> Set.of();
        };
    }

    /** The type parameter for what the lambda throws has room for one type. */
    private static Set<String> inTimeout(List<Op> body) {
        var thrown = new TreeSet<>(in(body));
        if (thrown.size() > 1) {
            thrown.add(ANY);
        }
        thrown.add(TIMEOUT);
        return thrown;
    }

    private static Set<String> inTry(Op.Try attempt) {
        var thrown = new TreeSet<>(in(attempt.body()));
        if (attempt.on() != null) {
            Set<String> caught = new TreeSet<>(thrown);
            switch (attempt.on()) {
                case TIMEOUT -> caught.retainAll(Set.of(TIMEOUT));
                case ERROR, ALL -> {}
                case BOOM, CANCELLED, GROUP -> caught.clear();
            }
            if (!rethrows(attempt)) {
                thrown.removeAll(caught);
            }
            thrown.addAll(in(attempt.handler()));
        }
        if (attempt.cleanup() != null) {
            if (!Statements.complete(attempt.cleanup())) {
                thrown.clear();
            }
            thrown.addAll(in(attempt.cleanup()));
        }
        return thrown;
    }

    static boolean rethrows(Op.Try attempt) {
        return attempt.rethrow() && Statements.complete(attempt.handler());
    }

    /** Whether statements take over what a task or a generator throws: a checked exception is wrapped. */
    static boolean mayBeWrapped(List<Op> list) {
        return Statements.all(list)
                .anyMatch(op -> op instanceof Op.Await
                        || op instanceof Op.Result
                        || op instanceof Op.WaitFor
                        || op instanceof Op.WaitForBody
                        || op instanceof Op.AsCompleted
                        || op instanceof Op.Iterate
                        || op instanceof Op.Send
                        || op instanceof Op.Throw
                        || op instanceof Op.CloseGenerator);
    }
}
