package io.asyncio4j.http.client;

/** Is told how far a download has come. */
@FunctionalInterface
public interface Progress {

    /**
     * Some more has come. Called in the task that downloads; may suspend.
     *
     * @param done how many bytes there are now
     * @param total how many there will be; -1 if that is not known
     */
    void progressed(long done, long total);
}
