package io.asyncio4j;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The unfinished tasks of a loop, in order of creation, linked through the tasks themselves. Loop-confined. */
final class TaskList {

    private @Nullable Task<?> first;
    private @Nullable Task<?> last;

    void add(Task<?> task) {
        task.previous = last;
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
    }

    void remove(Task<?> task) {
        Task<?> previous = task.previous;
        Task<?> next = task.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        task.previous = null;
        task.next = null;
    }

    Set<Task<?>> toSet() {
        Set<Task<?>> set = new LinkedHashSet<>();
        for (Task<?> task = first; task != null; task = task.next) {
            set.add(task);
        }
        return set;
    }
}
