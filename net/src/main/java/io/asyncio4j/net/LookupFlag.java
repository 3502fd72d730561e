package io.asyncio4j.net;

/** How names are looked up. Counterparts: the {@code AI_…} and {@code NI_…} flags of Python's {@code socket}. */
public enum LookupFlag {
    /**
     * Nothing is looked up: {@link Net#getaddrinfo} takes addresses only, {@link Net#getnameinfo} returns them as text.
     * Counterparts: {@code AI_NUMERICHOST} and {@code NI_NUMERICHOST}.
     */
    NUMERIC_HOST,
    /** {@link Net#getnameinfo} fails if an address has no name. Counterpart: {@code NI_NAMEREQD}. */
    NAME_REQUIRED
}
