/** Parts of the event loop: ready queue, timers, posts from other threads, waiting. Not API. */
@NullMarked
package io.asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
