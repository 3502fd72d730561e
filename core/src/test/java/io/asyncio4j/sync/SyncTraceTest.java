package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random programs of tasks that use the primitives and cancel each other do the same, turn by turn, as on CPython 3.13.0,
 * where {@code traces.py} has run them (F01, F02, R12, R13). Each program, with its trace, is a paragraph of
 * {@code traces.txt}.
 */
final class SyncTraceTest {

    private static final int TURNS = 20;
    private static final int ROUNDS = 8;

    @Test
    void randomPrograms_doTheSameAsOnCPython() throws IOException {
        List<String> recorded;
        try (InputStream file = Objects.requireNonNull(SyncTraceTest.class.getResourceAsStream("traces.txt"))) {
            recorded = List.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n\n"));
        }
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(150).allSatisfy(paragraph -> {
            String program = paragraph.lines().findFirst().orElseThrow();
            assertThat(program + "\n" + new Run(program).trace()).isEqualTo(paragraph.strip());
        });
    }

    /** One program: tasks, separated by {@code " | "}, of operations, separated by {@code ", "}. */
    private static final class Run {

        private final List<List<String>> programs;
        private final Lock lock = new Lock();
        private final Semaphore semaphore = new Semaphore(2);
        private final Event event = new Event();
        private final Condition condition = new Condition();
        private final Barrier barrier = new Barrier(3);
        private int count;

        private final EventLoop loop = VirtualTime.loop();
        private final List<Task<?>> tasks = new ArrayList<>();
        private final List<String> noted = new ArrayList<>();
        private final List<String> trace = new ArrayList<>();
        private List<String> states = List.of();
        private int turn;

        Run(String text) {
            programs = Arrays.stream(text.split(" \\| "))
                    .map(task -> List.of(task.split(", ")))
                    .toList();
        }

        String trace() {
            loop.runUntilComplete(() -> {
                for (int i = 0; i < programs.size(); i++) {
                    int me = i;
                    tasks.add(createTask(() -> task(me)));
                }
                loop.callSoon(this::tick);
                for (int round = 0; round < ROUNDS; round++) {
                    turns(TURNS);
                    tasks.forEach(Task::cancel);
                }
            });
            trace.add(tasks.stream().map(task -> task.done() ? "y" : "n").collect(Collectors.joining("", "done ", "")));
            loop.close();
            return String.join("\n", trace);
        }

        private void tick() {
            List<String> now = Stream.of(lock, semaphore, event, condition, barrier)
                    .map(primitive ->
                            primitive.toString().replaceFirst("<\\w+ ", "").replaceFirst(">$", ""))
                    .toList();
            List<String> changed = new ArrayList<>(now);
            for (int i = states.size() - 1; i >= 0; i--) {
                if (now.get(i).equals(states.get(i))) {
                    changed.remove(i);
                }
            }
            if (!noted.isEmpty() || !changed.isEmpty()) {
                String line = turn + ": " + String.join("; ", noted) + " " + String.join(" ", changed);
                trace.add(line.stripTrailing());
            }
            noted.clear();
            states = now;
            turn++;
            loop.callSoon(this::tick);
        }

        private void note(int me, String what) {
            noted.add(me + " " + what);
        }

        private static void turns(int n) {
            for (int i = 0; i < n; i++) {
                yieldTurn();
            }
        }

        private void task(int me) {
            for (String operation : programs.get(me)) {
                String[] words = operation.replace("!", "").split(" ");
                try {
                    perform(me, words[0], words.length == 1 ? 0 : Integer.parseInt(words[1]));
                    note(me, words[0]);
                } catch (CancelledError e) {
                    note(me, words[0] + " cancelled");
                    if (operation.endsWith("!")) {
                        throw e;
                    }
                } catch (BrokenBarrierException e) {
                    note(me, words[0] + " broken");
                } catch (IllegalStateException e) {
                    note(me, words[0] + " refused");
                }
            }
        }

        private void perform(int me, String kind, int n) throws BrokenBarrierException {
            switch (kind) {
                case "lock" -> lock(me, n);
                case "unlock" -> lock.release();
                case "permit" -> permit(me, n);
                case "release" -> semaphore.release();
                case "wait" -> underLock(() -> awaitCondition(me, n));
                case "waitfor" -> underLock(() -> condition.waitFor(() -> count >= n));
                case "signal" -> underLock(() -> condition.signal(n));
                case "signalall" -> underLock(condition::signalAll);
                case "count" ->
                    underLock(() -> {
                        count++;
                        condition.signalAll();
                    });
                case "event" -> event.await();
                case "set" -> event.set();
                case "clear" -> event.clear();
                case "setclear" -> {
                    event.set();
                    event.clear();
                }
                case "barrier" -> barrier.await();
                case "reset" -> barrier.reset();
                case "abort" -> barrier.abort();
                case "cancel" -> tasks.get(n).cancel();
                case "turns" -> turns(n);
                default -> throw new AssertionError(kind);
            }
        }

        // try with resources would keep the error of the block where Python keeps that of the release

        private void lock(int me, int n) {
            lock.acquire();
            try {
                note(me, "has lock");
                turns(n);
            } finally {
                lock.release();
            }
        }

        private void permit(int me, int n) {
            semaphore.acquire();
            try {
                note(me, "has permit");
                turns(n);
            } finally {
                semaphore.release();
            }
        }

        private void underLock(Runnable block) {
            condition.acquire();
            try {
                block.run();
            } finally {
                condition.release();
            }
        }

        private void awaitCondition(int me, int n) {
            try {
                condition.await();
            } finally {
                note(me, "woken");
                turns(n);
            }
        }
    }
}
