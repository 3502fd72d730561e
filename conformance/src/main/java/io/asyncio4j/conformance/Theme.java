package io.asyncio4j.conformance;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** Which kinds of operations a program is made of, and how likely each is. */
final class Theme {

    private static final Kind[] KINDS = Kind.values();
    private static final Family[] FAMILIES = Family.values();

    /** How likely families are: the two of the focus, and those chosen for this program. */
    private static final int FOCUS = 3;

    private static final int CHOSEN = 7;

    private final Draft draft;
    private final int[] all;
    private final int[] withoutBlocks;
    private final int[] plain;

    /** A few families, and those of two kinds; or all families. */
    Theme(Draft draft, Kind first, Kind second) {
        this.draft = draft;
        Map<Family, Integer> families = new EnumMap<>(Family.class);
        families.put(Family.CONTROL, 2);
        families.put(Family.TASKS, 2);
        families.put(Family.FUTURES, 1);
        families.put(Family.TIMEOUTS, 1);
        families.put(Family.CALLBACKS, 1);
        families.put(first.family, FOCUS);
        families.put(second.family, FOCUS);
        if (draft.chance(draft.mixture.everythingPercent())) {
            for (Family family : FAMILIES) {
                families.put(family, 1);
            }
        } else {
            for (int i = 1 + draft.below(3); i > 0; i--) {
                families.put(FAMILIES[draft.below(FAMILIES.length)], CHOSEN);
            }
        }
        Map<Kind, Integer> weights = new EnumMap<>(draft.mixture.weights());
        weights.replaceAll((kind, weight) -> weight * families.getOrDefault(kind.family, 0));
        all = sums(weights, kind -> kind != Kind.YIELD_VALUE);
        withoutBlocks = sums(weights, kind -> kind != Kind.YIELD_VALUE && !kind.block);
        plain = sums(weights, kind -> kind.plain);
    }

    private static int[] sums(Map<Kind, Integer> weights, Predicate<Kind> allowed) {
        int[] sums = new int[KINDS.length];
        int sum = 0;
        for (int i = 0; i < KINDS.length; i++) {
            sum += allowed.test(KINDS[i]) ? weights.getOrDefault(KINDS[i], 0) : 0;
            sums[i] = sum;
        }
        return sums;
    }

    /** One for a callback. */
    Kind plain() {
        return pick(plain);
    }

    /** One for a body. */
    Kind any(boolean blocks) {
        return pick(blocks ? all : withoutBlocks);
    }

    private Kind pick(int[] sums) {
        int last = sums.length - 1;
        if (sums[last] == 0) {
            throw new IllegalArgumentException("all weights of operations that may stand here are 0");
        }
        int number = draft.below(sums[last]);
        int index = 0;
        while (sums[index] <= number) {
            index++;
        }
        return KINDS[index];
    }
}
