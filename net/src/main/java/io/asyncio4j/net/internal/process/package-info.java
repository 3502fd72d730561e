/** Children of this JVM, and pipes that do not block: through the C library on Linux, through the JDK and threads elsewhere. */
@NullMarked
package io.asyncio4j.net.internal.process;

import org.jspecify.annotations.NullMarked;
