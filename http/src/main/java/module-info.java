/**
 * HTTP for asyncio4j: {@link io.asyncio4j.http.client}, {@link io.asyncio4j.http.web} for servers, and what they share. No type
 * of Netty, on whose codecs it stands, appears in the API.
 */
module io.asyncio4j.http {
    requires transitive io.asyncio4j.net;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static com.aayushatharva.brotli4j;
    requires static com.github.luben.zstd_jni;
    requires static tools.jackson.databind;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.compression;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.transport;

    exports io.asyncio4j.http;
    exports io.asyncio4j.http.client;
    exports io.asyncio4j.http.testing;
    exports io.asyncio4j.http.web;
}
