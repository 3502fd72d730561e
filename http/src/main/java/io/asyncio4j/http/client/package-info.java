/** The HTTP client: {@link io.asyncio4j.http.client.ClientSession}. */
@NullMarked
package io.asyncio4j.http.client;

import org.jspecify.annotations.NullMarked;
