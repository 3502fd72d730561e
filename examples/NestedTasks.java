// Waits for two tasks without a time limit: all are done, none is pending.
// Prints nothing; run it with -ea and the assertions look at the two sets.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

void main() {
    run(() -> {
        var task1 = createTask(() -> nested());
        var task2 = createTask(() -> nested());
        var taskList = List.of(task1, task2);

        // done holds the finished tasks, pending those that are not
        var result = waitUntil(ALL_COMPLETED, taskList);

        assert result.done().equals(Set.of(task1, task2));
        assert result.pending().isEmpty();
        assert task1.result() == 42 && task2.result() == 42;
    });
}

int nested() {
    return 42;
}
