package io.asyncio4j.conformance;

import java.util.EnumMap;
import java.util.Map;

/** What a body holds at some place, as far as one can tell without running it: locks, open groups, items it has got. */
final class Holdings {

    private final Map<Thing, Integer> bits = new EnumMap<>(Thing.class);

    boolean contains(Thing thing, int index) {
        return (of(thing) & 1 << index) != 0;
    }

    void add(Thing thing, int index) {
        bits.put(thing, of(thing) | 1 << index);
    }

    void remove(Thing thing, int index) {
        bits.put(thing, of(thing) & ~(1 << index));
    }

    /** The first that is held, or -1. */
    int first(Thing thing) {
        int all = of(thing);
        return all == 0 ? -1 : Integer.numberOfTrailingZeros(all);
    }

    private int of(Thing thing) {
        return bits.getOrDefault(thing, 0);
    }
}
