package io.asyncio4j.http.client;

/**
 * What has become of a session's connections so far.
 *
 * @param open how many connections there are, idle or not, or being made
 * @param idle how many of them nobody uses
 * @param waiting how many requests wait for a connection
 * @param created how many connections were asked for, whether or not they came about
 * @param reused how many times a connection was used again
 * @param waited how many requests had to wait
 */
public record PoolStatistics(int open, int idle, int waiting, long created, long reused, long waited) {}
