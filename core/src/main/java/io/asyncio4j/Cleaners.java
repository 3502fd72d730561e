package io.asyncio4j;

import java.lang.ref.Cleaner;

/** The one thread that is told when objects have become unreachable; it is started by the first who asks. */
final class Cleaners {

    static final Cleaner SHARED = Cleaner.create();

    private Cleaners() {}
}
