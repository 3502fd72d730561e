/** The same work without asyncio4j, as cheap as this JVM allows: what the library is measured against. */
package io.asyncio4j.benchmarks.bare;
