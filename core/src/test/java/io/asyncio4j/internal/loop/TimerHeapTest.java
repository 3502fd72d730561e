package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimerHeapTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final TimerHeap heap = new TimerHeap(timer -> ((Timer) timer).cancelled);

    private static final class Timer {
        final long deadline;
        final int number;
        boolean cancelled;

        Timer(long deadline, int number) {
            this.deadline = deadline;
            this.number = number;
        }

        @Override
        public String toString() {
            return number + " at " + deadline;
        }
    }

    private Timer add(long deadline, int number) {
        Timer timer = new Timer(deadline, number);
        heap.add(deadline, timer);
        return timer;
    }

    private void cancel(Timer timer) {
        timer.cancelled = true;
        heap.noteCancelled();
    }

    private List<Object> takeDue(long now) {
        List<Object> due = new ArrayList<>();
        heap.takeDue(now, due::add);
        return due;
    }

    @Test
    void emptyHeap_hasNoDeadline() {
        assertThat(heap.size()).isZero();
        assertThat(heap.nextDeadline()).isEqualTo(NEVER);
        assertThat(takeDue(NEVER)).isEmpty();
    }

    @Test
    void takeDue_takesWhatIsDueInOrderOfDeadlines() {
        Timer c = add(30, 0);
        Timer a = add(10, 1);
        Timer b = add(20, 2);
        assertThat(heap.nextDeadline()).isEqualTo(10);
        assertThat(takeDue(9)).isEmpty();
        assertThat(takeDue(20)).containsExactly(a, b);
        assertThat(heap.nextDeadline()).isEqualTo(30);
        assertThat(takeDue(1000)).containsExactly(c);
        assertThat(heap.size()).isZero();
    }

    @Test
    void equalDeadlines_areTakenInOrderOfScheduling() {
        List<Object> added = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            added.add(add(5, i));
        }
        assertThat(takeDue(5)).isEqualTo(added);
    }

    @Test
    void negativeDeadlineAndNever_areOrdered() {
        Timer never = add(NEVER, 0);
        Timer past = add(-Long.MAX_VALUE, 1);
        Timer now = add(0, 2);
        assertThat(heap.nextDeadline()).isEqualTo(-Long.MAX_VALUE);
        assertThat(takeDue(0)).containsExactly(past, now);
        assertThat(heap.nextDeadline()).isEqualTo(NEVER);
        assertThat(takeDue(NEVER - 1)).isEmpty();
        assertThat(heap.size()).isEqualTo(1);
        assertThat(never.cancelled).isFalse();
    }

    @Test
    void cancelledTimer_isNeitherTakenNorWaitedFor() {
        Timer first = add(10, 0);
        Timer second = add(20, 1);
        Timer third = add(30, 2);
        cancel(first);
        assertThat(heap.nextDeadline()).isEqualTo(20);
        cancel(second);
        assertThat(takeDue(100)).containsExactly(third);
        assertThat(heap.size()).isZero();
    }

    @Test
    void cancelledTimers_moreThanHalf_areSweptAtOnce() {
        List<Timer> timers =
                IntStream.range(0, 200).mapToObj(i -> add(1000 - i, i)).toList();
        for (int i = 0; i < 100; i++) {
            cancel(timers.get(i));
        }
        assertThat(heap.size()).isEqualTo(200);
        cancel(timers.get(100));
        assertThat(heap.size()).isEqualTo(99);
        assertThat(takeDue(1000)).isEqualTo(timers.subList(101, 200).reversed());
    }

    @Test
    void cancelledTimers_ofASmallHeap_stayUntilTheyComeUp() {
        List<Timer> timers = IntStream.range(0, 100).mapToObj(i -> add(i, i)).toList();
        timers.forEach(this::cancel);
        assertThat(heap.size()).isEqualTo(100);
        assertThat(heap.nextDeadline()).isEqualTo(NEVER);
        assertThat(heap.size()).isZero();
    }

    @Test
    void cancelledTimers_dropOneByOneFromTheTop_doNotCountTwice() {
        List<Timer> timers = IntStream.range(0, 202).mapToObj(i -> add(i, i)).toList();
        for (int i = 0; i < 60; i++) {
            cancel(timers.get(i));
        }
        assertThat(heap.nextDeadline()).isEqualTo(60);
        assertThat(heap.size()).isEqualTo(142);
        for (int i = 130; i < 201; i++) {
            cancel(timers.get(i));
        }
        assertThat(heap.size()).isEqualTo(142);
        cancel(timers.get(201));
        assertThat(heap.size()).isEqualTo(70);
        assertThat(takeDue(1000)).isEqualTo(timers.subList(60, 130));
    }

    @Test
    void sweep_ofAllTimers_leavesAnEmptyHeapThatGoesOn() {
        List<Timer> timers = IntStream.range(0, 101).mapToObj(i -> add(i, i)).toList();
        timers.forEach(timer -> timer.cancelled = true);
        for (int i = 0; i < 51; i++) {
            heap.noteCancelled();
        }
        assertThat(heap.size()).isZero();
        Timer next = add(7, 101);
        assertThat(takeDue(7)).containsExactly(next);
    }

    @Test
    void timersAddedWhileDueOnesAreTaken_areTakenIfDue() {
        List<Object> due = new ArrayList<>();
        Timer first = add(1, 0);
        List<Timer> added = new ArrayList<>();
        heap.takeDue(10, timer -> {
            due.add(timer);
            if (timer == first) {
                added.add(add(5, 1));
                added.add(add(50, 2));
            }
        });
        assertThat(due).containsExactly(first, added.getFirst());
        assertThat(heap.nextDeadline()).isEqualTo(50);
    }

    @Test
    void clear_dropsAllTimers() {
        IntStream.range(0, 50).forEach(i -> add(i, i));
        heap.clear();
        assertThat(heap.size()).isZero();
        assertThat(heap.nextDeadline()).isEqualTo(NEVER);
        Timer next = add(3, 50);
        assertThat(takeDue(3)).containsExactly(next);
    }

    /** The reference: a list that is sorted, stably, at each look. */
    @Test
    void randomCalls_doWhatASortedListDoes() {
        Random random = new Random(25);
        List<Timer> model = new ArrayList<>();
        long now = 0;
        int number = 0;
        int sweeps = 0;
        for (int call = 0; call < 60_000; call++) {
            int dice = random.nextInt(100);
            boolean growing = (call / 2000) % 2 == 0;
            if (dice < (growing ? 60 : 20)) {
                model.add(add(now + random.nextInt(300), number++));
            } else if (dice < 95) {
                if (!model.isEmpty()) {
                    int before = heap.size();
                    cancel(model.remove(random.nextInt(model.size())));
                    sweeps += heap.size() < before ? 1 : 0;
                    assertThat(heap.size()).isLessThanOrEqualTo(Math.max(100, 2 * model.size() + 1));
                }
            } else if (dice < 98) {
                long next = model.stream().mapToLong(t -> t.deadline).min().orElse(NEVER);
                assertThat(heap.nextDeadline()).isEqualTo(next);
            } else {
                now += random.nextInt(20);
                assertThat(takeDue(now)).isEqualTo(takeDue(model, now));
            }
            assertThat(heap.size()).isGreaterThanOrEqualTo(model.size());
        }
        assertThat(takeDue(NEVER - 1)).isEqualTo(takeDue(model, NEVER - 1));
        assertThat(heap.size()).isZero();
        assertThat(sweeps).as("sweeps on the way").isGreaterThan(10);
    }

    private static List<Timer> takeDue(List<Timer> model, long now) {
        List<Timer> due = model.stream()
                .filter(timer -> timer.deadline <= now)
                .sorted(Comparator.comparingLong(timer -> timer.deadline))
                .toList();
        model.removeAll(due);
        return due;
    }
}
