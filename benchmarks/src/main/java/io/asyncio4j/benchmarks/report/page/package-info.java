/** What a page of results consists of: charts as SVG, tables, text between markers. Knows nothing of what was measured. */
package io.asyncio4j.benchmarks.report.page;
