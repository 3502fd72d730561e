package io.asyncio4j.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A text is not JSON, or not the JSON that was expected. Its message says where and why.
 *
 * <p>Counterpart: {@code json.JSONDecodeError}.
 */
public final class JsonException extends IOException {

    private static final long serialVersionUID = 1;

    /** An exception with a message that says where and why, and what it comes of. */
    public JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
