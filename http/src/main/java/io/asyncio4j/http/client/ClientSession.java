package io.asyncio4j.http.client;

/** The client. */
public final class ClientSession {

    private ClientSession() {}
}
