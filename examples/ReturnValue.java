// Three ways to a coroutine's return value: ensureFuture or createTask give a future with the result, and
// addDoneCallback tells a function that it is there. The callback runs before runUntilComplete returns.
// Prints, for each of the two futures, the start, the end, "tasks compete", "times 2.0" and "get_futures".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

void main() {
    EventLoop loop = newEventLoop();
    setEventLoop(loop);
    // 1. ensureFuture gives a future
    show(loop, () -> ensureFuture(() -> getHtml("www.baidu.com")));
    // 2. createTask gives a task, which is a future
    show(loop, () -> loop.createTask(() -> getHtml("www.baidu.com")));
    loop.close();
}

void show(EventLoop loop, Supplier<Future<String>> start) {
    Duration startTime = loop.time();
    Future<String> getFuture = start.get();
    // 3. the result is handed to the callback
    getFuture.addDoneCallback(this::callBack);
    loop.runUntilComplete(getFuture);
    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
    IO.println(getFuture.result());
}

String getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url");
    return "get_futures";
}

// The function gets the future, which is done by then.
void callBack(Future<String> future) {
    IO.println("tasks compete");
}
