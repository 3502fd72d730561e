/** Coroutine runtimes: stacks that can be left in the middle and entered again. Not API. */
@NullMarked
package io.asyncio4j.internal.coroutine;

import org.jspecify.annotations.NullMarked;
