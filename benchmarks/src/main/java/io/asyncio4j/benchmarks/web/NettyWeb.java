package io.asyncio4j.benchmarks.web;

import io.asyncio4j.benchmarks.ServerProcess;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * Netty's codec with callbacks, as one writes it for speed: the limit of a server that stands on it. Argument: {@code nio},
 * {@code epoll} or {@code io_uring}. It does not route, and knows no JSON.
 */
final class NettyWeb {

    private static final byte[] PLAINTEXT = Service.PLAINTEXT.getBytes(StandardCharsets.UTF_8);
    private static final AsciiString SERVER = AsciiString.cached("netty");

    /** Made anew each second. */
    private static CharSequence date = now();

    private record Transport(IoHandlerFactory factory, Class<? extends ServerChannel> channel) {

        static Transport named(String name) {
            return switch (name) {
                case "nio" -> new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
                case "epoll" -> new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
                case "io_uring" -> new Transport(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
                default -> throw new IllegalArgumentException("no transport " + name);
            };
        }
    }

    private NettyWeb() {}

    public static void main(String[] args) throws InterruptedException {
        Transport transport = Transport.named(args[0]);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.factory);
        loop.scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
        Channel channel = new ServerBootstrap()
                .group(loop)
                .channel(transport.channel)
                .option(ChannelOption.SO_BACKLOG, Service.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(new HttpServerCodec(), new Handler());
                    }
                })
                .bind(Service.HOST, 0)
                .sync()
                .channel();
        ServerProcess.serving(((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }

    private static CharSequence now() {
        return new AsciiString(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private static final class Handler extends ChannelInboundHandlerAdapter {

        private boolean uploading;
        private long uploaded;
        private long toSend;
        private boolean sending;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request && request.uri().equals("/ws")) {
                becomeWebSocket(context, request);
                return;
            }
            if (message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content) {
                uploaded += content.content().readableBytes();
                content.release();
                if (uploading && content instanceof LastHttpContent) {
                    uploading = false;
                    respond(context, Service.uploaded(uploaded).getBytes(StandardCharsets.UTF_8));
                }
            }
        }

        private void begin(ChannelHandlerContext context, HttpRequest request) {
            switch (request.uri()) {
                case "/plaintext" -> respond(context, PLAINTEXT);
                case "/upload" -> {
                    uploading = true;
                    uploaded = 0;
                }
                case "/download" -> {
                    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, Service.DOWNLOAD);
                    context.write(response, context.voidPromise());
                    toSend = Service.DOWNLOAD;
                    sendPieces(context);
                }
                default -> throw new IllegalArgumentException("nothing at " + request.uri());
            }
        }

        private static void respond(ChannelHandlerContext context, byte[] body) {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                    .withValidation(false)
                    .newHeaders()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                    .set(HttpHeaderNames.SERVER, SERVER)
                    .set(HttpHeaderNames.DATE, date)
                    .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
            context.write(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.OK,
                            Unpooled.wrappedBuffer(body),
                            headers,
                            EmptyHttpHeaders.INSTANCE),
                    context.voidPromise());
        }

        private void sendPieces(ChannelHandlerContext context) {
            sending = true; // to write and to flush calls back
            do {
                while (toSend > 0 && context.channel().isWritable()) {
                    ByteBuf piece = Unpooled.wrappedBuffer(Service.piece());
                    toSend -= piece.readableBytes();
                    context.write(toSend == 0 ? new DefaultLastHttpContent(piece) : new DefaultHttpContent(piece));
                }
                context.flush();
            } while (toSend > 0 && context.channel().isWritable());
            sending = false;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (toSend > 0 && !sending) {
                sendPieces(context);
            }
        }

        private static void becomeWebSocket(ChannelHandlerContext context, HttpRequest request) {
            context.pipeline()
                    .addLast(
                            new HttpObjectAggregator(Service.PIECE),
                            new WebSocketServerProtocolHandler("/ws"),
                            new WebSocketEcho());
            context.pipeline().remove(context.handler());
            context.pipeline().firstContext().fireChannelRead(request);
            context.pipeline().firstContext().fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class WebSocketEcho extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof WebSocketFrame) {
                context.write(message, context.voidPromise());
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
