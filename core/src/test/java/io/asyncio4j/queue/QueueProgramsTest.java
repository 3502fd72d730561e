package io.asyncio4j.queue;

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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random programs of tasks that use a queue and cancel each other do the same, turn by turn, as on CPython 3.13.0, where
 * {@code traces.py} has run them (R14). Each program, with its trace, is a paragraph of {@code traces.txt}.
 */
final class QueueProgramsTest {

    private static final int TURNS = 20;
    private static final int ROUNDS = 8;

    @Test
    void randomPrograms_doTheSameAsOnCPython() throws IOException {
        List<String> recorded;
        try (InputStream file = Objects.requireNonNull(QueueProgramsTest.class.getResourceAsStream("traces.txt"))) {
            recorded = List.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n\n"));
        }
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(150);
        for (String paragraph : recorded) {
            String program = paragraph.lines().findFirst().orElseThrow();
            assertThat(program + "\n" + new Run(program).trace()).isEqualTo(paragraph.strip());
        }
    }

    /** One program: a queue, and tasks, separated by {@code " | "}, of operations, separated by {@code ", "}. */
    private static final class Run {

        private static final Pattern SEVERAL_ITEMS = Pattern.compile("\\[(\\d+, .*?)]");

        private final Queue<Integer> queue;
        private final List<List<String>> programs;
        private final EventLoop loop = VirtualTime.loop();
        private final List<Task<?>> tasks = new ArrayList<>();
        private final List<String> noted = new ArrayList<>();
        private final List<String> trace = new ArrayList<>();
        private String state = "";
        private int turn;

        Run(String text) {
            String[] parts = text.split(": ");
            String[] head = parts[0].split(" ");
            int maxsize = Integer.parseInt(head[1]);
            queue = switch (head[0]) {
                case "Queue" -> new Queue<>(maxsize);
                case "PriorityQueue" -> new PriorityQueue<>(maxsize);
                default -> new LifoQueue<>(maxsize);
            };
            programs = Arrays.stream(parts[1].split(" \\| "))
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
            String now = describe();
            if (!now.equals(state)) {
                noted.add(now);
            }
            if (!noted.isEmpty()) {
                trace.add(turn + ": " + String.join("; ", noted));
            }
            noted.clear();
            state = now;
            turn++;
            loop.callSoon(this::tick);
        }

        /** With the items of a heap in order: how it keeps them is nobody's business. */
        private String describe() {
            String text = queue.toString();
            return queue instanceof PriorityQueue
                    ? SEVERAL_ITEMS.matcher(text).replaceAll(items -> sorted(items.group(1)))
                    : text;
        }

        private static String sorted(String items) {
            return Arrays.stream(items.split(", "))
                    .map(Integer::valueOf)
                    .sorted()
                    .toList()
                    .toString();
        }

        private static void turns(int n) {
            for (int i = 0; i < n; i++) {
                yieldTurn();
            }
        }

        private void task(int me) {
            for (String operation : programs.get(me)) {
                String[] words = operation.replace("!", "").split(" ");
                String kind = words[0];
                try {
                    noted.add(me + " " + perform(kind, words.length == 1 ? 0 : Integer.parseInt(words[1])));
                } catch (CancelledError e) {
                    noted.add(me + " " + kind + " cancelled");
                    if (operation.endsWith("!")) {
                        throw e;
                    }
                } catch (QueueFullException e) {
                    noted.add(me + " " + kind + " full");
                } catch (QueueEmptyException e) {
                    noted.add(me + " " + kind + " empty");
                } catch (QueueShutDownException e) {
                    noted.add(me + " " + kind + " shut down");
                } catch (IllegalStateException e) {
                    noted.add(me + " " + kind + " refused");
                }
            }
        }

        private String perform(String kind, int n) {
            switch (kind) {
                case "put" -> queue.put(n);
                case "putnow" -> queue.putNowait(n);
                case "get" -> {
                    return "get -> " + queue.get();
                }
                case "getnow" -> {
                    return "getnow -> " + queue.getNowait();
                }
                case "done" -> queue.taskDone();
                case "join" -> queue.join();
                case "shutdown" -> queue.shutdown();
                case "shutdownnow" -> queue.shutdown(true);
                case "turns" -> turns(n);
                case "cancel" -> tasks.get(n).cancel();
                default -> throw new AssertionError(kind);
            }
            return kind;
        }
    }
}
