package io.asyncio4j.benchmarks;

/**
 * A callback that lets the next one be scheduled until its chain ends. There are several classes of it, so that the JVM
 * cannot inline the one that it knows into the loop: programs have many.
 */
public abstract sealed class Link implements Runnable {

    private final Chains chains;
    private int left;

    private Link(Chains chains, int length) {
        this.chains = chains;
        this.left = length;
    }

    /** What the callbacks are scheduled with. */
    public interface Chains {

        void schedule(Runnable callback);

        void ended();
    }

    /** The first callback of the i-th chain. */
    public static Link first(int i, Chains chains, int length) {
        return switch (i & 3) {
            case 0 -> new A(chains, length);
            case 1 -> new B(chains, length);
            case 2 -> new C(chains, length);
            default -> new D(chains, length);
        };
    }

    final void next() {
        if (--left > 0) {
            chains.schedule(this);
        } else {
            chains.ended();
        }
    }

    private static final class A extends Link {
        A(Chains chains, int length) {
            super(chains, length);
        }

        @Override
        public void run() {
            next();
        }
    }

    private static final class B extends Link {
        B(Chains chains, int length) {
            super(chains, length);
        }

        @Override
        public void run() {
            next();
        }
    }

    private static final class C extends Link {
        C(Chains chains, int length) {
            super(chains, length);
        }

        @Override
        public void run() {
            next();
        }
    }

    private static final class D extends Link {
        D(Chains chains, int length) {
            super(chains, length);
        }

        @Override
        public void run() {
            next();
        }
    }
}
