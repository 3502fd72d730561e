// Potatoes from a shelf that is filled up when it is empty, which takes a while: an asynchronous generator, and who iterates
// over it.
// Prints "Got potato N..." 50 times. An argument is the seed of the random numbers.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.generator.AsyncGenerator;

Random random;
List<Potato> allPotatoes = new ArrayList<>();

record Potato(int id) {
    static int made;

    static List<Potato> make(int num) {
        return Stream.generate(() -> new Potato(++made)).limit(num).toList();
    }
}

void main(String[] args) {
    random = args.length == 0 ? new Random() : new Random(Long.parseLong(args[0]));
    run(() -> buyPotatoes());
}

AsyncGenerator<Potato, ?> takePotatoes(int num) {
    return AsyncGenerator.of(out -> {
        int count = 0;
        while (true) {
            if (allPotatoes.isEmpty()) {
                askForPotato();
            }
            Potato potato = allPotatoes.removeLast();
            out.yield(potato);
            count += 1;
            if (count == num) {
                break;
            }
        }
    });
}

void askForPotato() {
    sleep(Duration.ofMillis(random.nextInt(1000)));
    allPotatoes.addAll(Potato.make(1 + random.nextInt(10)));
}

void buyPotatoes() {
    List<Potato> bucket = new ArrayList<>();
    for (Potato p : takePotatoes(50)) {
        bucket.add(p);
        IO.println("Got potato " + p.id() + "...");
    }
}
