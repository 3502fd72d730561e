package io.asyncio4j.conformance;

import io.asyncio4j.conformance.BodyWriter.Place;
import io.asyncio4j.conformance.Op.Caught;
import io.asyncio4j.conformance.Op.Until;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes programs: the same one of the same seed, on every JVM. They are small, but their tasks meet: at few objects, in few
 * turns. Each has a focus, two kinds of operations that stand next to each other in one body, and in two tasks that run in the
 * same turn; successive seeds go through all pairs of kinds.
 */
final class ProgramGenerator {

    private static final Kind[] KINDS = Kind.values();

    /** How many pairs there are, of two equal ones, too. */
    static final int PAIRS = KINDS.length * (KINDS.length + 1) / 2;

    private static final long PRIME = 1_000_003;

    /** After most of what happens. */
    private static final int LATE = 7;

    private final Mixture mixture;

    /** With the standard mixture. */
    ProgramGenerator() {
        this(Mixture.standard());
    }

    ProgramGenerator(Mixture mixture) {
        this.mixture = mixture;
    }

    /** The program of this seed. */
    Program program(long seed) {
        return new Shape(seed, mixture).program();
    }

    /** Two kinds of operations. */
    record Focus(Kind first, Kind second) {

        /** Successive seeds have different ones, {@link #PAIRS} of them all. */
        static Focus of(long seed) {
            int pair = (int) Math.floorMod(Math.floorMod(seed, (long) PAIRS) * PRIME, (long) PAIRS);
            int first = 0;
            while (pair >= KINDS.length - first) {
                pair -= KINDS.length - first;
                first++;
            }
            return new Focus(KINDS[first], KINDS[first + pair]);
        }

        Focus swapped() {
            return new Focus(second, first);
        }
    }

    /** Of seeds next to each other {@code Random} would make much the same numbers. */
    private static long mixed(long seed) {
        long mixed = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 30) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** What a program looks like from afar. */
    private static final class Shape {

        private final String name;
        private final Draft draft;
        private final Focus focus;
        private final @Nullable Op meeting;
        private final int adjacentIn;
        private final int firstIn;
        private final int secondIn;
        private final List<List<Op>> bodies = new ArrayList<>();
        private final List<List<Op.Plain>> callbacks = new ArrayList<>();
        private final List<Program.GeneratorBody> generators = new ArrayList<>();

        Shape(long seed, Mixture mixture) {
            name = "seed " + seed;
            Focus pair = Focus.of(seed);
            draft = new Draft(new Random(mixed(seed)), mixture, pair.first, pair.second);
            focus = draft.chance(50) ? pair : pair.swapped();
            meeting = switch (draft.below(4)) {
                case 0 -> null;
                case 1 -> new Op.Yield();
                default -> new Op.Sleep(draft.time());
            };
            adjacentIn = draft.below(draft.bodies);
            firstIn = 1 + draft.below(draft.bodies - 1);
            secondIn = draft.bodies == 2 ? 0 : 1 + (firstIn + draft.below(draft.bodies - 2)) % (draft.bodies - 1);
        }

        Program program() {
            if (focus.first.plain && focus.second.plain) {
                draft.any(Thing.CALLBACK);
            }
            if (focus.first == Kind.YIELD_VALUE || focus.second == Kind.YIELD_VALUE) {
                draft.any(Thing.GENERATOR);
            }
            for (int i = 1; i < draft.bodies; i++) {
                bodies.add(body(i));
            }
            callbacksAndGenerators();
            bodies.addFirst(main());
            callbacksAndGenerators();
            return new Program(
                    name,
                    draft.eagerTasks,
                    draft.slots,
                    draft.count(Thing.LOCK),
                    draft.count(Thing.EVENT),
                    draft.count(Thing.CONDITION),
                    draft.count(Thing.COUNTER),
                    draft.count(Thing.HANDLE),
                    draft.count(Thing.GROUP),
                    draft.count(Thing.VARIABLE),
                    draft.count(Thing.CONTEXT),
                    draft.count(Thing.OPEN_GENERATOR),
                    draft.count(Thing.ITERATOR),
                    semaphores(),
                    barriers(),
                    queues(),
                    List.copyOf(bodies),
                    List.copyOf(callbacks),
                    List.copyOf(generators));
        }

        // ---- bodies ----

        private List<Op> body(int index) {
            BodyWriter writer = new BodyWriter(draft, Place.BODY, index);
            boolean meets = index == firstIn || index == secondIn;
            if (meets && meeting != null) {
                writer.add(meeting);
            } else if (!meets && draft.chance(45)) {
                writer.add(draft.chance(30) ? new Op.Yield() : new Op.Sleep(draft.time()));
            }
            middle(writer, index);
            writer.finish();
            return writer.written();
        }

        private void middle(BodyWriter writer, int index) {
            if (index == firstIn) {
                writer.write(focus.first);
            }
            if (index == secondIn) {
                writer.write(focus.second);
            }
            int before = draft.below(3);
            if (index == adjacentIn) {
                writer.statements(before);
                writer.adjacent(focus.first, focus.second);
            }
            writer.statements(Math.max(1, draft.size(draft.mixture.statements()) - before));
        }

        private List<Op> main() {
            BodyWriter writer = new BodyWriter(draft, Place.BODY, 0);
            for (int i = 0; i < draft.futureSlots; i++) {
                if (draft.chance(92)) {
                    writer.add(new Op.NewFuture(i));
                }
            }
            if (draft.mainOpensGenerators) {
                for (int i = 0; i < draft.count(Thing.OPEN_GENERATOR); i++) {
                    writer.add(new Op.NewGenerator(i, draft.any(Thing.GENERATOR)));
                }
            }
            switch (draft.below(20)) {
                case 0, 1, 2, 3 -> {
                    int group = draft.any(Thing.GROUP);
                    addProtected(writer, 85, () -> {
                        List<Op> body = writer.nested(() -> {
                            spawn(writer, (slot, child) -> new Op.GroupSpawn(group, slot, child));
                            middle(writer, 0);
                        });
                        return new Op.Group(group, body);
                    });
                }
                case 4, 5, 6 -> {
                    spawn(writer, (slot, child) -> new Op.Spawn(slot, child, false, null));
                    middle(writer, 0);
                }
                case 7, 8, 9, 10, 11, 12, 13 -> {
                    spawn(writer, (slot, child) -> new Op.Spawn(slot, child, false, null));
                    List<Op> body = writer.nested(() -> middle(writer, 0));
                    writer.add(new Op.Try(body, Caught.ALL, List.of(), false, null));
                }
                default -> {
                    spawn(writer, (slot, child) -> new Op.Spawn(slot, child, false, null));
                    addProtected(writer, 85, () -> new Op.Timeout(LATE, writer.nested(() -> middle(writer, 0))));
                }
            }
            if (draft.chance(60)) {
                writer.add(new Op.Sleep(LATE));
                writer.answers(3);
            }
            if (draft.chance(90)) {
                addProtected(writer, 75, this::ending);
            }
            writer.finish();
            return writer.written();
        }

        /** In so many cases nothing comes out of it. */
        private void addProtected(BodyWriter writer, int percent, Supplier<Op> op) {
            if (draft.chance(percent)) {
                List<Op> body = writer.nested(() -> writer.add(op.get()));
                writer.add(new Op.Try(body, Caught.ALL, List.of(), false, null));
            } else {
                writer.add(op.get());
            }
        }

        private interface Spawning {
            Op spawn(int slot, int body);
        }

        private void spawn(BodyWriter writer, Spawning spawning) {
            List<Integer> order = new ArrayList<>();
            for (int i = 1; i < draft.bodies; i++) {
                if (draft.chance(93) || i == firstIn || i == secondIn) {
                    order.add(i);
                }
                if (draft.chance(draft.bodies == 2 ? 60 : 15)) {
                    order.add(i);
                }
            }
            if (draft.chance(40)) {
                Collections.reverse(order);
            }
            int taskSlots = draft.slots - 1 - draft.futureSlots;
            for (int i = 0; i < order.size(); i++) {
                writer.add(spawning.spawn(draft.futureSlots + i % taskSlots, order.get(i)));
            }
            if (draft.mainStartsIterators) {
                for (int i = 0; i < draft.count(Thing.ITERATOR); i++) {
                    writer.add(new Op.StartCompleted(i, allSlots(), draft.timeout(80)));
                }
            }
            if (!callbacks.isEmpty() && draft.chance(50)) {
                int handle = draft.any(Thing.HANDLE);
                int callback = draft.any(Thing.CALLBACK);
                writer.add(
                        draft.chance(50)
                                ? new Op.CallSoon(handle, callback)
                                : new Op.CallLater(handle, draft.time(), callback));
            }
        }

        private List<Integer> allSlots() {
            return IntStream.range(0, draft.slots).boxed().toList();
        }

        /** What keeps the main body alive. */
        private Op ending() {
            List<Integer> all = allSlots();
            Integer timeout = draft.chance(15) ? null : Integer.valueOf(5);
            return switch (draft.below(7)) {
                case 0, 1, 2 -> new Op.Wait(all, Until.ALL_COMPLETED, timeout);
                case 3 -> new Op.AsCompleted(all, timeout, 10);
                case 4 -> new Op.Await(draft.taskSlot());
                default -> new Op.Sleep(LATE);
            };
        }

        // ---- callbacks and generators ----

        private void callbacksAndGenerators() {
            boolean more = true;
            while (more) {
                more = false;
                while (callbacks.size() < draft.count(Thing.CALLBACK)) {
                    callbacks.add(callback(callbacks.size()));
                    more = true;
                }
                while (generators.size() < draft.count(Thing.GENERATOR)) {
                    generators.add(generator(generators.size()));
                    more = true;
                }
            }
        }

        private List<Op.Plain> callback(int index) {
            BodyWriter writer = new BodyWriter(draft, Place.CALLBACK, index);
            if (index == 0 && focus.first.plain && focus.second.plain) {
                writer.adjacent(focus.first, focus.second);
            }
            writer.statements(1 + draft.below(3));
            return writer.written().stream().map(Op.Plain.class::cast).toList();
        }

        private Program.GeneratorBody generator(int index) {
            BodyWriter writer = new BodyWriter(draft, Place.GENERATOR, index);
            int values = draft.chance(6) ? 0 : 1 + draft.below(3);
            for (int i = 0; i < values; i++) {
                if (draft.chance(40)) {
                    writer.pause();
                }
                writer.statements(draft.below(2));
                writer.addOne(Kind.YIELD_VALUE);
            }
            if (index == 0 && (focus.first == Kind.YIELD_VALUE || focus.second == Kind.YIELD_VALUE)) {
                Kind other = focus.first == Kind.YIELD_VALUE ? focus.second : focus.first;
                writer.addOne(Kind.YIELD_VALUE);
                writer.write(other);
            } else {
                writer.statements(draft.below(2));
            }
            List<Op> handler = draft.chance(40) ? writer.block() : List.of();
            List<Op> cleanup = draft.chance(50) ? writer.pausingBlock() : List.of();
            return new Program.GeneratorBody(writer.written(), handler, cleanup);
        }

        // ---- objects ----

        private List<Program.SemaphoreKind> semaphores() {
            List<Program.SemaphoreKind> kinds = new ArrayList<>();
            for (int i = 0; i < draft.count(Thing.SEMAPHORE); i++) {
                int permits = draft.chance(15) ? 0 : draft.chance(60) ? 1 : 2;
                kinds.add(new Program.SemaphoreKind(permits, draft.chance(40)));
            }
            return List.copyOf(kinds);
        }

        private List<Integer> barriers() {
            List<Integer> parties = new ArrayList<>();
            for (int i = 0; i < draft.count(Thing.BARRIER); i++) {
                parties.add(draft.chance(70) ? 2 : draft.chance(60) ? 3 : 1);
            }
            return List.copyOf(parties);
        }

        private List<Program.QueueKind> queues() {
            List<Program.QueueKind> kinds = new ArrayList<>();
            for (int i = 0; i < draft.count(Thing.QUEUE); i++) {
                Program.Order order =
                        draft.chance(60) ? Program.Order.FIFO : draft.any(List.of(Program.Order.values()));
                kinds.add(new Program.QueueKind(order, draft.chance(50) ? 1 : draft.below(3)));
            }
            return List.copyOf(kinds);
        }
    }
}
