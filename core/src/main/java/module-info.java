/**
 * Python's asyncio for Java: an event loop, coroutines, tasks and futures on one thread.
 *
 * <p>The API is {@link io.asyncio4j}, with {@link io.asyncio4j.sync} for locks and the like, {@link io.asyncio4j.queue} for
 * queues and {@link io.asyncio4j.generator} for generators and greenlets; {@link io.asyncio4j.spi} is what an I/O back end
 * or a clock implements, and {@link io.asyncio4j.testing} holds the virtual clock. Nothing else is exported.
 *
 * <p>The standard runtime needs {@code --add-opens java.base/java.lang=io.asyncio4j.core} (or {@code =ALL-UNNAMED} on
 * the class path); without it the portable runtime is used.
 */
@SuppressWarnings("module") // the module that gets an internal package is built later
module io.asyncio4j.core {
    requires static transitive org.jspecify;
    requires static context.propagation; // Micrometer's: thread-locals go along with tasks and callbacks
    requires static jdk.jfr; // flight recordings, where the program has the module
    requires jdk.unsupported; // sun.misc.Signal: Ctrl-C cancels the main task

    exports io.asyncio4j;
    exports io.asyncio4j.generator;
    exports io.asyncio4j.queue;
    exports io.asyncio4j.spi;
    exports io.asyncio4j.sync;
    exports io.asyncio4j.testing;
    exports io.asyncio4j.internal.loop to
            io.asyncio4j.net; // signals
}
