// Awaiting a shielded coroutine is awaiting the coroutine, unless the caller is cancelled: then only the caller is.
// Prints "something" twice, a second each, then "caller cancelled" and, a second after it began, "something".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;

void main() {
    run(() -> {
        String res = shield(() -> something()).await();
        IO.println(res);

        // is equivalent to:
        res = something();
        IO.println(res);

        // except when the caller is cancelled:
        var inner = createTask(() -> something());
        var caller = createTask(() -> shield(inner).await());
        sleep(Duration.ZERO);
        caller.cancel();
        try {
            caller.await();
        } catch (CancelledError e) {
            IO.println("caller cancelled");
        }
        IO.println(inner.await());
    });
}

String something() {
    return sleep(Duration.ofSeconds(1), "something");
}
