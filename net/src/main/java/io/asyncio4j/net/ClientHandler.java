package io.asyncio4j.net;

/** What a server does for each connection, in a task of its own. */
@FunctionalInterface
public interface ClientHandler {

    /**
     * Serves one connection. May suspend. If it throws or is cancelled, the connection is closed, and an exception is reported;
     * otherwise it stays open until the writer is closed, here or elsewhere, or the peer ends it.
     */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
