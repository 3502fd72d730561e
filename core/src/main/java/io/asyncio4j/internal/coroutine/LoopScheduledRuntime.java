package io.asyncio4j.internal.coroutine;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The standard runtime: each fiber is a virtual thread whose scheduler is the fiber itself, so that its continuation
 * runs on the loop's platform thread.
 */
final class LoopScheduledRuntime implements CoroutineRuntime {

    private static final String FLAG = "--add-opens java.base/java.lang=" + moduleName();
    private static final String UNFIT =
            "the virtual threads of Java " + Runtime.version() + " do not work as the loop-scheduled runtime needs";

    /**
     * Checks that the JVM gives what is needed, by running a fiber that suspends once.
     *
     * @throws UnsupportedOperationException when it does not; the message names the flag
     */
    LoopScheduledRuntime() {
        try {
            callOnLoopThread(new SelfTest());
        } catch (ExceptionInInitializerError e) {
            throw new UnsupportedOperationException(
                    e.getCause() instanceof IllegalAccessException
                            ? "tasks cannot be scheduled by the event loop itself; start java with " + FLAG
                            : UNFIT,
                    e);
        } catch (Throwable e) {
            throw new UnsupportedOperationException(UNFIT, e);
        }
    }

    static String moduleName() {
        Module module = LoopScheduledRuntime.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Fiber newFiber(FiberHost host, Object body) {
        return new LoopFiber(host, body);
    }

    @Override
    public @Nullable Fiber currentFiber() {
        Thread current = Thread.currentThread();
        // A virtual thread that a task starts inherits the task's scheduler, hence the second test.
        return current.isVirtual()
                        && VirtualThreads.scheduler(current) instanceof LoopFiber fiber
                        && fiber.thread() == current
                ? fiber
                : null;
    }

    @Override
    public Strand newStrand(Runnable body) {
        return new ContinuationStrand(body);
    }

    /** The caller's thread is the strand's. */
    @Override
    public <T> Supplier<T> threadLocal(Supplier<T> initial) {
        return ThreadLocal.withInitial(initial)::get;
    }

    @Override
    public boolean loopsOnPlatformThreads() {
        return true;
    }

    /** A continuation can be mounted on platform threads only. */
    @Override
    public void callOnLoopThread(Runnable loop) {
        if (!Thread.currentThread().isVirtual()) {
            loop.run();
        } else {
            Delegation.callOn(Thread.ofPlatform().daemon(), loop);
        }
    }

    /** The calling thread carries it. */
    @Override
    public void callOnVirtualThread(Runnable code) {
        if (Thread.currentThread().isVirtual()) {
            code.run();
        } else {
            new Guest().run(code);
        }
    }

    /** The scheduler of a virtual thread that its creator carries at once. */
    private static final class Guest implements Executor {

        private @Nullable Runnable continuation;

        void run(Runnable code) {
            Thread carrier = Thread.currentThread();
            boolean interrupted = carrier.isInterrupted(); // changing stacks clears it
            VirtualThreads.create(this, carrier.getName(), code).start();
            Objects.requireNonNull(continuation).run();
            if (interrupted) {
                carrier.interrupt();
            }
        }

        /** Called by start(), and once more if the code blocks after all: then it ends elsewhere. */
        @Override
        public void execute(Runnable command) {
            if (continuation == null) {
                continuation = command;
            } else {
                VirtualThreads.defaultScheduler().execute(command);
            }
        }
    }

    /** A virtual thread whose scheduler is this object. */
    private static final class LoopFiber extends Fiber implements Executor {

        private final Thread thread;
        private @Nullable Runnable continuation;

        LoopFiber(FiberHost host, Object body) {
            super(host, body);
            thread = VirtualThreads.create(this, host.threadName(body), this);
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public void resume() {
            if (continuation == null) {
                thread.start(); // calls execute(), which keeps the continuation
            }
            // If control comes back without suspend() or the end of run(), foreign code blocks. (Or another
            // thread was reading the stack, and nothing ran: it calls execute() when it is through.)
            state = State.GOING;
            host.noteInterrupt();
            Objects.requireNonNull(continuation).run();
        }

        /**
         * Thread.yield rather than park: a fifth cheaper, since it needs no permit; and where the stack cannot be left
         * it comes back at once, while park would stop the loop's thread for good.
         */
        @Override
        @SuppressWarnings("ThreadPriorityCheck") // the scheduler is our own
        void switchOut() {
            noteInterrupt();
            Thread.yield();
        }

        private void noteInterrupt() {
            if (!thread.isInterrupted()) { // an interrupt of this fiber interrupts the loop's thread, too
                host.noteInterrupt();
            }
        }

        /**
         * Called by the JDK when a virtual thread can go on: this one after start(), after suspend() and after a
         * blocking call, or a child that inherited its scheduler. From any thread.
         */
        @Override
        public void execute(Runnable command) {
            if (continuation == null) {
                continuation = command;
            } else if (command != continuation) {
                VirtualThreads.defaultScheduler().execute(command);
            } else if ((!host.inLoop() || state == State.GOING) && !host.schedule(this)) {
                VirtualThreads.defaultScheduler().execute(command); // its loop is closed: it ends by itself
            } // else it has suspended, and resume() continues it
        }

        @Override
        void ended() {
            noteInterrupt();
        }

        @Override
        boolean wipe() {
            if (!VirtualThreads.clearThreadLocals(thread)) {
                return false;
            }
            if (thread.getContextClassLoader() != host.contextClassLoader()) {
                thread.setContextClassLoader(host.contextClassLoader());
            }
            var _ = Thread.interrupted();
            return true;
        }

        @Override
        void rename(String name) {
            VirtualThreads.rename(thread, name);
        }
    }

    /** A body that suspends once, driven by hand. */
    private final class SelfTest implements FiberHost, Runnable {

        private boolean reached;

        @Override
        public void run() {
            Fiber fiber = newFiber(this, this);
            fiber.resume();
            boolean suspended = reached && fiber.state() == Fiber.State.SUSPENDED;
            fiber.resume();
            if (!suspended || fiber.state() != Fiber.State.ENDED || currentFiber() != null) {
                throw new IllegalStateException("a fiber's life went wrong: suspended = " + suspended + ", then "
                        + fiber.state() + " (expected: true, then ENDED)");
            }
        }

        @Override
        public void runBody(Fiber fiber, Object body) {
            reached = currentFiber() == fiber;
            fiber.suspend();
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void noteInterrupt() {}

        @Override
        public @Nullable ClassLoader contextClassLoader() {
            return null;
        }

        @Override
        public String threadName(Object body) {
            return "asyncio-selftest";
        }

        @Override
        public void continueBlocked(Object body) {}

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public boolean schedule(Fiber fiber) {
            return false;
        }

        @Override
        public @Nullable Object nextBody() {
            return null;
        }

        @Override
        public Runnable closeWithLoop(Object owner, Runnable close) {
            return () -> {};
        }
    }
}
