// A consumer that iterates over a producer: where Python writes "async for", a plain "for" may suspend in the iterator.
// Prints "[PRODUCER] Producing 1...", "[CONSUMER] Consuming 1..." and so on up to 4, then "[PRODUCER] Producing 5...".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> consumer());
}

void consumer() {
    for (int n : producer()) {
        IO.println("[CONSUMER] Consuming " + n + "...");
    }
}

Iterable<Integer> producer() {
    return () -> new Iterator<>() {
        int n = 0;
        boolean produced = false;

        public boolean hasNext() {
            if (!produced && n < 5) {
                n++;
                IO.println("[PRODUCER] Producing " + n + "...");
                sleep(Duration.ZERO); // any work that takes time: other tasks run meanwhile
                produced = n < 5;
            }
            return produced;
        }

        public Integer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            produced = false;
            return n;
        }
    };
}
