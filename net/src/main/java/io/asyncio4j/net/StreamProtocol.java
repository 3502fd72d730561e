package io.asyncio4j.net;

/** What {@link Protocol} and {@link BufferedProtocol} share: they receive a stream of bytes. */
public interface StreamProtocol extends BaseProtocol {

    /** The connection is there. Called exactly once, and first. */
    default void connectionMade(Transport transport) {}

    /**
     * The peer will send nothing more.
     *
     * @return whether to keep the connection open, so that one can still write; otherwise it is closed. Over TLS it is
     *     closed in any case.
     */
    default boolean eofReceived() {
        return false;
    }
}
