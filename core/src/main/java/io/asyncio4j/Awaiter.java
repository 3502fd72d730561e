package io.asyncio4j;

import java.util.Collection;

/** A callback of a future behind which somebody waits: for call graphs, which follow it to the one who waits. */
interface Awaiter {

    /** Who goes on, in the end, because of this callback: tasks, as a rule. */
    Collection<? extends Future<?>> awaiters();
}
