package io.asyncio4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Asyncio#waitUntil} returns. Both sets iterate in the order in which the futures were given.
 *
 * @param done the futures that are done, in whatever way
 * @param pending the others, which go on
 * @param <T> what the futures result in
 */
public record WaitResult<T extends @Nullable Object>(Set<Future<T>> done, Set<Future<T>> pending) {}
