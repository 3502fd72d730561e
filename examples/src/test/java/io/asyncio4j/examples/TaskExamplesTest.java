package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The programs about single tasks and futures. */
final class TaskExamplesTest {

    @Test
    void nestedTasks_areSilentAndRight() {
        assertThat(Example.runVirtual("NestedTasks").lines()).isEmpty();
    }

    @Test
    void producerConsumer_takeTurns() {
        assertThat(Example.runVirtual("ProducerConsumer").lines())
                .containsExactly(
                        "[PRODUCER] Producing 1...",
                        "[CONSUMER] Consuming 1...",
                        "[PRODUCER] Producing 2...",
                        "[CONSUMER] Consuming 2...",
                        "[PRODUCER] Producing 3...",
                        "[CONSUMER] Consuming 3...",
                        "[PRODUCER] Producing 4...",
                        "[CONSUMER] Consuming 4...",
                        "[PRODUCER] Producing 5...");
    }

    @Test
    void cancelMe_seesTheRequest() {
        assertThat(Example.runVirtual("CancelMe").timedLines())
                .containsExactly(
                        "[0.0] cancel_me(): before sleep",
                        "[1.0] cancel_me(): cancel sleep",
                        "[1.0] cancel_me(): after sleep",
                        "[1.0] main(): cancel_me is cancelled now");
    }

    @Test
    void futureDone_isSetByTheCoroutine() {
        var output = Example.runVirtual("FutureDone");

        assertThat(output.timedLines()).containsExactly("[-] Future is done!");
    }

    @Test
    void futureCallback_printsAndStops() {
        assertThat(Example.runVirtual("FutureCallback").timedLines()).containsExactly("[1.0] Future is done!");
    }

    @Test
    void createTask_andEnsureFutureGiveTasks() {
        assertThat(Example.runVirtual("CreateTask").lines()).containsExactly("Task", "Task", "true");
    }

    @Test
    void waitForTask_findsTheSameTask() {
        assertThat(Example.runVirtual("WaitForTask").lines()).containsExactly("42");
    }

    @Test
    void shield_sparesTheInnerTask() {
        assertThat(Example.runVirtual("Shield").timedLines())
                .containsExactly("[1.0] something", "[2.0] something", "[2.0] caller cancelled", "[3.0] something");
    }

    @Test
    void eternity_endsAfterOneSecond() {
        assertThat(Example.runVirtual("Eternity").timedLines()).containsExactly("[1.0] timeout!");
    }

    @Test
    void fromAnotherThread_getsTheResult() {
        assertThat(Example.runVirtual("FromAnotherThread").lines()).containsExactly("3");
    }

    @Test
    void returnValue_callbackRunsFirst() {
        assertThat(Example.runVirtual("ReturnValue").timedLines())
                .containsExactly(
                        "[0.0] start get url www.baidu.com",
                        "[2.0] end get url",
                        "[2.0] tasks compete",
                        "[-] times 2.0",
                        "[-] get_futures",
                        "[2.0] start get url www.baidu.com",
                        "[4.0] end get url",
                        "[4.0] tasks compete",
                        "[-] times 2.0",
                        "[-] get_futures");
    }
}
