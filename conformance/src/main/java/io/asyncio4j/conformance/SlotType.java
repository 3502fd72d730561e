package io.asyncio4j.conformance;

import java.util.HashSet;
import java.util.Set;

/** What may stand in a slot; later constants are more general. */
enum SlotType {
    TASK,
    FUTURE,
    /** Not always of integers. */
    ANY;

    static SlotType of(Outline outline, int slot) {
        return of(outline, slot, new HashSet<>());
    }

    private static SlotType of(Outline outline, int slot, Set<Integer> seen) {
        SlotType type = TASK;
        if (seen.add(slot)) {
            for (Op op : outline.assignments("slots", slot)) {
                SlotType one = switch (op) {
                    case Op.Gather _, Op.GatherBodies _ -> ANY;
                    case Op.Shield shield -> max(FUTURE, of(outline, shield.of(), seen));
                    case Op.NewFuture _ -> FUTURE;
                    default -> TASK;
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
