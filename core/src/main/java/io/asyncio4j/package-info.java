/**
 * Event loop, coroutines, futures and tasks: {@link io.asyncio4j.Asyncio} has the functions to start with.
 *
 * <p>A coroutine is an ordinary method. It runs in a {@link io.asyncio4j.Task} on the thread of an
 * {@link io.asyncio4j.EventLoop}, one task at a time; it may suspend in any frame, and between two suspension points
 * nothing else runs. Nothing here is thread-safe unless it says so.
 */
@NullMarked
package io.asyncio4j;

import org.jspecify.annotations.NullMarked;
