// Waits for ten coroutines in three steps: for the first, for 2 more seconds, for all others.
// Prints ">" and the number at each start, "<" and the number at each end (half a second to 5 seconds later), and
// after each step the results so far. Optional argument: a seed for the random sleeps.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;

Random random = new Random();

void main(String[] args) {
    if (args.length > 0) {
        random.setSeed(Long.parseLong(args[0]));
    }
    EventLoop loop = newEventLoop();

    var tasks = new ArrayList<Coroutine<Integer>>();
    for (int i = 1; i <= 10; i++) {
        int tag = i;
        tasks.add(() -> coro(tag));
    }

    IO.println("Get first result:");
    var first = loop.runUntilComplete(() -> waitUntil(FIRST_COMPLETED, tasks));

    for (var task : first.done()) {
        IO.println(task.result());
    }
    IO.println("unfinished: " + first.pending().size());

    IO.println("Get more results in 2 seconds:");
    var second = loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, first.pending(), Duration.ofSeconds(2)));

    for (var task : second.done()) {
        IO.println(task.result());
    }
    IO.println("unfinished2: " + second.pending().size());

    IO.println("Get all other results:");
    var third = loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, second.pending()));

    for (var task : third.done()) {
        IO.println(task.result());
    }

    loop.close();
}

int coro(int tag) {
    IO.println("> " + tag);
    sleep(Duration.ofMillis(random.nextInt(500, 5000)));
    IO.println("< " + tag);
    return tag;
}
