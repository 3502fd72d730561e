// Waits for a set of one task and finds the very same task among the finished ones.
// Prints "42".

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

void main() {
    run(() -> {
        var task = createTask(() -> foo());
        var result = waitUntil(ALL_COMPLETED, Set.of(task));

        if (result.done().contains(task)) {
            // Everything will work as expected now.
            IO.println(task.result());
        }
    });
}

int foo() {
    return 42;
}
