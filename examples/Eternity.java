// Gives a coroutine that sleeps for an hour one second, and cancels it then.
// Prints "timeout!" after 1 second, and never "yay!".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        // Wait for at most 1 second
        try {
            waitFor(() -> eternity(), Duration.ofSeconds(1));
        } catch (TimeoutException e) {
            IO.println("timeout!");
        }
    });
}

void eternity() {
    // Sleep for one hour
    sleep(Duration.ofHours(1));
    IO.println("yay!");
}
