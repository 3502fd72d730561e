// test

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.Timeout;
import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.sync.Event;

final Event event0 = new Event();
Task<Integer> t1;
TaskGroup group0;
AsyncGenerator<Integer, Integer> g0;

void main() {
    IO.println("body0 = " + run(() -> body0()));
}

int body0() throws Exception {
    var loop = getRunningLoop();
    g0 = generator0();
    Integer left = timeoutAt(loop.time().plusMillis(5), () -> {
        TaskGroup.run(tasks -> {
            group0 = tasks;
            t1 = group0.createTask(() -> body1());
            int count = 0;
            for (int value : g0) {
                IO.println("body0: element " + value);
                IO.println("body0: g0 gave " + g0.throwInto(new Boom("b1")));
                if (++count == 2) {
                    break;
                }
            }
        });
        return 4;
    });
    if (left != null) {
        return left;
    }
    var timeout = Timeout.after(null);
    timeout.run(() -> {
        timeout.reschedule(loop.time().plusMillis(3));
        IO.println("body0: t1 = " + waitFor(t1, Duration.ofMillis(10)));
    });
    IO.println("body0: expired " + timeout.expired());
    return 0;
}

int body1() throws Exception {
    for (var future : asCompleted(List.of(t1))) {
        try {
            IO.println("body1: completed " + future.result());
        } catch (Throwable e) {
            IO.println("body1: completed " + e);
        }
    }
    throw new Boom("b1");
}

AsyncGenerator<Integer, Integer> generator0() {
    return AsyncGenerator.of(out -> {
        try {
            out.yield(1);
            for (int i = 0; i < 2; i++) {
                sleep(Duration.ZERO);
            }
        } catch (Boom e) {
            IO.println("generator0: caught " + e);
            throw new Boom("b2");
        } finally {
            event0.set();
        }
    });
}

static class Boom extends RuntimeException {
    Boom(String message) {
        super(message);
    }
}
