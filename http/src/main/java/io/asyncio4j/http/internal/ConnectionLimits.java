package io.asyncio4j.http.internal;

import java.time.Duration;

/**
 * What a server's connection puts up with.
 *
 * @param requestLine how many bytes the first line may have
 * @param headers how many bytes all header fields together may have
 * @param headTime how long a request's line and headers may take
 * @param idleTime how long a connection may wait for the next request
 * @param bodyTime how long to wait for more of a body, and for a peer to take more of a response
 * @param unreadBody how many bytes of a body that the handler did not read are received all the same, so that the connection
 *     can go on
 */
public record ConnectionLimits(
        int requestLine, int headers, Duration headTime, Duration idleTime, Duration bodyTime, long unreadBody) {}
