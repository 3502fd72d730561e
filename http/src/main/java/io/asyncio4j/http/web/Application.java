package io.asyncio4j.http.web;

/** The server. */
public final class Application {

    private Application() {}
}
