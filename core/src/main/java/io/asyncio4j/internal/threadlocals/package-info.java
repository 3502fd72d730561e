/** Thread-locals that go along with tasks and callbacks. Not API. */
@NullMarked
package io.asyncio4j.internal.threadlocals;

import org.jspecify.annotations.NullMarked;
