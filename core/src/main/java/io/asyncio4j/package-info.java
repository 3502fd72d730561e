/**
 * Event loop, coroutines, futures and tasks: {@link io.asyncio4j.Asyncio} has the functions to start with.
 *
 * <p>A coroutine is an ordinary method. It runs in a {@link io.asyncio4j.Task} on the thread of an
 * {@link io.asyncio4j.EventLoop}, one task at a time; it may suspend in any frame, and between two suspension points
 * nothing else runs. Nothing here is thread-safe unless it says so.
 *
 * <p>To see inside: {@link io.asyncio4j.Asyncio#printCallGraph() call graphs}, {@link io.asyncio4j.EventLoop#setDebug debug
 * mode}, and the system logger {@code asyncio}. In a flight recording, {@code asyncio4j.TaskStart} and
 * {@code asyncio4j.TaskEnd} tell of all tasks, {@code asyncio4j.TaskStep} of steps of tasks, and of callbacks, that take 20 ms
 * or longer, and {@code asyncio4j.LoopLag} of such turns of a loop.
 */
@NullMarked
package io.asyncio4j;

import org.jspecify.annotations.NullMarked;
