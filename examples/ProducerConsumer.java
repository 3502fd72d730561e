// A consumer that iterates over a producer, an asynchronous generator: "async for" is "for".
// Prints "[PRODUCER] Producing 1...", "[CONSUMER] Consuming 1..." and so on up to 4, then "[PRODUCER] Producing 5...".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.generator.AsyncGenerator;

void main() {
    run(() -> consumer());
}

void consumer() {
    for (int n : producer()) {
        IO.println("[CONSUMER] Consuming " + n + "...");
    }
}

AsyncGenerator<Integer, ?> producer() {
    return AsyncGenerator.of(out -> {
        int n = 0;
        while (true) {
            n = n + 1;
            IO.println("[PRODUCER] Producing " + n + "...");
            if (n == 5) {
                break;
            }
            out.yield(n);
        }
    });
}
