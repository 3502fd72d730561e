package io.asyncio4j.http;

/** A WebSocket is closed: nothing more can be sent or received. */
public final class WebSocketClosedException extends HttpException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    /** With what the peer gave as reasons, or with 1006 if the connection was lost. */
    public WebSocketClosedException(int code, String reason) {
        super("the WebSocket is closed: " + code + (reason.isEmpty() ? "" : " " + reason));
        this.code = code;
        this.reason = reason;
    }

    /** Why, as RFC 6455, 7.4 numbers it: 1000 regularly, 1001 going away, 1005 without a code, 1006 connection lost. */
    public int code() {
        return code;
    }

    /** The peer's words; empty if there are none. */
    public String reason() {
        return reason;
    }

    /** Whether that was no failure: 1000, 1001 or 1005. */
    public boolean isRegular() {
        return code == 1000 || code == 1001 || code == 1005;
    }
}
