// Starts three coroutines and takes their results in the order in which they end.
// Prints 1, 2 and 3, one a second.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;

void main() {
    run(() -> {
        List<Coroutine<Integer>> aws = List.of(() -> after(3), () -> after(1), () -> after(2));
        for (var f : asCompleted(aws)) {
            int earliestResult = f.await();
            IO.println(earliestResult);
        }
    });
}

int after(int seconds) {
    return sleep(Duration.ofSeconds(seconds), seconds);
}
