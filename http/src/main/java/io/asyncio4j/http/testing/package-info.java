/** Tests of applications: {@link io.asyncio4j.http.testing.HttpExtension}. Needs JUnit. */
@NullMarked
package io.asyncio4j.http.testing;

import org.jspecify.annotations.NullMarked;
