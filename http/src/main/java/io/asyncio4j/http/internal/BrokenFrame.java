package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Stands for a frame whose content could not be decompressed. */
final class BrokenFrame extends WebSocketFrame {

    private final WebSocketCloseStatus status;
    private final String problem;

    private BrokenFrame(WebSocketCloseStatus status, String problem) {
        super(Unpooled.EMPTY_BUFFER);
        this.status = status;
        this.problem = problem;
    }

    /** What the peer is to be told. */
    WebSocketCloseStatus status() {
        return status;
    }

    String problem() {
        return problem;
    }

    @Override
    public WebSocketFrame replace(ByteBuf content) {
        return this;
    }

    /** Makes one of what the decompression throws. */
    static final class Maker extends ChannelInboundHandlerAdapter {

        private final int maxMessage;
        private boolean broken;

        Maker(int maxMessage) {
            this.maxMessage = maxMessage;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            if (!(thrown instanceof CodecException)) {
                context.fireExceptionCaught(thrown);
            } else if (!broken) {
                broken = true;
                context.fireChannelRead(frame(thrown));
            } else if (!context.channel().isActive()) {
                // At the end Netty's decoder tries the rest once more, and throws before it hands on that this is the
                // end.
                context.fireChannelInactive();
            }
        }

        private BrokenFrame frame(Throwable thrown) {
            boolean tooMuch = String.valueOf(thrown.getMessage()).contains("maximum size"); // as Netty says it
            return tooMuch
                    ? new BrokenFrame(
                            WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message of more than " + maxMessage + " bytes")
                    : new BrokenFrame(
                            WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a message that cannot be decompressed");
        }
    }
}
