package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Queueing.ROUNDS;

import io.asyncio4j.benchmarks.Timed;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two loop-scheduled virtual threads that wake each other in turn; one operation is both ways, two switches. */
@State(Scope.Thread)
public class BareHandOver extends Timed {

    private final BareLoop loop = new BareLoop();
    private Thread ping;
    private Thread pong;
    private Integer item;
    private boolean pongsTurn;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public Integer roundTrip() {
        pongsTurn = false;
        ping = loop.newThread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                item = i & 127;
                pongsTurn = true;
                LockSupport.unpark(pong);
                while (pongsTurn) {
                    LockSupport.park();
                }
            }
        });
        pong = loop.newThread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                while (!pongsTurn) {
                    LockSupport.park();
                }
                pongsTurn = false;
                LockSupport.unpark(ping);
            }
        });
        ping.start();
        pong.start();
        loop.run();
        return item;
    }
}
