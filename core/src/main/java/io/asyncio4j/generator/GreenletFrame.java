package io.asyncio4j.generator;

import io.asyncio4j.internal.coroutine.Strand;
import org.jspecify.annotations.Nullable;

/** What a greenlet runs, and the stack that it runs on. It does not refer to the greenlet that users hold. */
final class GreenletFrame implements Runnable {

    private final Greenlet.Body body;
    private final Greenlets family;
    private @Nullable Strand strand;
    private boolean dead;

    GreenletFrame(Greenlet.Body body, Greenlets family) {
        this.body = body;
        this.family = family;
    }

    boolean isActive() {
        return strand != null;
    }

    boolean isDead() {
        return dead;
    }

    /** Runs until the greenlet switches away or ends. */
    void resume(Greenlet owner) {
        Strand on = strand;
        if (on == null) {
            on = Strand.of(this);
            on.releaseWith(owner);
            strand = on;
        }
        on.resume();
    }

    /** Ends a greenlet that has not started. */
    void kill() {
        dead = true;
    }

    // ---- on the strand ----

    void switchAway() {
        if (strand == null) {
            throw new AssertionError("a greenlet that does not run switches away");
        }
        strand.suspend();
    }

    @Override
    public void run() {
        Object result = null;
        Throwable failure = null;
        try {
            result = body.run(family.receive());
        } catch (GreenletExitError e) {
            result = e;
        } catch (Throwable e) {
            failure = e;
        }
        strand = null;
        dead = true;
        family.passOn(result, failure);
    }
}
