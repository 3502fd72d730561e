/** What asyncio4j costs. The raw limits, measured in the same run, are in {@code bare}; {@code report} runs all of it. */
package io.asyncio4j.benchmarks;
