package io.asyncio4j.conformance;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a program must fulfil beyond the types of its parts, so that both interpreters can run it. */
final class Validity {

    /** The least value of a number with this name. Others may be anything. */
    private static final Map<String, Integer> LEAST =
            Map.of("times", 1, "limit", 1, "n", 0, "permits", 0, "maxsize", 0, "barriers", 1);

    private final Program program;

    /** How many there are of each kind of object, by the name of the program's component. */
    private final Map<String, Integer> sizes = new HashMap<>();

    private final List<String> problems = new ArrayList<>();

    private Validity(Program program) {
        this.program = program;
    }

    /** What is wrong with the program, a sentence each; empty if it can run. */
    static List<String> problems(Program program) {
        var validity = new Validity(program);
        validity.check();
        return validity.problems;
    }

    private void check() {
        for (RecordComponent component : Program.class.getRecordComponents()) {
            switch (valueOf(component, program)) {
                case Integer size -> {
                    sizes.put(component.getName(), size);
                    atLeast(0, size, component.getName());
                }
                case List<?> objects -> sizes.put(component.getName(), objects.size());
                case null, default -> {}
            }
        }
        if (sizes.getOrDefault("bodies", 0) == 0) {
            problems.add("bodies = [] (expected: at least the main one)");
        }
        components(program, "");
    }

    private void components(Record record, String where) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = component.getName();
            Object value = valueOf(component, record);
            if (value != null) {
                value(value, record, name, where + name);
            } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                problems.add(where + name + " = null (expected: a value)");
            }
        }
    }

    private void value(Object value, Record owner, String name, String where) {
        switch (value) {
            case Integer number -> number(number, owner, name, where);
            case List<?> items -> {
                for (int i = 0; i < items.size(); i++) {
                    Object item = items.get(i);
                    String place = where + "[" + i + "]";
                    if (item == null) {
                        problems.add(place + " = null (expected: a value)");
                    } else if (item instanceof Op.YieldValue
                            && !(owner instanceof Program.GeneratorBody && name.equals("steps"))) {
                        problems.add(place + " is a YieldValue (expected: only among the steps of a generator)");
                    } else {
                        value(item, owner, name, place);
                    }
                }
            }
            case Op.Spawn spawn
            when spawn.context() != null && (spawn.eager() || program.eagerTasks()) ->
                problems.add(where + " Spawn.context = " + spawn.context() + " (expected: null, the task is eager)");
            case Op op -> components((Record) op, where + " " + op.getClass().getSimpleName() + ".");
            case Record record -> components(record, where + ".");
            default -> {}
        }
    }

    private void number(int number, Record owner, String name, String where) {
        String target = owner instanceof Op op ? References.target(op.getClass().getSimpleName(), name) : null;
        int size = target == null ? Integer.MAX_VALUE : sizes.getOrDefault(target, 0);
        if (target != null && (number < 0 || number >= size)) {
            problems.add(where + " = " + number + " (expected: an index into " + size + " " + target + ")");
        }
        atLeast(LEAST.getOrDefault(name, Integer.MIN_VALUE), number, where);
    }

    private void atLeast(int least, int number, String where) {
        if (number < least) {
            problems.add(where + " = " + number + " (expected: " + least + " or more)");
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
