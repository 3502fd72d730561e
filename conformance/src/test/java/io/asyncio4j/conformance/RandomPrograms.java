package io.asyncio4j.conformance;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Valid programs in which anything may stand anywhere. Few of them do something sensible. */
final class RandomPrograms {

    static final List<Class<?>> OPERATIONS = operations(Op.class)
            .sorted(Comparator.comparing(Class::getSimpleName))
            .toList();

    private static final List<Class<?>> PLAIN =
            OPERATIONS.stream().filter(Op.Plain.class::isAssignableFrom).toList();

    private static final List<Class<?>> IN_BODIES =
            OPERATIONS.stream().filter(type -> type != Op.YieldValue.class).toList();

    private final Random random;
    private final Map<String, Integer> sizes = new TreeMap<>();
    private boolean eagerTasks;

    private RandomPrograms(long seed) {
        random = new Random(seed);
    }

    static Program of(long seed) {
        return new RandomPrograms(seed).program("random " + seed);
    }

    /** Every operation in each place where it may stand, in bodies of a few. */
    static Program ofEverything() {
        var random = new RandomPrograms(1);
        for (RecordComponent component : Program.class.getRecordComponents()) {
            random.sizes.put(component.getName(), 2);
        }
        random.sizes.put("callbacks", PLAIN.size());
        random.sizes.put("generators", IN_BODIES.size());
        random.sizes.put("bodies", IN_BODIES.size() + 2);
        Program some = random.program("everything");
        var bodies = new ArrayList<List<Op>>();
        bodies.add(IntStream.range(1, IN_BODIES.size() + 2)
                .<Op>mapToObj(body -> new Op.Spawn(0, body, false, null))
                .toList());
        IN_BODIES.forEach(type -> bodies.add(List.of((Op) random.record(type, 1))));
        bodies.add(Stream.concat(
                        IntStream.range(0, PLAIN.size()).<Op>mapToObj(callback -> new Op.CallSoon(0, callback)),
                        IntStream.range(0, IN_BODIES.size()).mapToObj(body -> new Op.NewGenerator(0, body)))
                .toList());
        return new Program(
                some.name(),
                some.eagerTasks(),
                some.slots(),
                some.locks(),
                some.events(),
                some.conditions(),
                some.counters(),
                some.handles(),
                some.groups(),
                some.variables(),
                some.contexts(),
                some.openGenerators(),
                some.iterators(),
                some.semaphores(),
                some.barriers(),
                some.queues(),
                bodies,
                PLAIN.stream()
                        .map(type -> List.of((Op.Plain) random.record(type, 0)))
                        .toList(),
                IN_BODIES.stream()
                        .map(type -> new Program.GeneratorBody(
                                List.of((Op) random.record(type, 1), new Op.YieldValue(1)),
                                List.of((Op) random.record(type, 0)),
                                List.of((Op) random.record(type, 0))))
                        .toList());
    }

    private Program program(String name) {
        for (RecordComponent component : Program.class.getRecordComponents()) {
            sizes.putIfAbsent(component.getName(), random.nextInt(1, 4));
        }
        eagerTasks = random.nextInt(4) == 0;
        return (Program) construct(Program.class, component -> switch (component.getName()) {
            case "name" -> name;
            case "eagerTasks" -> eagerTasks;
            case "semaphores", "queues", "generators" -> listOf(size(component), () -> record(itemType(component), 3));
            case "barriers" -> listOf(size(component), () -> random.nextInt(1, 4));
            case "bodies" -> listOf(size(component), () -> statements(IN_BODIES, 3));
            case "callbacks" -> listOf(size(component), () -> statements(PLAIN, 0));
            default -> size(component);
        });
    }

    private int size(RecordComponent component) {
        return sizes.get(component.getName());
    }

    private List<Op> statements(List<Class<?>> types, int depth) {
        return listOf(random.nextInt(depth + 3), () -> (Op) record(types.get(random.nextInt(types.size())), depth - 1));
    }

    private Object record(Class<?> type, int depth) {
        boolean isEager = random.nextBoolean();
        return construct(type, component -> {
            String name = component.getName();
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    && (random.nextInt(3) == 0 || name.equals("context") && (isEager || eagerTasks))) {
                return null;
            }
            if (name.equals("eager")) {
                return isEager;
            }
            Class<?> kind = component.getType();
            if (kind == boolean.class) {
                return random.nextBoolean();
            }
            if (kind == String.class) {
                return "m" + random.nextInt(10);
            }
            if (kind.isEnum()) {
                return kind.getEnumConstants()[random.nextInt(kind.getEnumConstants().length)];
            }
            String target = References.target(type.getSimpleName(), name);
            if (kind != List.class) {
                return target == null ? random.nextInt(1, 30) : random.nextInt(sizes.get(target));
            }
            if (itemType(component) == Integer.class) {
                return listOf(random.nextInt(4), () -> random.nextInt(sizes.get(target)));
            }
            return statements(name.equals("steps") ? OPERATIONS : IN_BODIES, Math.max(0, depth));
        });
    }

    private static Object construct(Class<?> type, java.util.function.Function<RecordComponent, Object> value) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(Arrays.stream(components).map(value).toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> List<T> listOf(int size, java.util.function.Supplier<T> item) {
        return Stream.generate(item).limit(size).toList();
    }

    private static Class<?> itemType(RecordComponent component) {
        Type item = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return item instanceof Class<?> type ? type : List.class;
    }

    private static Stream<Class<?>> operations(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(RandomPrograms::operations);
    }
}
