package io.asyncio4j.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a program that diverges as small as it can, by trying what is smaller and keeping what still diverges, until nothing
 * of it helps any more. The same program and predicate give the same result.
 *
 * <p>It works on the program's JSON and knows no operations. What is not {@linkplain Validity valid} is not tried.
 */
final class Shrinker {

    /** All ways in which one kind of reduction can be made in a tree; each changes the tree. */
    private interface Reduction {

        List<Runnable> edits(ObjectNode tree);
    }

    /** From what saves most to what saves least. None makes larger what another one makes smaller, so this ends. */
    private static final List<Reduction> REDUCTIONS = List.of(
            StructureReductions::withoutUnused,
            StructureReductions::withoutObjects,
            StructureReductions::withoutItems,
            StructureReductions::withoutBlocks,
            ValueReductions::withoutValues,
            ValueReductions::withEqualTimes,
            ValueReductions::withSmallerNumbers);

    private final Predicate<Program> stillDiverges;
    private final Set<JsonNode> tried = new HashSet<>();
    private ObjectNode best;
    private int callsLeft;

    private Shrinker(Program program, Predicate<Program> stillDiverges, int calls) {
        this.best = Json.MAPPER.valueToTree(program);
        this.stillDiverges = stillDiverges;
        this.callsLeft = calls;
        tried.add(best);
    }

    /**
     * The smallest program found; it is valid, and has the same name.
     *
     * @param program a valid one that diverges
     * @param stillDiverges whether another program diverges, too; what it throws comes out
     * @param calls how often to ask that at most
     */
    static Program shrink(Program program, Predicate<Program> stillDiverges, int calls) {
        var shrinker = new Shrinker(program, stillDiverges, calls);
        boolean smaller;
        do {
            smaller = false;
            for (Reduction reduction : REDUCTIONS) {
                smaller |= shrinker.apply(reduction);
            }
        } while (smaller);
        return Json.MAPPER.treeToValue(shrinker.best, Program.class);
    }

    private boolean apply(Reduction reduction) {
        boolean smaller = false;
        int next = 0;
        while (true) {
            ObjectNode candidate = best.deepCopy();
            List<Runnable> edits = reduction.edits(candidate);
            if (callsLeft == 0 || next >= edits.size()) {
                return smaller;
            }
            edits.get(next).run();
            if (isAccepted(candidate)) {
                best = candidate;
                smaller = true; // and the next edit is at the same place
            } else {
                next++;
            }
        }
    }

    private boolean isAccepted(ObjectNode candidate) {
        if (!tried.add(candidate)) {
            return false;
        }
        Program program;
        try {
            program = Json.MAPPER.treeToValue(candidate, Program.class);
        } catch (JacksonException e) {
            return false; // for instance null for a number
        }
        if (!Validity.problems(program).isEmpty()) {
            return false;
        }
        callsLeft--;
        return stillDiverges.test(program);
    }
}
