// test

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.ContextVar;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Runner;

final ContextVar<Integer> variable0 = ContextVar.withDefault("variable0", null);
Future<Integer> t0;
Future<?> t1;
Handle handle0;
final Consumer<Object> onDone1 = _ -> callback1();

void main() {
    try (var runner = Runner.create()) {
        var loop = runner.getLoop();
        var task = loop.createTask(() -> body0());
        while (!task.done()) {
            try {
                IO.println("body0 = " + loop.runUntilComplete(task));
            } catch (IllegalStateException e) {
                if (task.done()) {
                    throw e;
                }
                IO.println("stopped");
            }
        }
    }
}

int body0() throws Exception {
    var loop = getRunningLoop();
    var tokens = new ArrayDeque<Runnable>();
    t0 = loop.createFuture();
    var token = variable0.set(1);
    tokens.push(() -> variable0.reset(token));
    handle0 = loop.callLater(Duration.ofMillis(1), () -> callback1());
    loop.callSoon(() -> callback0());
    t0.addDoneCallback(onDone1);
    IO.println("body0: callbacks removed " + t0.removeDoneCallback(onDone1));
    t1 = gatherOutcomes(t0, t0);
    var done = waitUntil(ReturnWhen.FIRST_COMPLETED, List.of(t0, t1), Duration.ofMillis(2)).done();
    IO.println("body0: done " + Stream.of(t0, t1).map(done::contains).toList());
    tokens.pop().run();
    IO.println("body0: variable0 = " + variable0.get());
    return 0;
}

void callback0() {
    IO.println("callback0 called");
    t0.setResult(3);
    handle0.cancel();
}

void callback1() {
    var loop = getRunningLoop();
    IO.println("callback1 called");
    loop.callExceptionHandler(new ExceptionContext("r1", null));
    loop.stop();
}
