package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.ProgramTree.kinds;
import static io.asyncio4j.conformance.ProgramTree.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Edits that make values of a program simpler: numbers, strings, truth values, constants. See {@link Shrinker}. */
final class ValueReductions {

    private static final Set<String> TIMES = Set.of("ms", "timeout");

    /** Names of constants of enums, and those of the ones before. */
    private static final Map<String, List<String>> EARLIER_CONSTANTS = earlierConstants();

    private ValueReductions() {}

    /** Where a value stands in a tree: a component of an operation, say. It has no name in a list. */
    private record Place(String name, JsonNode value, boolean isIndex, Consumer<JsonNode> set) {

        boolean isNumber() {
            return value.isInt() && !isIndex;
        }

        boolean isTime() {
            return isNumber() && TIMES.contains(name);
        }

        int number() {
            return value.intValue();
        }

        Runnable setting(JsonNode other) {
            return () -> set.accept(other);
        }
    }

    /** Null instead of anything, false instead of true, a constant that comes earlier, a string of one letter. */
    static List<Runnable> withoutValues(ObjectNode tree) {
        var edits = new ArrayList<Runnable>();
        for (Place place : places(tree)) {
            JsonNode value = place.value;
            if (!value.isNull() && !place.name.isEmpty()) {
                edits.add(place.setting(NullNode.getInstance()));
            }
            if (value.isBoolean() && value.booleanValue()) {
                edits.add(place.setting(BooleanNode.FALSE));
            }
            if (value.isString()) {
                simpler(value.stringValue()).forEach(text -> edits.add(place.setting(StringNode.valueOf(text))));
            }
        }
        return edits;
    }

    private static List<String> simpler(String text) {
        List<String> constants = EARLIER_CONSTANTS.get(text);
        if (constants != null) {
            return constants;
        }
        return text.length() > 1 ? List.of(text.substring(0, 1)) : List.of();
    }

    private static Map<String, List<String>> earlierConstants() {
        var earlier = new HashMap<String, List<String>>();
        for (Enum<?>[] constants : List.of(Op.Caught.values(), Op.Until.values(), Program.Order.values())) {
            List<String> names = Arrays.stream(constants).map(Enum::name).toList();
            names.forEach(name -> earlier.put(name, names.subList(0, names.indexOf(name))));
        }
        return earlier;
    }

    /** Times that are equal remain so. */
    static List<Runnable> withEqualTimes(ObjectNode tree) {
        Map<Integer, List<Place>> times = places(tree).stream()
                .filter(Place::isTime)
                .collect(Collectors.groupingBy(Place::number, TreeMap::new, Collectors.toList()));
        var edits = new ArrayList<Runnable>();
        times.forEach((time, places) -> {
            for (int smaller : smaller(time)) {
                edits.add(() -> places.forEach(place -> place.set.accept(IntNode.valueOf(smaller))));
            }
        });
        return edits;
    }

    /** Times become as other times, too. */
    static List<Runnable> withSmallerNumbers(ObjectNode tree) {
        List<Place> numbers = places(tree).stream().filter(Place::isNumber).toList();
        var times = new TreeSet<Integer>();
        numbers.stream().filter(Place::isTime).map(Place::number).forEach(times::add);
        var edits = new ArrayList<Runnable>();
        for (Place place : numbers) {
            Set<Integer> smaller = smaller(place.number());
            if (place.isTime()) {
                times.stream()
                        .filter(time -> Math.abs(time) < Math.abs(place.number()))
                        .forEach(smaller::add);
            }
            smaller.forEach(number -> edits.add(place.setting(IntNode.valueOf(number))));
        }
        return edits;
    }

    /** Nearer to zero: zero, one, half of it, three quarters … and what differs by one. */
    private static Set<Integer> smaller(int number) {
        var smaller = new LinkedHashSet<Integer>();
        if (number != 0) {
            smaller.add(0);
        }
        if (Math.abs(number) > 1) {
            smaller.add(1);
        }
        for (int less = number / 2; less != 0; less /= 2) {
            smaller.add(number - less);
        }
        return smaller;
    }

    /** All but the program's name and the numbers of objects. */
    private static List<Place> places(ObjectNode tree) {
        var places = new ArrayList<Place>();
        places.add(new Place("eagerTasks", tree.get("eagerTasks"), false, value -> tree.set("eagerTasks", value)));
        kinds(tree).forEach(kind -> collectPlaces(tree.get(kind), false, places));
        return places;
    }

    private static void collectPlaces(JsonNode node, boolean areIndexes, List<Place> places) {
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                if (!name.equals("op")) {
                    boolean isIndex = target(object, name) != null;
                    places.add(new Place(name, object.get(name), isIndex, value -> object.set(name, value)));
                    collectPlaces(object.get(name), isIndex, places);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                places.add(new Place("", array.get(i), areIndexes, value -> array.set(index, value)));
                collectPlaces(array.get(i), areIndexes, places);
            }
        }
    }
}
