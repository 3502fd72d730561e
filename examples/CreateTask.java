// Two ways to make a task of a coroutine; the second takes any awaitable and gives a future back as it is.
// Prints "Task", "Task" and "true".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        var task = createTask(() -> coro());
        IO.println(task.getClass().getSimpleName());

        var future = ensureFuture(() -> coro());
        IO.println(future.getClass().getSimpleName());

        IO.println(ensureFuture(task) == task);
    });
}

int coro() {
    return 42;
}
