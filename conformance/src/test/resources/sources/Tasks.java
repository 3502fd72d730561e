// test

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.queue.PriorityQueue;
import io.asyncio4j.sync.Lock;

final Lock lock0 = new Lock();
final PriorityQueue<Integer> queue1 = new PriorityQueue<>(2);
int counter0;
Task<Integer> t0;

void main() {
    IO.println("body0 = " + run(() -> body0()));
}

int body0() throws Exception {
    t0 = createTask(() -> body1());
    sleep(Duration.ofMillis(2));
    try {
        IO.println("body0: cancel t0 " + t0.cancel("c1"));
        try (var _ = lock0.acquire()) {
            IO.println("body0: lock0 acquired");
            IO.println("body0: t0 = " + t0.await());
        }
    } catch (CancelledError e) {
        IO.println("body0: caught " + e);
        IO.println("body0: t0 done, cancelled, cancelling " + t0.done() + " " + t0.cancelled() + " " + t0.cancelling());
        throw e;
    } finally {
        counter0++;
    }
    return 0;
}

int body1() throws Exception {
    try (var _ = lock0.acquire()) {
        IO.println("body1: lock0 acquired");
        try {
            sleep(Duration.ofMillis(1000));
            return 7;
        } catch (Exception e) {
            if (!isTimeout(e)) {
                throw e;
            }
            IO.println("body1: caught " + e);
            queue1.put(3);
            IO.println("body1: queue1 took 3");
        }
    }
    return 1;
}

/** Out of a task it comes wrapped. */
static boolean isTimeout(Exception e) {
    return e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
}
