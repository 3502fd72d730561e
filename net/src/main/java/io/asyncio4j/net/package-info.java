/**
 * The network: {@link io.asyncio4j.net.Streams} for straight-line code, {@link io.asyncio4j.net.Net} with transports and
 * protocols below it.
 */
@NullMarked
package io.asyncio4j.net;

import org.jspecify.annotations.NullMarked;
