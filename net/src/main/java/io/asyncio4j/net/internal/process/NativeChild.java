package io.asyncio4j.net.internal.process;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A child of this JVM on Linux. The poller's thread notices its end. */
final class NativeChild implements Child {

    private static final int SIGKILL = 9;

    private final int pid;
    private final int pidfd;
    private final long key;
    private final boolean leadsGroup;
    private final @Nullable NativePipe stdin;
    private final @Nullable NativePipe stdout;
    private final @Nullable NativePipe stderr;

    /** Its number and its descriptor may be somebody else's now. */
    private boolean ended;

    NativeChild(int pid, int pidfd, long key, boolean leadsGroup, @Nullable NativePipe[] pipes) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.key = key;
        this.leadsGroup = leadsGroup;
        this.stdin = pipes[0];
        this.stdout = pipes[1];
        this.stderr = pipes[2];
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public @Nullable WriteEnd stdin() {
        return stdin;
    }

    @Override
    public @Nullable ReadEnd stdout() {
        return stdout;
    }

    @Override
    public @Nullable ReadEnd stderr() {
        return stderr;
    }

    @Override
    public void whenEnded(IntConsumer consumer) {
        Poller.get().await(key, pidfd, Libc.EPOLLIN, () -> reap(consumer));
    }

    private void reap(IntConsumer consumer) {
        int status;
        synchronized (this) {
            status = Libc.waitNow(pidfd);
            if (status == Libc.RUNS) {
                whenEnded(consumer);
                return;
            }
            ended = true;
            Poller.get().remove(key, pidfd);
            Libc.close(pidfd);
        }
        consumer.accept(status);
    }

    @Override
    public synchronized void signal(int number) {
        if (ended) {
            return;
        }
        int result = Libc.pidfdSendSignal(pidfd, number);
        if (result < 0 && result != -Libc.ESRCH) {
            throw new UncheckedIOException(Libc.exception("signal " + number + " to process " + pid, result));
        }
    }

    @Override
    public synchronized void killTree() {
        if (ended) {
            return;
        }
        List<Integer> descendants = ProcessTree.stop(pid);
        if (leadsGroup) {
            Libc.kill(-pid, SIGKILL);
        }
        Libc.pidfdSendSignal(pidfd, SIGKILL);
        for (int each : descendants) {
            Libc.kill(each, SIGKILL);
        }
    }
}
