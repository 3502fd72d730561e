package io.asyncio4j.net;

/**
 * A transport that receives. Counterpart: {@code asyncio.ReadTransport}.
 */
public interface ReadTransport extends BaseTransport {

    /** Whether data are received now: not paused, not closing. */
    boolean isReading();

    /** Receives nothing until {@link #resumeReading}. The peer notices when the buffers of the system are full. Pausing again does nothing. */
    void pauseReading();

    /** Receives again. Resuming again does nothing. */
    void resumeReading();
}
