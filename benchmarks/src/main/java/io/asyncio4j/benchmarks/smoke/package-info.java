/** The guard: counts what the hottest paths cost, in figures that are the same on every machine, and compares them with a baseline. */
package io.asyncio4j.benchmarks.smoke;
