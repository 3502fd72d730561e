/**
 * Code that stops in the middle and goes on later, driven by whoever wants its next value: generators, coroutines driven by
 * hand, greenlets.
 *
 * <p>None of it needs a loop. Inside a task all of it may suspend the task.
 */
@NullMarked
package io.asyncio4j.generator;

import org.jspecify.annotations.NullMarked;
