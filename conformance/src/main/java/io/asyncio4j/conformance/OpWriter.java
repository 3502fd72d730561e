package io.asyncio4j.conformance;

import io.asyncio4j.conformance.BodyWriter.Place;
import io.asyncio4j.conformance.Op.Caught;
import io.asyncio4j.conformance.Op.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * Chooses what operations name, and writes before them what they need. It knows roughly what the body holds at each place, so
 * that most operations do something; chance makes the others.
 */
final class OpWriter {

    static final List<Until> UNTIL = List.of(Until.values());

    private static final List<Thing> RELEASED = List.of(Thing.LOCK, Thing.CONDITION, Thing.SEMAPHORE);

    /** The more useful ones are likelier. */
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

    private final BodyWriter body;
    private final Draft draft;
    private final Holdings held = new Holdings();
    private int bound;
    private int timeouts;
    private int values;

    OpWriter(BodyWriter body, Draft draft) {
        this.body = body;
        this.draft = draft;
    }

    // ---- names ----

    /** Mostly that of a task. */
    int cancelledSlot() {
        return draft.chance(75) ? draft.taskSlot() : draft.slot();
    }

    /** One that is mostly done, as far as waiting helps. */
    int settledSlot() {
        int slot = draft.slot();
        if (body.place != Place.CALLBACK && draft.chance(45)) {
            body.add(new Op.Wait(List.of(slot), Until.ALL_COMPLETED, draft.time()));
        }
        return slot;
    }

    /** One to three, mostly different ones. */
    List<Integer> slots() {
        List<Integer> slots = new ArrayList<>();
        for (int i = 1 + draft.below(3); i > 0; i--) {
            int slot = draft.slot();
            if (!slots.contains(slot) || draft.chance(15)) {
                slots.add(slot);
            }
        }
        return List.copyOf(slots);
    }

    List<Op> block() {
        return body.block();
    }

    /** A body to be run; mostly a later one, or programs would grow without end. */
    int child() {
        if (draft.chance(2)) {
            return 0;
        }
        int last = draft.bodies - 1;
        if (body.isLeaf()) {
            return draft.chance(60) ? last : 1 + draft.below(last);
        }
        return draft.chance(92) ? body.index + 1 + draft.below(last - body.index) : 1 + draft.below(last);
    }

    List<Integer> children() {
        List<Integer> children = new ArrayList<>();
        for (int i = 1 + draft.below(3); i > 0; i--) {
            children.add(child());
        }
        return List.copyOf(children);
    }

    /** A callback to be called; for a callback mostly a later one. */
    int callback() {
        int any = draft.any(Thing.CALLBACK);
        int later = draft.count(Thing.CALLBACK) - body.index - 1;
        return body.place == Place.CALLBACK && later > 0 && draft.chance(92)
                ? body.index + 1 + draft.below(later)
                : any;
    }

    Op startCompleted() {
        return startCompleted(draft.any(Thing.ITERATOR));
    }

    private Op startCompleted(int iterator) {
        held.add(Thing.ITERATOR, iterator);
        return new Op.StartCompleted(iterator, slots(), draft.timeout(60));
    }

    /** What iterates over completed futures; if nobody has started it, that is mostly done before. */
    int iterator() {
        int iterator = draft.any(Thing.ITERATOR);
        boolean started = draft.mainStartsIterators || held.contains(Thing.ITERATOR, iterator);
        if (draft.chance(started ? 8 : 70)) {
            body.add(startCompleted(iterator));
        }
        return iterator;
    }

    // ---- locks and the like ----

    /** One that the body does not hold, if there is one. */
    private int free(Thing thing) {
        int any = draft.any(thing);
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

    void releaseAll() {
        for (Thing thing : RELEASED) {
            for (int i = 0; i < draft.count(thing); i++) {
                if (held.contains(thing, i) && draft.chance(75)) {
                    body.add(releasing(thing, i));
                }
            }
        }
    }

    /** What to acquire. What is held is mostly given back before: it would wait for itself. */
    int acquire(Thing thing) {
        int index = free(thing);
        if (held.contains(thing, index) && draft.chance(75)) {
            body.add(releasing(thing, index));
        }
        held.add(thing, index);
        return index;
    }

    /** What to release. If nothing is held, it is mostly acquired before. */
    int release(Thing thing, IntFunction<Op> acquiring) {
        int mine = held.first(thing);
        int index = mine < 0 ? draft.any(thing) : mine;
        held.remove(thing, index);
        if (body.place != Place.CALLBACK && mine < 0 && draft.chance(75)) {
            body.add(acquiring.apply(index));
        }
        if (body.place != Place.CALLBACK && draft.chance(45)) {
            body.pause();
        }
        return index;
    }

    Op with(Thing thing, BiFunction<Integer, List<Op>, Op> statement) {
        int index = free(thing);
        if (held.contains(thing, index)) {
            return body.mayNest(2) && draft.chance(80)
                    ? new Op.Timeout(draft.time(), body.nested(() -> body.add(statement.apply(index, block()))))
                    : statement.apply(index, block());
        }
        held.add(thing, index);
        List<Op> inside = body.pausingBlock();
        held.remove(thing, index);
        return statement.apply(index, inside);
    }

    Op inCondition(IntFunction<Op> statement) {
        int mine = held.first(Thing.CONDITION);
        if (mine >= 0) {
            return statement.apply(mine);
        }
        int condition = draft.any(Thing.CONDITION);
        if (body.place == Place.CALLBACK || draft.chance(8)) {
            return statement.apply(condition);
        }
        held.add(Thing.CONDITION, condition);
        if (!body.mayNest() || draft.chance(25)) {
            body.add(new Op.AcquireCondition(condition));
            return statement.apply(condition);
        }
        List<Op> inside = body.nested(() -> {
            body.statements(draft.chance(20) ? 1 : 0);
            body.add(statement.apply(condition));
            body.statements(draft.chance(20) ? 1 : 0);
        });
        held.remove(Thing.CONDITION, condition);
        return new Op.WithCondition(condition, inside);
    }

    // ---- blocks ----

    Op tryStatement() {
        List<Op> tried = body.pausingBlock();
        if (draft.chance(20)) {
            return new Op.Try(tried, null, List.of(), false, body.pausingBlock());
        }
        Caught on = draft.any(CAUGHT);
        List<Op> handler = body.nested(() -> {
            if (draft.chance((on == Caught.CANCELLED || on == Caught.ALL) ? 20 : 0)) {
                body.add(new Op.Uncancel());
            }
            body.statements(draft.below(3));
            if (draft.chance(10)) {
                body.add(new Op.Raise(draft.boom()));
            }
        });
        return new Op.Try(tried, on, handler, draft.chance(30), draft.chance(35) ? body.pausingBlock() : null);
    }

    Op spawn() {
        boolean eager = draft.chance(15);
        boolean context = !eager && !draft.eagerTasks && draft.chance(15);
        return new Op.Spawn(draft.taskSlot(), child(), eager, context ? draft.any(Thing.CONTEXT) : null);
    }

    List<Op> timeoutBlock() {
        timeouts++;
        List<Op> inside = body.pausingBlock();
        timeouts--;
        return inside;
    }

    Op reschedule() {
        Op.Reschedule reschedule = new Op.Reschedule(draft.chance(10) ? null : Integer.valueOf(draft.moment()));
        if (timeouts > 0 || !body.mayNest() || draft.chance(15)) {
            return reschedule;
        }
        return new Op.Timeout(draft.time(), body.nested(() -> {
            body.add(reschedule);
            body.pause();
        }));
    }

    Op group() {
        int group = draft.any(Thing.GROUP);
        boolean open = held.contains(Thing.GROUP, group);
        held.add(Thing.GROUP, group);
        List<Op> inside = body.nested(() -> {
            for (int i = draft.below(body.isLeaf() ? 2 : 3); i > 0; i--) {
                body.add(new Op.GroupSpawn(group, draft.taskSlot(), child()));
            }
            body.statements(draft.size(draft.mixture.blockStatements()));
        });
        if (!open) {
            held.remove(Thing.GROUP, group);
        }
        return new Op.Group(group, inside);
    }

    /** Mostly one that this body has opened. */
    int openGroup() {
        int open = held.first(Thing.GROUP);
        return open >= 0 && draft.chance(80) ? open : draft.any(Thing.GROUP);
    }

    Op groupSpawn() {
        int open = held.first(Thing.GROUP);
        int group = open >= 0 ? open : draft.any(Thing.GROUP);
        Op.GroupSpawn spawn = new Op.GroupSpawn(group, draft.taskSlot(), child());
        if (open >= 0 || !body.mayNest() || draft.chance(50)) {
            return spawn;
        }
        return new Op.Group(group, body.nested(() -> {
            body.add(spawn);
            body.statement();
        }));
    }

    // ---- queues, context variables, generators ----

    Op get() {
        int queue = draft.any(Thing.QUEUE);
        if (body.place != Place.CALLBACK && draft.chance(25)) {
            body.add(new Op.Put(queue, draft.value()));
        }
        held.add(Thing.QUEUE, queue);
        return new Op.Get(queue);
    }

    Op getNowait() {
        int queue = draft.any(Thing.QUEUE);
        if (draft.chance(35)) {
            body.add(new Op.PutNowait(queue, draft.value()));
        }
        return new Op.GetNowait(queue);
    }

    Op taskDone() {
        int got = held.first(Thing.QUEUE);
        int queue = got < 0 ? draft.any(Thing.QUEUE) : got;
        held.remove(Thing.QUEUE, queue);
        if (got < 0 && body.place != Place.CALLBACK && draft.chance(60)) {
            body.add(new Op.Put(queue, draft.value()));
            body.add(new Op.Get(queue));
        }
        return new Op.TaskDone(queue);
    }

    Op bind() {
        bound++;
        return new Op.Bind(draft.any(Thing.VARIABLE), draft.value());
    }

    Op unbind() {
        if (bound > 0) {
            bound--;
        } else if (draft.chance(75)) {
            body.add(new Op.Bind(draft.any(Thing.VARIABLE), draft.value()));
        }
        return new Op.Unbind();
    }

    Op newGenerator() {
        int generator = draft.any(Thing.OPEN_GENERATOR);
        held.add(Thing.OPEN_GENERATOR, generator);
        return new Op.NewGenerator(generator, generatorBody());
    }

    /** In a generator a later one, or generators could be nested without end. */
    private int generatorBody() {
        if (body.place != Place.GENERATOR) {
            return draft.any(Thing.GENERATOR);
        }
        if (body.index + 1 == draft.count(Thing.GENERATOR)) {
            draft.addOne(Thing.GENERATOR);
        }
        return body.index + 1 + draft.below(draft.count(Thing.GENERATOR) - body.index - 1);
    }

    /** An open generator; if nobody has opened it, that is mostly done before. */
    int generator() {
        int generator = draft.any(Thing.OPEN_GENERATOR);
        boolean open = draft.mainOpensGenerators || held.contains(Thing.OPEN_GENERATOR, generator);
        if (body.place == Place.BODY && draft.chance(open ? 8 : 70)) {
            held.add(Thing.OPEN_GENERATOR, generator);
            body.add(new Op.NewGenerator(generator, generatorBody()));
        }
        return generator;
    }

    /** In other bodies than generators', what makes one yield. */
    Op yieldValue() {
        if (body.place == Place.GENERATOR && !body.isNested() && values < MOST_VALUES) {
            values++;
            return new Op.YieldValue(draft.value());
        }
        return new Op.Iterate(generator(), MOST_VALUES, block());
    }
}
