package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {

    private final ReadyQueue queue = new ReadyQueue();

    @Test
    void newQueue_isEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.peek()).isNull();
    }

    @Test
    void remove_givesBackInOrder() {
        for (int i = 0; i < 1000; i++) {
            queue.add(i);
        }
        assertThat(queue.size()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(queue.peek()).isEqualTo(i);
            assertThat(queue.remove()).isEqualTo(i);
        }
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isNull();
    }

    @Test
    void add_toAFullRingThatWraps_keepsTheOrder() {
        for (int i = 0; i < 64; i++) {
            queue.add(i);
        }
        for (int i = 0; i < 10; i++) {
            queue.remove();
        }
        for (int i = 64; i < 80; i++) {
            queue.add(i);
        }
        for (int i = 10; i < 80; i++) {
            assertThat(queue.remove()).isEqualTo(i);
        }
    }

    @Test
    void clear_dropsAllAndTheQueueGoesOn() {
        for (int i = 0; i < 100; i++) {
            queue.add(i);
        }
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isNull();
        queue.add("again");
        assertThat(queue.remove()).isEqualTo("again");
    }

    @Test
    void randomCalls_doWhatADequeDoes() {
        Random random = new Random(25);
        ArrayDeque<Object> model = new ArrayDeque<>();
        for (int call = 0; call < 100_000; call++) {
            boolean growing = (call / 1000) % 2 == 0;
            int dice = random.nextInt(10);
            if (model.isEmpty() || dice < (growing ? 6 : 3)) {
                queue.add(call);
                model.addLast(call);
            } else {
                assertThat(queue.remove()).isEqualTo(model.removeFirst());
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.peek()).isEqualTo(model.peekFirst());
        }
    }
}
