/** HTTP: servers and clients of asyncio4j and of its peers, which do the same. */
package io.asyncio4j.benchmarks.web;
