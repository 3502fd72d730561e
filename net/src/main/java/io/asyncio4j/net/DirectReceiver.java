package io.asyncio4j.net;

import java.nio.ByteBuffer;

/**
 * A protocol of this library that runs no foreign code: it is given what has come at once, while Netty polls, instead of in
 * the loop's next turn.
 */
interface DirectReceiver extends StreamProtocol {

    /** Takes all that remains in the buffer, which is somebody else's afterwards. */
    void received(ByteBuffer data);
}
