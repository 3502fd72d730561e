package io.asyncio4j.conformance;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Ways through a program's JSON that know no operations: a list inside of a body is one of statements or of indexes, and
 * {@link References} tells an index from a number.
 */
final class ProgramTree {

    private ProgramTree() {}

    /** The kinds of objects that a program has: names of its components. */
    static List<String> kinds(ObjectNode tree) {
        return tree.propertyNames().stream()
                .filter(name -> tree.get(name).isArray() || tree.get(name).isInt())
                .toList();
    }

    /** How many it has of a kind. */
    static int size(ObjectNode tree, String kind) {
        JsonNode objects = tree.get(kind);
        return objects.isArray() ? objects.size() : objects.intValue();
    }

    /** The kind of objects that a component of an operation refers to; null if it is none of an operation, or no index. */
    static @Nullable String target(ObjectNode object, String name) {
        return object.get("op") instanceof StringNode op ? References.target(op.stringValue(), name) : null;
    }

    /** All lists of statements and of indexes, outer ones first. */
    static void forEachList(ObjectNode tree, Consumer<ArrayNode> action) {
        for (String kind : kinds(tree)) {
            for (JsonNode object : tree.get(kind)) {
                forEachArray(object, action);
            }
        }
    }

    /** All arrays in a node, outer ones first; the action may change the array that it is given. */
    private static void forEachArray(JsonNode node, Consumer<ArrayNode> action) {
        if (node instanceof ArrayNode array) {
            action.accept(array);
        }
        for (JsonNode child : node) {
            forEachArray(child, action);
        }
    }

    /** The indexes of an operation, without those of the statements inside, each with its kind. */
    static void forEachIndex(ObjectNode op, BiConsumer<String, Integer> action) {
        for (String name : op.propertyNames()) {
            String kind = target(op, name);
            if (kind != null) {
                Stream.concat(Stream.of(op.get(name)), op.get(name).valueStream())
                        .filter(JsonNode::isInt)
                        .forEach(index -> action.accept(kind, index.intValue()));
            }
        }
    }
}
