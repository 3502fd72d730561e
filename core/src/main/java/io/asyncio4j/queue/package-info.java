/**
 * Queues that connect tasks: {@link io.asyncio4j.queue.Queue} in order of arrival,
 * {@link io.asyncio4j.queue.PriorityQueue} smallest first, {@link io.asyncio4j.queue.LifoQueue} newest first. Whoever
 * gets from an empty one, or puts into a full one, is suspended meanwhile.
 */
@NullMarked
package io.asyncio4j.queue;

import org.jspecify.annotations.NullMarked;
