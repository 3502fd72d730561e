package io.asyncio4j.conformance;

/** What a program has a number of, and its statements name by an index. Slots and bodies are counted elsewhere. */
enum Thing {
    LOCK,
    EVENT,
    CONDITION,
    COUNTER,
    HANDLE,
    GROUP,
    VARIABLE,
    CONTEXT,
    OPEN_GENERATOR,
    ITERATOR,
    SEMAPHORE,
    BARRIER,
    QUEUE,
    CALLBACK,
    GENERATOR
}
