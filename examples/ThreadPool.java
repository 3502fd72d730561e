// Twenty blocking calls of 3 seconds each on a pool of ten threads; the loop stays free.
// Prints "get 3" twenty times, in two rounds of ten: 6 seconds in all.
// Optional argument: the seconds for which each call blocks.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

double blocking = 3;

void main(String[] args) {
    if (args.length > 0) {
        blocking = Double.parseDouble(args[0]);
    }
    EventLoop loop = newEventLoop();
    try (var ex = Executors.newFixedThreadPool(10)) {
        var tasks = new ArrayList<Future<Void>>();
        for (int i = 0; i < 20; i++) {
            tasks.add(loop.runInExecutor(ex, () -> callBack(3)));
        }

        loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, tasks));
    }
    loop.close();
}

void callBack(int x) throws InterruptedException {
    Thread.sleep((long) (blocking * 1000));
    IO.println("get " + x);
}
