/** The wire: connections over transports, with the codecs of Netty. */
@NullMarked
package io.asyncio4j.http.internal;

import org.jspecify.annotations.NullMarked;
