package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Op.Caught;
import java.util.ArrayList;
import java.util.List;

/** Writes the statements of one body, callback or generator. */
final class BodyWriter {

    /** Of what kind the body is. */
    enum Place {
        BODY,
        CALLBACK,
        GENERATOR
    }

    final Place place;
    final int index;
    private final Draft draft;
    private final OpWriter ops;
    private List<Op> out = new ArrayList<>();
    private int depth;

    BodyWriter(Draft draft, Place place, int index) {
        this.draft = draft;
        this.place = place;
        this.index = index;
        ops = new OpWriter(this, draft);
    }

    /** What was written. */
    List<Op> written() {
        return List.copyOf(out);
    }

    void add(Op op) {
        out.add(op);
    }

    /** An operation of this kind, and before it what it needs. */
    void addOne(Kind kind) {
        add(kind.write(ops, draft));
    }

    /** So many statements of the program's theme. */
    void statements(int count) {
        for (int i = 0; i < count; i++) {
            statement();
        }
    }

    void statement() {
        for (int i = 0; i < 8; i++) {
            Kind kind = candidate();
            if (suits(kind)) {
                write(kind);
                return;
            }
        }
        addOne(Kind.LOOK);
    }

    /** What somebody waits for, and nobody has done yet; up to so many statements. */
    void answers(int most) {
        for (int i = 0; i < most; i++) {
            Kind wanted = draft.takeWanted();
            if (wanted != null && suits(wanted)) {
                write(wanted);
            }
        }
    }

    private Kind candidate() {
        if (draft.chance(30)) {
            Kind wanted = draft.takeWanted();
            if (wanted != null) {
                return wanted;
            }
        }
        return place == Place.CALLBACK ? draft.theme.plain() : draft.theme.any(mayNest());
    }

    /** Whether such an operation may stand here, and would not make the program grow without end. */
    private boolean suits(Kind kind) {
        if ((place == Place.CALLBACK && !kind.plain) || (kind.block && !mayNest())) {
            return false;
        }
        return switch (kind) {
            case SPAWN, GROUP_SPAWN, GATHER_BODIES, WAIT_FOR_BODY -> !isLeaf() || draft.chance(6);
            case CALL_SOON, CALL_LATER, CALL_AT, ADD_CALLBACK ->
                place != Place.CALLBACK || index + 1 < draft.count(Thing.CALLBACK) || draft.chance(8);
            case ITERATE, SEND, THROW, CLOSE_GENERATOR -> place != Place.GENERATOR || draft.chance(30);
            case NEW_GENERATOR -> place != Place.GENERATOR || index + 1 < draft.count(Thing.GENERATOR);
            case RETURN, RAISE_CANCELLED -> !isMain() || draft.chance(20);
            case YIELD_VALUE -> false;
            default -> true;
        };
    }

    /** Whether it should run no other bodies. */
    boolean isLeaf() {
        return place != Place.BODY || index == draft.bodies - 1;
    }

    boolean mayNest() {
        return mayNest(1);
    }

    boolean mayNest(int levels) {
        return place != Place.CALLBACK && depth + levels <= draft.mixture.nesting();
    }

    boolean isNested() {
        return depth > 0;
    }

    /** One of this kind, perhaps in blocks, and perhaps followed by what disturbs it. */
    void write(Kind kind) {
        int levels = kind.block ? 1 : 0;
        boolean bounded =
                Kind.ANSWERS.containsKey(kind) && mayNest(levels + 1) && careful(draft.mixture.boundPercent());
        boolean risky = bounded || Kind.RISKY.contains(kind);
        if (risky && mayNest(levels + (bounded ? 2 : 1)) && careful(draft.mixture.guardPercent())) {
            List<Op> body = nested(() -> write(kind, bounded));
            Caught on = draft.chance(50) ? Caught.ALL : kind.raisesCancelled() ? Caught.CANCELLED : Caught.ERROR;
            List<Op> handler = draft.chance(35) ? nested(this::statement) : List.of();
            add(new Op.Try(body, on, handler, draft.chance(8), null));
        } else {
            write(kind, bounded);
        }
        if (place != Place.CALLBACK && Kind.DERIVING.contains(kind) && draft.chance(60)) {
            add(new Op.Await(draft.slots - 1));
        }
        if (Kind.WAKING.contains(kind) && draft.chance(draft.mixture.disturbPercent())) {
            disturb(kind.family);
        }
    }

    private void write(Kind kind, boolean bounded) {
        List<Kind> answers = Kind.ANSWERS.get(kind);
        if (answers != null && draft.chance(65)) {
            draft.want(draft.any(answers));
        }
        if (bounded) {
            add(new Op.Timeout(draft.time(), nested(() -> addOne(kind))));
        } else {
            addOne(kind);
        }
    }

    /** More often in the main body, which should outlive the others, and where a body begins. */
    private boolean careful(int percent) {
        boolean begins = depth == 0 && out.size() < 2;
        return draft.chance(begins || isMain() ? percent + (100 - percent) / 2 : percent);
    }

    private boolean isMain() {
        return place == Place.BODY && index == 0;
    }

    private void disturb(Family family) {
        switch (draft.below(8)) {
            case 0, 1 -> addOne(Kind.CANCEL);
            case 2 -> {
                addOne(Kind.CANCEL);
                addOne(Kind.CANCEL);
            }
            case 5, 6 -> {
                if (place != Place.CALLBACK) {
                    add(new Op.Yield()); // what wakes by a callback wakes a turn later
                }
                addOne(Kind.CANCEL);
            }
            case 3, 4 -> {
                Kind kind = draft.any(Kind.of(family));
                if (suits(kind)) {
                    write(kind, false);
                }
            }
            default -> statement();
        }
    }

    /** Both, one right after the other. */
    void adjacent(Kind first, Kind second) {
        if (mayNest() && draft.chance(60)) {
            add(new Op.Try(nested(() -> pair(first, second)), Caught.ALL, List.of(), false, null));
        } else {
            pair(first, second);
        }
    }

    private void pair(Kind first, Kind second) {
        Op firstOp = first.write(ops, draft);
        Op secondOp = second.write(ops, draft);
        add(firstOp);
        add(secondOp);
    }

    /** Gives others a turn. */
    void pause() {
        addOne(draft.chance(65) ? Kind.SLEEP : Kind.YIELD);
    }

    /** What is written, one level deeper. */
    List<Op> nested(Runnable writing) {
        List<Op> outer = out;
        out = new ArrayList<>();
        depth++;
        try {
            writing.run();
            return written();
        } finally {
            depth--;
            out = outer;
        }
    }

    List<Op> block() {
        return nested(() -> statements(draft.size(draft.mixture.blockStatements())));
    }

    /** A block in which others mostly get a turn. */
    List<Op> pausingBlock() {
        return nested(() -> {
            boolean before = draft.chance(50);
            if (before) {
                pause();
            }
            statements(draft.size(draft.mixture.blockStatements()));
            if (!before && draft.chance(50)) {
                pause();
            }
        });
    }

    /** Gives back what is still held, mostly. */
    void finish() {
        ops.releaseAll();
    }
}
