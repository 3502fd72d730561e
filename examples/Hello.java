// Runs two coroutines at once, as two tasks: the whole takes 2 seconds, not 3.
// Prints "started at HH:MM:SS", "hello" after 1 second, "world" after 2, "finished at HH:MM:SS".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        var task1 = createTask(() -> sayAfter(1, "hello"));
        var task2 = createTask(() -> sayAfter(2, "world"));

        IO.println("started at %tT".formatted(LocalTime.now()));

        // Wait until both tasks are completed (should take around 2 seconds).
        task1.await();
        task2.await();

        IO.println("finished at %tT".formatted(LocalTime.now()));
    });
}

void sayAfter(int delay, String what) {
    sleep(Duration.ofSeconds(delay));
    IO.println(what);
}
