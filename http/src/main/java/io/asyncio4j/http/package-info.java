/** What HTTP clients and servers share: headers, cookies, forms, media types, JSON, WebSocket messages. */
@NullMarked
package io.asyncio4j.http;

import org.jspecify.annotations.NullMarked;
