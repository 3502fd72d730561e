/** Runs benchmarks in rounds, ours and the bare ones in turn, and prints them side by side. */
package io.asyncio4j.benchmarks.report;
