package io.asyncio4j.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of this library that runs no foreign code: it is given what has come at once, while Netty polls, instead of in
 * the loop's next turn.
 */
interface DirectReceiver extends StreamProtocol {

    /** Takes all that remains in the buffer, which is somebody else's afterwards. */
    void received(ByteBuffer data);

    /** A direct buffer of its own that the next bytes are wanted in, from its position on; null if they may be anywhere. */
    @Nullable
    ByteBuffer target();

    /** That many bytes are in the {@link #target} now, whose position has not moved. */
    void receivedInTarget(int count);
}
