/**
 * Locks and signals between the tasks of one loop: {@link io.asyncio4j.sync.Lock}, {@link io.asyncio4j.sync.Event},
 * {@link io.asyncio4j.sync.Condition}, {@link io.asyncio4j.sync.Semaphore}, {@link io.asyncio4j.sync.BoundedSemaphore} and
 * {@link io.asyncio4j.sync.Barrier}.
 *
 * <p>They are fair: who waits first is served first, and nobody overtakes. What is handed to a task that was cancelled
 * goes on to the next one. An operation that need not wait does not give up the turn, so it does not notice a
 * cancellation either. For a time limit, put the call into {@link io.asyncio4j.Asyncio#timeout}.
 *
 * <p>Names are those of {@code java.util.concurrent} where it has the thing: {@code await} is Python's {@code wait}
 * (every Java object has a {@code wait} and a {@code notify} of its own), {@code signal} its {@code notify}.
 *
 * <p>Loop-confined. A primitive belongs to the loop on which a task first had to wait for it; until then to none, so it
 * can be made before the loop, in a static field for example. An operation that lets a task wait or wakes one checks that
 * it is called on that loop's thread, and changes nothing otherwise. One that does neither is a mere field access and does
 * not check: called from a foreign thread, it is a data race. Between threads use the locks of
 * {@code java.util.concurrent}; in a task they suspend that task alone (on the standard runtime).
 */
@NullMarked
package io.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
