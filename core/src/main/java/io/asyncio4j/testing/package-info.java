/** Tools for testing programs that run on an event loop. */
@NullMarked
package io.asyncio4j.testing;

import org.jspecify.annotations.NullMarked;
