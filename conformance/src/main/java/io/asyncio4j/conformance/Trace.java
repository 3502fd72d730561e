package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a program leaves: one line for each event, {@code <milliseconds>.<turn> <who> <event>}; who is a task, or a callback,
 * or nobody (-). Turns are counted by a callback that schedules itself, until nothing has happened for a while.
 */
final class Trace {

    private static final int MAX_LINES = 2000;
    private static final int QUIET_TURNS = 8;

    private final EventLoop loop;
    private final Context noContext = new Context();
    private final List<String> lines = new ArrayList<>();
    private final Map<Future<?>, String> names = new HashMap<>();
    private final List<Future<?>> named = new ArrayList<>();
    private int callback = -1;
    private int turn;
    private int quiet;
    private boolean ticking;
    private boolean over;

    Trace(EventLoop loop) {
        this.loop = loop;
    }

    void emit(String event) {
        if (over) {
            return;
        }
        if (lines.size() < MAX_LINES) {
            lines.add(loop.time().toMillis() + "." + turn + " " + who() + " " + event);
        }
        quiet = 0;
        if (!ticking) {
            ticking = true;
            loop.callSoon(this::tick, noContext);
        }
    }

    private void tick() {
        turn++;
        quiet++;
        if (quiet < QUIET_TURNS) {
            loop.callSoon(this::tick, noContext);
        } else {
            ticking = false;
        }
    }

    int turn() {
        return turn;
    }

    private String who() {
        Task<?> task = loop.isRunning() ? Asyncio.currentTask() : null;
        if (task != null) {
            return name(task);
        }
        return callback < 0 ? "-" : "cb" + callback;
    }

    /** The lines; nothing more is recorded. */
    List<String> end() {
        over = true;
        return lines;
    }

    /** Makes a callback the one that runs; returns which was. */
    int enterCallback(int index) {
        int outer = callback;
        callback = index;
        return outer;
    }

    // ---- names ----

    String name(Future<?> future) {
        String name = names.get(future);
        return name != null ? name : register(future, future instanceof Task ? "T" : "F");
    }

    /** Gives a future its name, if it has none; a kind alone is completed by a number. */
    String register(Future<?> future, String name) {
        if (!names.containsKey(future)) {
            names.put(future, name.length() == 1 ? name + named.size() : name);
            named.add(future);
        }
        return Objects.requireNonNull(names.get(future));
    }

    /** All futures and tasks that have names, in order. */
    List<Future<?>> named() {
        return named;
    }
}
