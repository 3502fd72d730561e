package io.asyncio4j.generator;

import io.asyncio4j.internal.coroutine.Strand;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** What a greenlet runs, and the stack that it runs on. It does not refer to the greenlet that users hold. */
final class GreenletFrame implements Runnable {

    private final Greenlet.Body body;
    private final Greenlets family;
    private @Nullable Strand strand;
    private boolean dead;

    /** In the end, what the parent gets. It is fetched by whoever resumes: nobody does when the strand was abandoned. */
    private @Nullable Object result;

    /** In the end, what the parent gets thrown. */
    private @Nullable Throwable failure;

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
        try {
            on.resume();
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /** Ends a greenlet that has not started. */
    void kill(Throwable thrown) {
        end(null, thrown);
    }

    private void end(@Nullable Object returned, @Nullable Throwable thrown) {
        strand = null;
        dead = true;
        if (thrown instanceof GreenletExitError) {
            result = thrown;
        } else {
            result = returned;
            failure = thrown;
        }
    }

    /** After the end. */
    @Nullable
    Object takeResult() {
        Object taken = result;
        result = null;
        return taken;
    }

    /** After the end. */
    @Nullable
    Throwable takeFailure() {
        Throwable taken = failure;
        failure = null;
        return taken;
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
        Object returned = null;
        Throwable thrown = null;
        try {
            returned = body.run(family.receive());
        } catch (Throwable e) {
            thrown = e;
        }
        end(returned, thrown);
    }
}
