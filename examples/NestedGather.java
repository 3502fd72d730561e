// Gathers three groups of coroutines, and the groups in turn.
// Prints ">" and the name at each start, "<" and the name at each end (1 to 3 seconds later, in random order),
// and at last the results, in the order of the arguments. Optional argument: a seed for the random sleeps.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;

Random random = new Random();

void main(String[] args) {
    if (args.length > 0) {
        random.setSeed(Long.parseLong(args[0]));
    }
    EventLoop loop = newEventLoop();
    setEventLoop(loop);

    var group1 = gather(coros("group 1.", 5));
    var group2 = gather(coros("group 2.", 3));
    var group3 = gather(coros("group 3.", 9));

    var allGroups = gather(group1, group2, group3);

    List<List<String>> results = loop.runUntilComplete(allGroups);

    loop.close();

    results.forEach(IO::println);
}

List<Coroutine<String>> coros(String prefix, int count) {
    var coros = new ArrayList<Coroutine<String>>();
    for (int i = 1; i <= count; i++) {
        String tag = prefix + i;
        coros.add(() -> coro(tag));
    }
    return coros;
}

String coro(String tag) {
    IO.println("> " + tag);
    sleep(Duration.ofMillis(random.nextInt(1000, 3000)));
    IO.println("< " + tag);
    return tag;
}
