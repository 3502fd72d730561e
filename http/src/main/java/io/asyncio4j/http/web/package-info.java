/** The HTTP server: {@link io.asyncio4j.http.web.Application}. */
@NullMarked
package io.asyncio4j.http.web;

import org.jspecify.annotations.NullMarked;
