// Computes three factorials at once, a second for each multiplication.
// Prints each step in a fixed order; the three take 3 seconds together.

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        // Schedule three calls *concurrently*:
        gather(
                () -> factorial("A", 2),
                () -> factorial("B", 3),
                () -> factorial("C", 4)).await();
    });
}

void factorial(String name, int number) {
    int f = 1;
    for (int i = 2; i <= number; i++) {
        IO.println("Task " + name + ": Compute factorial(" + i + ")...");
        sleep(Duration.ofSeconds(1));
        f *= i;
    }
    IO.println("Task " + name + ": factorial(" + number + ") = " + f);
}
