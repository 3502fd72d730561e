/**
 * Programs that are generated, run on asyncio4j and on CPython's asyncio, and must leave the same traces. A
 * {@link io.asyncio4j.conformance.Program} is data; see the module's README.
 */
@NullMarked
package io.asyncio4j.conformance;

import org.jspecify.annotations.NullMarked;
