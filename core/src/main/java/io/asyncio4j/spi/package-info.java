/** What the event loop can be built on: a way to wait for I/O, and a clock. */
@NullMarked
package io.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
