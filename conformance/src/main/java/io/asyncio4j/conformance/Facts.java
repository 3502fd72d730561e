package io.asyncio4j.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is true of a whole program, and decides how its statements are written. */
final class Facts {

    /** What may stand in a slot; later constants are more general. */
    enum SlotType {
        TASK,
        FUTURE,
        /** Not always of integers. */
        ANY
    }

    private final List<Op> all;

    Facts(Program program) {
        all = Stream.of(
                        program.bodies().stream(),
                        program.callbacks().stream(),
                        program.generators().stream().map(body -> List.of(Statements.of(body))))
                .<List<? extends Op>>flatMap(lists -> lists)
                .flatMap(Statements::all)
                .toList();
    }

    /** Whether somebody stops the loop. */
    boolean stops() {
        return any(Op.Stop.class, _ -> true);
    }

    /** Whether a generator is ever sent a value. */
    boolean sendsValues() {
        return any(Op.Send.class, send -> send.value() != null);
    }

    /** Whether somebody cancels what is in this handle. */
    boolean cancelsHandle(int handle) {
        return any(Op.CancelHandle.class, cancel -> cancel.handle() == handle);
    }

    /** Whether somebody makes tasks in this group, or cancels it. */
    boolean namesGroup(int group) {
        return any(Op.GroupSpawn.class, spawn -> spawn.group() == group)
                || any(Op.CancelGroup.class, cancel -> cancel.group() == group);
    }

    private <T extends Op> boolean any(Class<T> type, Predicate<T> condition) {
        return all.stream().filter(type::isInstance).map(type::cast).anyMatch(condition);
    }

    SlotType slotType(int slot) {
        return slotType(slot, new HashSet<>());
    }

    private SlotType slotType(int slot, Set<Integer> seen) {
        SlotType type = SlotType.TASK;
        if (seen.add(slot)) {
            for (Op op : all) {
                SlotType one = switch (op) {
                    case Op.Gather gather when gather.slot() == slot -> SlotType.ANY;
                    case Op.GatherBodies gather when gather.slot() == slot -> SlotType.ANY;
                    case Op.Shield shield
                    when shield.slot() == slot -> max(SlotType.FUTURE, slotType(shield.of(), seen));
                    case Op.NewFuture future when future.slot() == slot -> SlotType.FUTURE;
                    default -> SlotType.TASK;
                };
                type = max(type, one);
            }
        }
        return type;
    }

    private static SlotType max(SlotType one, SlotType other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
