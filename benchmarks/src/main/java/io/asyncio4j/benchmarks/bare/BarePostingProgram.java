package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.Posts;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** {@link Posts} to the least that can be called a loop that other threads post to. Argument: {@code flood} or {@code ping}. */
final class BarePostingProgram implements Executor {

    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
    private volatile boolean parking;

    private BarePostingProgram() {}

    public static void main(String[] args) {
        BarePostingProgram loop = new BarePostingProgram();
        loop.thread.start();
        Posts.measure(args[0], loop);
    }

    @Override
    public void execute(Runnable callback) {
        posted.add(callback);
        if (parking) {
            parking = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            Runnable next;
            while ((next = posted.poll()) != null) {
                next.run();
            }
            parking = true;
            if (posted.isEmpty()) {
                LockSupport.park(this);
            }
            parking = false;
        }
    }
}
