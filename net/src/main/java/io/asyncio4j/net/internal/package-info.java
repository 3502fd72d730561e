/** What touches Netty and knows nothing of transports and protocols. */
@NullMarked
package io.asyncio4j.net.internal;

import org.jspecify.annotations.NullMarked;
