package io.asyncio4j.conformance;

import java.util.EnumMap;
import java.util.Map;

/**
 * How large generated programs are, and what they are made of. Percentages are chances.
 *
 * @param bodies how many bodies, the main one included
 * @param statements how many in a body, and
 * @param blockStatements in a block
 * @param slots how many places for futures and tasks
 * @param nesting how deep blocks stand in each other at most
 * @param wildPercent of programs that are larger in all ways
 * @param eagerPercent of programs whose tasks are all started eagerly
 * @param everythingPercent of programs that have no theme
 * @param guardPercent of operations that may fail in ordinary use which stand in a {@code try}
 * @param boundPercent of operations that may wait for ever which stand in a {@code timeout}
 * @param disturbPercent of operations that wake somebody up which are followed at once by one that disturbs
 * @param weights how often each operation is chosen, if its family is as likely as others
 */
record Mixture(
        Range bodies,
        Range statements,
        Range blockStatements,
        Range slots,
        int nesting,
        int wildPercent,
        int eagerPercent,
        int everythingPercent,
        int guardPercent,
        int boundPercent,
        int disturbPercent,
        Map<Kind, Integer> weights) {

    /** From the least to the most, both included. */
    record Range(int least, int most) {

        Range {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException(
                        "range from " + least + " to " + most + ", expected 0 <= least <= most");
            }
        }
    }

    Mixture {
        if (bodies.least() < 2 || statements.least() < 1 || slots.least() < 3 || nesting < 1 || nesting > 4) {
            throw new IllegalArgumentException("bodies " + bodies + ", statements " + statements + ", slots " + slots
                    + ", nesting " + nesting + ", expected at least 2, 1 and 3, and a nesting of 1 to 4");
        }
        weights = new EnumMap<>(weights);
    }

    /** What the comparison with CPython uses. */
    static Mixture standard() {
        Map<Kind, Integer> weights = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            weights.put(kind, kind.weight);
        }
        return new Mixture(
                new Range(2, 6), new Range(2, 6), new Range(1, 3), new Range(4, 6), 4, 4, 12, 15, 60, 30, 35, weights);
    }
}
