// Cancels a task that sleeps for an hour: the request arrives inside it as a CancelledError.
// Prints "cancel_me(): before sleep", and 1 second later "cancel_me(): cancel sleep",
// "cancel_me(): after sleep" and "main(): cancel_me is cancelled now".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;

void main() {
    run(() -> {
        // Create a "cancelMe" task
        var task = createTask(() -> cancelMe());

        // Wait for 1 second
        sleep(Duration.ofSeconds(1));

        task.cancel();
        try {
            task.await();
        } catch (CancelledError e) {
            IO.println("main(): cancel_me is cancelled now");
        }
    });
}

void cancelMe() {
    IO.println("cancel_me(): before sleep");

    try {
        // Wait for 1 hour
        sleep(Duration.ofHours(1));
    } catch (CancelledError e) {
        IO.println("cancel_me(): cancel sleep");
        throw e;
    } finally {
        IO.println("cancel_me(): after sleep");
    }
}
