/** The same work without asyncio4j, as cheap as this JVM allows, and by what else runs on it: what the library is measured against. */
package io.asyncio4j.benchmarks.bare;
