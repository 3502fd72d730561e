// "[p async for p in take_potatos(50)]": an asynchronous generator as a stream, whose steps may suspend.
// Prints the 50 potatoes, in the order in which they were taken. An argument is the seed of the random numbers.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.generator.AsyncGenerator;

Random random;
Deque<Integer> allPotatoes = new ArrayDeque<>();
int made;

void main(String[] args) {
    random = args.length == 0 ? new Random() : new Random(Long.parseLong(args[0]));
    run(() -> {
        List<Integer> bucket = takePotatoes(50).stream().toList();
        IO.println(bucket);
    });
}

AsyncGenerator<Integer, ?> takePotatoes(int num) {
    return AsyncGenerator.of(out -> {
        for (int count = 0; count < num; count++) {
            if (allPotatoes.isEmpty()) {
                askForPotato();
            }
            out.yield(allPotatoes.removeLast());
        }
    });
}

void askForPotato() {
    sleep(Duration.ofMillis(random.nextInt(1000)));
    for (int i = random.nextInt(10); i >= 0; i--) {
        allPotatoes.add(++made);
    }
}
