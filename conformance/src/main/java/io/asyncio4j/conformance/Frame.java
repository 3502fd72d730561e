package io.asyncio4j.conformance;

import io.asyncio4j.ContextVar;
import io.asyncio4j.Timeout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What belongs to one run of a body. */
final class Frame {

    /** The timeout blocks it is in, the innermost first. */
    final Deque<Timeout> timeouts = new ArrayDeque<>();

    /** The variables it has bound, the last first. */
    final Deque<Bound> tokens = new ArrayDeque<>();

    record Bound(ContextVar<@Nullable Integer> variable, ContextVar.Token<@Nullable Integer> token) {}
}
