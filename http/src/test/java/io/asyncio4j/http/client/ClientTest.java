package io.asyncio4j.http.client;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.NetTest;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What tests of the client share. */
abstract class ClientTest extends NetTest {

    /** Runs a main task in virtual time. */
    void runVirtually(Coroutine.OfVoid main) {
        run(EventLoop.builder().clock(new VirtualClock()).build(), main);
    }

    /** Lets others run until something is so. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
