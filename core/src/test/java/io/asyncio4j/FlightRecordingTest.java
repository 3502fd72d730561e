package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of the JDK Flight Recorder (A04, T06). */
class FlightRecordingTest {

    private static final String START = "asyncio4j.TaskStart";
    private static final String END = "asyncio4j.TaskEnd";
    private static final String STEP = "asyncio4j.TaskStep";
    private static final String LAG = "asyncio4j.LoopLag";

    @TempDir
    private Path folder;

    /** The events that a program makes, in order of their ends; steps and turns from a duration on. */
    private List<RecordedEvent> record(Duration threshold, List<String> names, Runnable program) throws IOException {
        try (Recording recording = new Recording()) {
            for (String name : List.of(START, END, STEP, LAG)) {
                if (names.contains(name)) {
                    recording.enable(name).withThreshold(threshold);
                } else {
                    recording.disable(name);
                }
            }
            recording.start();
            program.run();
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("asyncio4j."))
                    .sorted((a, b) -> a.getEndTime().compareTo(b.getEndTime()))
                    .toList();
        }
    }

    private static List<RecordedEvent> only(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static void spin(Duration duration) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            Thread.onSpinWait();
        }
    }

    private static void fail() {
        throw new IllegalArgumentException("x");
    }

    private static void program() {
        VirtualTime.run(() -> {
            Task<?> quick = createTask(() -> "quick", "returns");
            Task<?> failing = createTask(FlightRecordingTest::fail, "fails");
            Task<?> sleeping = createTask(() -> sleep(ms(100)), "sleeps");
            Task<?> early = createTask(() -> sleep(ms(100)), "never starts");
            early.cancel();
            yieldTurn();
            sleeping.cancel();
            yieldTurn();
            assertThat(quick.done()).isTrue();
            assertThat(failing.exception()).isNotNull();
        });
    }

    @Test
    void tasks_tellWhenTheyStartAndHowTheyEnd() throws IOException {
        List<RecordedEvent> events = record(Duration.ZERO, List.of(START, END), FlightRecordingTest::program);
        assertThat(only(START, events).stream().map(event -> event.getString("name")))
                .contains("returns", "fails", "sleeps")
                .doesNotContain("never starts");
        assertThat(only(END, events).stream().map(event -> event.getString("name") + " " + event.getString("state")))
                .contains("returns returned", "fails failed", "sleeps cancelled", "never starts cancelled");
        assertThat(events)
                .hasSize(only(START, events).size() + only(END, events).size())
                .allSatisfy(event -> {
                    assertThat(event.getString("coroutine")).contains("<lambda in io.asyncio4j.");
                    assertThat(event.getStackTrace()).isNull();
                });
    }

    /** Those of the loop's thread, between those of its tasks, are not lost: JDK 25 would lose them. */
    @Test
    void eventsOfTheLoopsThread_areAllThere() throws IOException {
        List<RecordedEvent> events = record(
                Duration.ZERO,
                List.of(START, END, STEP, LAG),
                () -> VirtualTime.run(() -> {
                    for (int i = 0; i < 100; i++) {
                        createTask(() -> {}, "T").await();
                    }
                }));
        assertThat(only(START, events))
                .filteredOn(event -> event.getString("name").equals("T"))
                .hasSize(100);
        assertThat(only(END, events))
                .filteredOn(event -> event.getString("name").equals("T"))
                .hasSize(100);
        assertThat(only(STEP, events))
                .filteredOn(event -> "T".equals(event.getString("name")))
                .hasSize(100);
        assertThat(only(LAG, events)).hasSizeGreaterThanOrEqualTo(200);
        assertThat(only(LAG, events))
                .allMatch(event -> event.getThread().getJavaName().equals(loopThreadName()));
    }

    private static String loopThreadName() {
        String[] name = new String[1];
        VirtualTime.run(() -> Asyncio.getRunningLoop()
                .callSoon(() -> name[0] = Thread.currentThread().getName()));
        return name[0];
    }

    /** Fibers are not used again while somebody watches, so that each task has steps of its own. */
    @Test
    void steps_areOnesOwn_andCallbacksAreNamed() throws IOException {
        List<RecordedEvent> events = record(
                Duration.ZERO,
                List.of(STEP),
                () -> VirtualTime.run(() -> {
                    createTask(() -> 1, "first");
                    createTask(() -> 2, "second");
                    Asyncio.getRunningLoop().callSoon(() -> {});
                    yieldTurn();
                }));
        assertThat(events).allMatch(event -> event.getEventType().getName().equals(STEP));
        assertThat(events.stream().map(event -> event.getString("name")))
                .containsOnlyOnce("first")
                .containsOnlyOnce("second");
        assertThat(events.stream()
                        .filter(event -> event.getString("name") == null)
                        .map(event -> event.getString("code")))
                .contains("<Handle <lambda in io.asyncio4j.FlightRecordingTest>>");
    }

    @Test
    void slowStep_comesWithItsDuration_andMakesTheLoopLag() throws IOException {
        List<RecordedEvent> events = record(
                Duration.ofMillis(20),
                List.of(STEP, LAG),
                () -> VirtualTime.run(() -> {
                    createTask(VirtualTime::yieldTurn, "before");
                    createTask(() -> spin(Duration.ofMillis(30)), "slow");
                    createTask(VirtualTime::yieldTurn, "after");
                    sleep(ms(1));
                }));
        RecordedEvent step = only(STEP, events).stream()
                .filter(event -> "slow".equals(event.getString("name")))
                .findFirst()
                .orElseThrow();
        assertThat(step.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(step.getString("code")).isEqualTo("<lambda in io.asyncio4j.FlightRecordingTest>");
        assertThat(only(LAG, events))
                .anySatisfy(lag -> {
                    assertThat(lag.getDuration()).isGreaterThanOrEqualTo(step.getDuration());
                    assertThat(lag.getInt("handles")).isEqualTo(3);
                })
                .allMatch(lag -> lag.getDuration().compareTo(Duration.ofMillis(20)) >= 0);
    }

    @Test
    void steps_areRecordedFrom20MillisecondsOn_unlessTheRecordingSaysOtherwise() {
        FlightRecordingTest.program(); // with a recorder: the types are known from the first loop on
        try (Recording _ = new Recording()) {
            VirtualTime.run(() -> {});
            List<EventType> types = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .filter(type ->
                            type.getName().equals(STEP) || type.getName().equals(LAG))
                    .toList();
            assertThat(types)
                    .hasSize(2)
                    .allSatisfy(type -> assertThat(type.getSettingDescriptors().stream()
                                    .filter(setting -> setting.getName().equals("threshold"))
                                    .map(SettingDescriptor::getDefaultValue))
                            .containsExactly("20 ms"));
        }
    }

    @Test
    void recordingThatStartsWhileALoopRuns_isNoticedInTheNextTurn() throws IOException {
        Path file = folder.resolve("late.jfr");
        VirtualTime.run(() -> {
            createTask(VirtualTime::yieldTurn, "too early").await();
            try (Recording recording = new Recording()) {
                recording.enable(START);
                recording.start();
                yieldTurn();
                createTask(VirtualTime::yieldTurn, "seen").await();
                recording.stop();
                createTask(VirtualTime::yieldTurn, "too late").await();
                recording.dump(file);
            }
        });
        assertThat(RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals(START))
                        .map(event -> event.getString("name")))
                .containsExactly("seen");
    }

    // ---- without the recorder ----

    /** Runs a task and says whether the Flight Recorder is there. */
    static final class Hello {
        public static void main(String... args) {
            Asyncio.run(() -> {
                createTask(VirtualTime::yieldTurn).await();
                System.out.println(
                        "module: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            });
        }
    }

    @Test
    @Tag("slow")
    void loop_runsWithoutTheModule() throws Exception {
        ChildJvm run = ChildJvm.run(
                Hello.class,
                List.of(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--limit-modules=java.base,java.logging,jdk.unsupported"));
        assertThat(run).isEqualTo(new ChildJvm(0, "module: false" + System.lineSeparator()));
    }

    /** That would take a tenth of a second. */
    @Test
    @Tag("slow")
    void eventClasses_areNotLoadedUnlessThereIsARecording() throws Exception {
        List<String> options = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xlog:class+load:stdout");
        ChildJvm without = ChildJvm.run(Hello.class, options);
        assertThat(without.output()).contains("module: true", "io.asyncio4j.FlightRecording ");
        assertThat(without.output()).doesNotContain("io.asyncio4j.LoopEvents", " jdk.jfr.Event ");
        ChildJvm with = ChildJvm.run(
                Hello.class,
                List.of(
                        options.get(0),
                        options.get(1),
                        "-XX:StartFlightRecording:filename=" + folder.resolve("started.jfr") + ",settings=default"));
        assertThat(with.output()).contains("module: true", "io.asyncio4j.LoopEvents ");
        assertThat(RecordingFile.readAllEvents(folder.resolve("started.jfr")).stream()
                        .filter(event -> event.getEventType().getName().equals(START)))
                .hasSizeGreaterThanOrEqualTo(2);
    }
}
