package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Op.Caught;
import io.asyncio4j.conformance.Op.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statements of one body, callback or generator. It knows roughly what the body holds at each place, so that most
 * statements do something; what is left of chance makes the others.
 */
final class BodyWriter {

    /** Of what kind the body is. */
    enum Place {
        BODY,
        CALLBACK,
        GENERATOR
    }

    static final List<Until> UNTIL = List.of(Until.values());

    private static final List<Caught> CAUGHT = List.of(
            Caught.BOOM,
            Caught.CANCELLED,
            Caught.CANCELLED,
            Caught.CANCELLED,
            Caught.TIMEOUT,
            Caught.TIMEOUT,
            Caught.GROUP,
            Caught.ERROR,
            Caught.ERROR,
            Caught.ERROR,
            Caught.ALL,
            Caught.ALL,
            Caught.ALL);

    private static final int MOST_VALUES = 4;

    private final Draft draft;
    private final Place place;
    private final int index;
    private List<Op> out = new ArrayList<>();
    private int depth;
    private final Holdings held = new Holdings();
    private int bound;
    private int timeouts;
    private int values;

    BodyWriter(Draft draft, Place place, int index) {
        this.draft = draft;
        this.place = place;
        this.index = index;
    }

    // ---- statements ----

    /** What was written. */
    List<Op> written() {
        return List.copyOf(out);
    }

    void add(Op op) {
        out.add(op);
    }

    /** So many statements of the program's theme. */
    void statements(int count) {
        for (int i = 0; i < count; i++) {
            statement();
        }
    }

    private void statement() {
        for (int i = 0; i < 8; i++) {
            Kind kind = place == Place.CALLBACK ? draft.theme.plain() : draft.theme.any(mayNest());
            if (suits(kind)) {
                write(kind);
                return;
            }
        }
        add(new Op.Look(slot()));
    }

    private boolean suits(Kind kind) {
        return switch (kind) {
            case SPAWN, GROUP_SPAWN, GATHER_BODIES, WAIT_FOR_BODY ->
                place != Place.BODY || index < draft.bodies - 1 || chance(20);
            case NEW_GENERATOR -> place != Place.GENERATOR || index + 1 < draft.count(Thing.GENERATOR);
            case YIELD_VALUE -> false;
            default -> (place != Place.CALLBACK || kind.plain) && (mayNest() || !kind.block);
        };
    }

    private boolean mayNest() {
        return depth < draft.mixture.nesting();
    }

    /** One of this kind, perhaps in blocks, and perhaps followed by what disturbs it. */
    void write(Kind kind) {
        boolean guarded = place != Place.CALLBACK
                && mayNest()
                && Kind.RISKY.contains(kind)
                && chance(draft.mixture.guardPercent());
        if (guarded) {
            add(guarded(kind, nested(() -> writeBounded(kind))));
        } else {
            writeBounded(kind);
        }
        if (place != Place.CALLBACK && Kind.DERIVING.contains(kind) && chance(60)) {
            add(new Op.Await(draft.slots - 1));
        }
        if (Kind.WAKING.contains(kind) && chance(draft.mixture.disturbPercent())) {
            disturb(kind.family);
        }
    }

    private Op guarded(Kind kind, List<Op> body) {
        boolean cancels = kind == Kind.CANCEL_CURRENT || kind == Kind.RAISE_CANCELLED;
        Caught on = cancels && chance(60) ? Caught.CANCELLED : chance(50) ? Caught.ERROR : Caught.ALL;
        List<Op> handler = chance(40) ? nested(this::statement) : List.of();
        return new Op.Try(body, on, handler, chance(8), null);
    }

    private void writeBounded(Kind kind) {
        boolean bounded = place != Place.CALLBACK
                && mayNest()
                && Kind.WAITING.contains(kind)
                && chance(draft.mixture.boundPercent());
        add(bounded ? new Op.Timeout(time(), nested(() -> add(kind.write(this)))) : kind.write(this));
    }

    private void disturb(Family family) {
        switch (below(6)) {
            case 0, 1 -> add(Kind.CANCEL.write(this));
            case 2 -> {
                add(Kind.CANCEL.write(this));
                add(Kind.CANCEL.write(this));
            }
            case 3, 4 -> {
                Kind kind = draft.any(Kind.of(family));
                if (suits(kind)) {
                    writeBounded(kind);
                }
            }
            default -> statement();
        }
    }

    /** Both, one right after the other. */
    void adjacent(Kind first, Kind second) {
        if (place != Place.CALLBACK && chance(60)) {
            add(new Op.Try(nested(() -> pair(first, second)), Caught.ALL, List.of(), false, null));
        } else {
            pair(first, second);
        }
    }

    private void pair(Kind first, Kind second) {
        Op firstOp = first.write(this);
        Op secondOp = second.write(this);
        add(firstOp);
        add(secondOp);
    }

    /** The statements that this writes, one level deeper. */
    List<Op> nested(Runnable writing) {
        List<Op> outer = out;
        out = new ArrayList<>();
        depth++;
        try {
            writing.run();
            return List.copyOf(out);
        } finally {
            depth--;
            out = outer;
        }
    }

    List<Op> block() {
        return nested(() -> statements(between(draft.mixture.blockStatements())));
    }

    /** Gives back what is still held, mostly. */
    void finish() {
        for (Thing thing : List.of(Thing.LOCK, Thing.CONDITION, Thing.SEMAPHORE)) {
            for (int i = 0; i < draft.count(thing); i++) {
                if (held.contains(thing, i) && chance(75)) {
                    add(releasing(thing, i));
                }
            }
        }
    }

    // ---- dice and names ----

    int below(int count) {
        return draft.below(count);
    }

    int between(Mixture.Range range) {
        return draft.between(range);
    }

    boolean chance(int percent) {
        return draft.chance(percent);
    }

    <T> T any(List<T> list) {
        return draft.any(list);
    }

    int any(Thing thing) {
        return draft.any(thing);
    }

    int slot() {
        return draft.slot();
    }

    int futureSlot() {
        return draft.futureSlot();
    }

    int taskSlot() {
        return draft.taskSlot();
    }

    int derivedSlot() {
        return draft.derivedSlot();
    }

    /** One to three, mostly different ones. */
    List<Integer> slots() {
        List<Integer> slots = new ArrayList<>();
        for (int i = 1 + below(3); i > 0; i--) {
            int slot = slot();
            if (!slots.contains(slot) || chance(15)) {
                slots.add(slot);
            }
        }
        return List.copyOf(slots);
    }

    int time() {
        return draft.time();
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

    /** A body to be run; mostly a later one, or programs would grow without end. */
    int child() {
        if (chance(2)) {
            return 0;
        }
        boolean later = place == Place.BODY && index < draft.bodies - 1 && chance(90);
        return later ? index + 1 + below(draft.bodies - 1 - index) : 1 + below(draft.bodies - 1);
    }

    List<Integer> children() {
        List<Integer> children = new ArrayList<>();
        for (int i = 1 + below(3); i > 0; i--) {
            children.add(child());
        }
        return List.copyOf(children);
    }

    // ---- what the body holds ----

    /** One that the body does not hold, if there is one. */
    private int free(Thing thing) {
        int any = any(thing);
        for (int i = 0; i < draft.count(thing) && held.contains(thing, any); i++) {
            any = (any + 1) % draft.count(thing);
        }
        return any;
    }

    private static Op releasing(Thing thing, int index) {
        return switch (thing) {
            case LOCK -> new Op.Release(index);
            case CONDITION -> new Op.ReleaseCondition(index);
            default -> new Op.ReleaseSemaphore(index);
        };
    }

    /** What to acquire. What is held is mostly given back before: none of these can be acquired twice. */
    int acquire(Thing thing) {
        int index = free(thing);
        if (held.contains(thing, index) && chance(75)) {
            add(releasing(thing, index));
        }
        held.add(thing, index);
        return index;
    }

    /** What to release. If nothing is held, it is mostly acquired before. */
    int release(Thing thing, IntFunction<Op> acquiring) {
        int index = held.first(thing);
        if (index >= 0) {
            held.remove(thing, index);
            return index;
        }
        index = any(thing);
        if (place != Place.CALLBACK && chance(70)) {
            add(acquiring.apply(index));
            if (chance(30)) {
                add(new Op.Sleep(time()));
            }
        }
        return index;
    }

    Op with(Thing thing, BiFunction<Integer, List<Op>, Op> statement) {
        int index = free(thing);
        if (held.contains(thing, index) && depth + 1 < draft.mixture.nesting() && chance(80)) {
            return new Op.Timeout(time(), nested(() -> add(statement.apply(index, block()))));
        }
        boolean before = held.contains(thing, index);
        held.add(thing, index);
        Op op = statement.apply(index, block());
        if (!before) {
            held.remove(thing, index);
        }
        return op;
    }

    Op inCondition(IntFunction<Op> statement) {
        int index = held.first(Thing.CONDITION);
        if (index >= 0) {
            return statement.apply(index);
        }
        int condition = any(Thing.CONDITION);
        if (place == Place.CALLBACK || chance(10)) {
            return statement.apply(condition);
        }
        held.add(Thing.CONDITION, condition);
        if (!mayNest() || chance(30)) {
            add(new Op.AcquireCondition(condition));
            return statement.apply(condition);
        }
        List<Op> body = nested(() -> {
            statements(chance(25) ? 1 : 0);
            add(statement.apply(condition));
            statements(chance(25) ? 1 : 0);
        });
        held.remove(Thing.CONDITION, condition);
        return new Op.WithCondition(condition, body);
    }

    // ---- operations that take more than a line ----

    Op tryStatement() {
        List<Op> body = block();
        if (chance(20)) {
            return new Op.Try(body, null, List.of(), false, block());
        }
        List<Op> handler = nested(() -> statements(below(3)));
        return new Op.Try(body, any(CAUGHT), handler, chance(30), chance(35) ? block() : null);
    }

    Op spawn() {
        boolean eager = chance(15);
        boolean context = !eager && !draft.eagerTasks && chance(15);
        return new Op.Spawn(taskSlot(), child(), eager, context ? any(Thing.CONTEXT) : null);
    }

    List<Op> timeoutBlock() {
        timeouts++;
        List<Op> body = nested(() -> {
            statements(between(draft.mixture.blockStatements()));
            if (chance(50)) {
                add(new Op.Sleep(time()));
            }
        });
        timeouts--;
        return body;
    }

    Op reschedule() {
        Op.Reschedule reschedule = new Op.Reschedule(chance(10) ? null : Integer.valueOf(moment()));
        if (timeouts > 0 || !mayNest() || chance(15)) {
            return reschedule;
        }
        return new Op.Timeout(time(), nested(() -> {
            add(reschedule);
            statement();
        }));
    }

    Op group() {
        int group = any(Thing.GROUP);
        boolean before = held.contains(Thing.GROUP, group);
        held.add(Thing.GROUP, group);
        List<Op> body = nested(() -> {
            for (int i = below(3); i > 0; i--) {
                add(new Op.GroupSpawn(group, taskSlot(), child()));
            }
            statements(between(draft.mixture.blockStatements()));
        });
        if (!before) {
            held.remove(Thing.GROUP, group);
        }
        return new Op.Group(group, body);
    }

    Op groupSpawn() {
        int open = held.first(Thing.GROUP);
        if (open >= 0) {
            return new Op.GroupSpawn(open, taskSlot(), child());
        }
        int group = any(Thing.GROUP);
        Op.GroupSpawn spawn = new Op.GroupSpawn(group, taskSlot(), child());
        if (place == Place.CALLBACK || !mayNest() || chance(50)) {
            return spawn;
        }
        return new Op.Group(group, nested(() -> {
            add(spawn);
            statement();
        }));
    }

    Op get() {
        int queue = any(Thing.QUEUE);
        if (chance(25)) {
            add(new Op.Put(queue, value()));
        }
        held.add(Thing.QUEUE, queue);
        return new Op.Get(queue);
    }

    Op taskDone() {
        int queue = held.first(Thing.QUEUE);
        if (queue >= 0) {
            held.remove(Thing.QUEUE, queue);
            return new Op.TaskDone(queue);
        }
        int other = any(Thing.QUEUE);
        if (place != Place.CALLBACK && chance(60)) {
            add(new Op.Put(other, value()));
            add(new Op.Get(other));
        }
        return new Op.TaskDone(other);
    }

    Op bind() {
        bound++;
        return new Op.Bind(any(Thing.VARIABLE), value());
    }

    Op unbind() {
        if (bound > 0) {
            bound--;
        } else if (chance(75)) {
            add(new Op.Bind(any(Thing.VARIABLE), value()));
        }
        return new Op.Unbind();
    }

    Op newGenerator() {
        int generator = any(Thing.OPEN_GENERATOR);
        held.add(Thing.OPEN_GENERATOR, generator);
        return new Op.NewGenerator(generator, generatorBody());
    }

    /** Inside of a generator a later one, or generators could be nested without end. */
    private int generatorBody() {
        if (place != Place.GENERATOR) {
            return any(Thing.GENERATOR);
        }
        if (index + 1 == draft.count(Thing.GENERATOR)) {
            draft.addOne(Thing.GENERATOR);
        }
        return index + 1 + below(draft.count(Thing.GENERATOR) - index - 1);
    }

    /** An open generator; if nobody has opened it, it is mostly done before. */
    int generator() {
        int generator = any(Thing.OPEN_GENERATOR);
        boolean open = draft.mainOpensGenerators || held.contains(Thing.OPEN_GENERATOR, generator);
        if (!open && place == Place.BODY && chance(70)) {
            held.add(Thing.OPEN_GENERATOR, generator);
            add(new Op.NewGenerator(generator, generatorBody()));
        }
        return generator;
    }

    /** In other bodies than generators', what makes one yield. */
    Op yieldValue() {
        if (place == Place.GENERATOR && depth == 0 && values < MOST_VALUES) {
            values++;
            return new Op.YieldValue(value());
        }
        return new Op.Iterate(generator(), MOST_VALUES, block());
    }
}
