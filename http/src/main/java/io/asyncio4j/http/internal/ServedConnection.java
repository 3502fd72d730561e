package io.asyncio4j.http.internal;

/** A connection of a server, whatever the version of HTTP. */
interface ServedConnection {

    /** The server ends: closes the connection now, or after what is on its way. */
    void closeIfIdle();
}
