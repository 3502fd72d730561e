// Hands nine coroutines to the loop in one go; they sleep 1, 2, … 9 seconds, all at the same time.
// Prints nine times "start get url", then "end get url 1" to "end get url 9", one a second.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;

void main() {
    EventLoop loop = newEventLoop();
    var tasks = new ArrayList<Task<Void>>();
    for (int i = 1; i < 10; i++) {
        int times = i;
        tasks.add(loop.createTask(() -> getHtml(times)));
    }

    loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, tasks));
    loop.close();
}

void getHtml(int times) {
    IO.println("start get url");
    sleep(Duration.ofSeconds(times));
    IO.println("end get url " + times);
}
