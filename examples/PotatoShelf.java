// Six potatoes from a shelf with three kinds, the last in first; when it is empty, it is filled with three new ones.
// Prints the growing bucket three times, "Wait", and the bucket three times more. An argument is the seed.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.generator.AsyncGenerator;
import java.util.Map.Entry;

Random random;
LinkedHashMap<String, Integer> allPotatoes = new LinkedHashMap<>();

void main(String[] args) {
    random = args.length == 0 ? new Random() : new Random(Long.parseLong(args[0]));
    List.of("a", "b", "c").forEach(x -> allPotatoes.put(x, 1 + random.nextInt(50)));
    run(() -> buyPotatoes());
}

AsyncGenerator<Entry<String, Integer>, ?> takePotatoes(int num) {
    return AsyncGenerator.of(out -> {
        int count = 0;
        while (true) {
            if (allPotatoes.isEmpty()) {
                IO.println("Wait");
                askForPotato();
            } else {
                var potato = allPotatoes.pollLastEntry();
                out.yield(potato);
                count += 1;
                if (count == num) {
                    break;
                }
            }
        }
    });
}

void buyPotatoes() {
    List<Entry<String, Integer>> bucket = new ArrayList<>();
    for (var p : takePotatoes(6)) {
        bucket.add(p);
        IO.println(bucket);
    }
}

void askForPotato() {
    List.of("A", "B", "C").forEach(x -> allPotatoes.put(x, 1 + random.nextInt(20)));
}
