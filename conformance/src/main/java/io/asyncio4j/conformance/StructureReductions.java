package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.ProgramTree.forEachIndex;
import static io.asyncio4j.conformance.ProgramTree.forEachList;
import static io.asyncio4j.conformance.ProgramTree.kinds;
import static io.asyncio4j.conformance.ProgramTree.size;
import static io.asyncio4j.conformance.ProgramTree.target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** Edits that leave out parts of a program: objects, statements, blocks around statements. See {@link Shrinker}. */
final class StructureReductions {

    private StructureReductions() {}

    // ---- objects: bodies, callbacks, locks, slots … ----

    /** Without some objects of a kind and what uses them. */
    static List<Runnable> withoutObjects(ObjectNode tree) {
        var edits = new ArrayList<Runnable>();
        for (String kind : kinds(tree)) {
            forEachRange(
                    size(tree, kind),
                    (from, to) -> edits.add(() -> IntStream.range(from, to).forEach(_ -> drop(tree, kind, from))));
        }
        return edits;
    }

    /** Without any object that is not used. */
    static List<Runnable> withoutUnused(ObjectNode tree) {
        return List.of(() -> {
            while (dropUnused(tree)) {}
        });
    }

    private static boolean dropUnused(ObjectNode tree) {
        var used = new HashMap<String, Set<Integer>>();
        used.put("bodies", new HashSet<>(Set.of(0)));
        forEachList(tree, list -> {
            for (JsonNode item : list) {
                if (item instanceof ObjectNode op) {
                    forEachIndex(
                            op,
                            (kind, index) -> used.computeIfAbsent(kind, _ -> new HashSet<>())
                                    .add(index));
                }
            }
        });
        boolean any = false;
        for (String kind : kinds(tree)) {
            for (int i = size(tree, kind) - 1; i >= 0; i--) {
                if (!used.getOrDefault(kind, Set.of()).contains(i)) {
                    drop(tree, kind, i);
                    any = true;
                }
            }
        }
        return any;
    }

    /** Without an object and without what uses it; a block is replaced by what is inside. Renumbers the others. */
    private static void drop(ObjectNode tree, String kind, int index) {
        if (tree.get(kind) instanceof ArrayNode objects) {
            objects.remove(index);
        } else {
            tree.put(kind, size(tree, kind) - 1);
        }
        forEachList(tree, list -> {
            for (int i = 0; i < list.size(); ) {
                if (list.get(i) instanceof ObjectNode op && uses(op, kind, index)) {
                    unwrap(list, i);
                } else {
                    i++;
                }
            }
        });
    }

    /** Whether an operation cannot do without the object. If it can, it has no longer got it, and others are renumbered. */
    private static boolean uses(ObjectNode op, String kind, int index) {
        for (String name : List.copyOf(op.propertyNames())) {
            if (kind.equals(target(op, name))) {
                JsonNode value = op.get(name);
                if (value.isInt() && value.intValue() == index) {
                    return true;
                }
                if (value instanceof ArrayNode list) {
                    without(list, index);
                } else {
                    op.set(name, renumbered(value, index));
                }
            }
        }
        return false;
    }

    private static void without(ArrayNode list, int index) {
        for (int i = list.size() - 1; i >= 0; i--) {
            JsonNode item = list.get(i);
            if (item.isInt() && item.intValue() == index) {
                list.remove(i);
            } else {
                list.set(i, renumbered(item, index));
            }
        }
    }

    private static JsonNode renumbered(JsonNode value, int dropped) {
        return value.isInt() && value.intValue() > dropped ? IntNode.valueOf(value.intValue() - 1) : value;
    }

    // ---- statements, and indexes in lists ----

    /** Without some items of a list. */
    static List<Runnable> withoutItems(ObjectNode tree) {
        var edits = new ArrayList<Runnable>();
        forEachList(
                tree,
                list -> forEachRange(
                        list.size(),
                        (from, to) -> edits.add(() -> IntStream.range(from, to).forEach(_ -> list.remove(from)))));
        return edits;
    }

    /** All of a list, halves, quarters … down to one item; the end first, since it needs the beginning. */
    private static void forEachRange(int size, BiConsumer<Integer, Integer> action) {
        for (int length = size; length > 0; length /= 2) {
            for (int end = size; end > 0; end -= length) {
                action.accept(Math.max(0, end - length), end);
            }
        }
    }

    /** With what is inside of a block in its place. */
    static List<Runnable> withoutBlocks(ObjectNode tree) {
        var edits = new ArrayList<Runnable>();
        forEachList(tree, list -> {
            for (int i = 0; i < list.size(); i++) {
                int index = i;
                if (list.get(i).valueStream().anyMatch(StructureReductions::hasStatements)) {
                    edits.add(() -> unwrap(list, index));
                }
            }
        });
        return edits;
    }

    private static boolean hasStatements(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.get(0).isObject();
    }

    /** Puts the statements inside of a statement into its place. */
    private static void unwrap(ArrayNode list, int index) {
        JsonNode block = list.remove(index);
        int place = index;
        for (JsonNode component : block) {
            if (hasStatements(component)) {
                for (JsonNode statement : component) {
                    list.insert(place++, statement);
                }
            }
        }
    }
}
