// A producer that sends to a consumer, which is a generator: each send runs the consumer to its next yield, and returns what
// it yields there.
// Prints, for n = 1 to 5, "[PRODUCER] Producing n...", "[CONSUMER] Consuming n..." and "[PRODUCER] Consumer return: 200 OK".

import io.asyncio4j.generator.Generator;

void main() {
    var c = consumer();
    produce(c);
}

Generator<String, Integer, ?> consumer() {
    return Generator.of(out -> {
        String r = "";
        while (true) {
            Integer n = out.yield(r); // takes what the producer sends, and gives it the last result
            if (n == null) {
                return;
            }
            IO.println("[CONSUMER] Consuming " + n + "...");
            r = "200 OK";
        }
    });
}

void produce(Generator<String, Integer, ?> c) {
    c.next(); // starts the consumer
    int n = 0;
    while (n < 5) {
        n = n + 1;
        IO.println("[PRODUCER] Producing " + n + "...");
        String r = c.send(n); // the consumer goes on now
        IO.println("[PRODUCER] Consumer return: " + r);
    }
    c.close();
}
