package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A program in the making: its dice, and how many objects its statements have needed so far. */
final class Draft {

    private static final int[] TIMES = {0, 1, 1, 2, 3, 5};

    private final Random random;
    private final Map<Thing, Integer> counts = new EnumMap<>(Thing.class);
    private final int[] times = new int[3];
    private final List<Kind> wanted = new ArrayList<>();
    private boolean derived;

    final Mixture mixture;
    final Theme theme;
    final boolean wild;
    final boolean eagerTasks;
    final boolean mainOpensGenerators;
    final boolean mainStartsIterators;
    final int bodies;
    final int slots;

    /** The first slots are for futures, the last for what is derived of others, those between for tasks. */
    final int futureSlots;

    Draft(Random random, Mixture mixture, Kind first, Kind second) {
        this.random = random;
        this.mixture = mixture;
        wild = chance(mixture.wildPercent());
        eagerTasks = chance(mixture.eagerPercent());
        mainOpensGenerators = chance(65);
        mainStartsIterators = chance(65);
        theme = new Theme(this, first, second);
        bodies = size(mixture.bodies());
        slots = size(mixture.slots());
        futureSlots = slots > 4 && chance(75) ? 2 : 1;
        for (int i = 0; i < times.length; i++) {
            times[i] = TIMES[below(TIMES.length)];
        }
    }

    // ---- dice ----

    /** From 0 to one less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Within the range; up to twice as much in wild programs. */
    int size(Mixture.Range range) {
        int most = wild ? 2 * range.most() : range.most();
        return range.least() + below(most - range.least() + 1);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    <T> T any(List<T> list) {
        return list.get(below(list.size()));
    }

    // ---- what would answer what was written ----

    /** That somebody should do this, because somebody else waits for it. */
    void want(Kind kind) {
        wanted.add(kind);
    }

    @Nullable
    Kind takeWanted() {
        return wanted.isEmpty() ? null : wanted.remove(below(wanted.size()));
    }

    // ---- what statements name ----

    /** One of few times, so that deadlines are often equal. */
    int time() {
        return times[chance(55) ? 0 : 1 + below(2)];
    }

    /** A time, which may be past. */
    int moment() {
        return chance(12) ? -1 : time();
    }

    @Nullable
    Integer timeout(int percentNone) {
        return chance(percentNone) ? null : Integer.valueOf(time());
    }

    int value() {
        return below(5);
    }

    String boom() {
        return "b" + (1 + below(3));
    }

    @Nullable
    String cancelMessage() {
        return chance(80) ? null : "c" + (1 + below(2));
    }

    int notified() {
        return chance(60) ? 1 : below(4);
    }

    int count(Thing thing) {
        return counts.getOrDefault(thing, 0);
    }

    /** An index of such a thing; the first time it is decided how many there are. */
    int any(Thing thing) {
        if (count(thing) == 0) {
            int most = switch (thing) {
                case CALLBACK, GENERATOR -> 3;
                case CONTEXT, ITERATOR -> 1;
                default -> 2;
            };
            counts.put(thing, 1 + below(wild ? 2 * most : most));
        }
        return below(count(thing));
    }

    void addOne(Thing thing) {
        counts.merge(thing, 1, Integer::sum);
    }

    int futureSlot() {
        return chance(88) ? below(futureSlots) : below(slots);
    }

    int taskSlot() {
        return chance(88) ? futureSlots + below(slots - 1 - futureSlots) : below(slots);
    }

    int derivedSlot() {
        derived = true;
        return chance(88) ? slots - 1 : below(slots);
    }

    int slot() {
        return switch (below(derived ? 6 : 5)) {
            case 0, 1, 2 -> taskSlot();
            case 3, 4 -> futureSlot();
            default -> derivedSlot();
        };
    }
}
