package io.asyncio4j.net;

import java.io.IOException;

/**
 * A separator did not come, or came too late: more bytes than the reader's limit are before it. They stay in the reader.
 *
 * <p>Counterpart: {@code asyncio.LimitOverrunError}.
 */
public final class LimitOverrunException extends IOException {

    private static final long serialVersionUID = 1;

    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /** How many bytes can be read and thrown away without missing a separator. */
    public int consumed() {
        return consumed;
    }
}
