package io.asyncio4j.conformance;

/** Operations that belong together: a program is made mainly of a few families. */
enum Family {
    CONTROL,
    TASKS,
    FUTURES,
    GATHERING,
    TIMEOUTS,
    GROUPS,
    LOCKS,
    EVENTS,
    SEMAPHORES,
    CONDITIONS,
    BARRIERS,
    QUEUES,
    CALLBACKS,
    CONTEXT,
    GENERATORS
}
