// Awaits two coroutines one after the other: awaiting a coroutine is calling the method.
// Prints "started at HH:MM:SS", "hello" after 1 second, "world" after 3, "finished at HH:MM:SS".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        IO.println("started at %tT".formatted(LocalTime.now()));

        sayAfter(1, "hello");
        sayAfter(2, "world");

        IO.println("finished at %tT".formatted(LocalTime.now()));
    });
}

void sayAfter(int delay, String what) {
    sleep(Duration.ofSeconds(delay));
    IO.println(what);
}
