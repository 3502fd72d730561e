package io.asyncio4j.http.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** What a server demands of a request's head beyond what the decoder does. */
final class RequestRules {

    private RequestRules() {}

    /** With which status a request is to be refused; 0 if it is not. */
    static int refusal(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return switch (head.decoderResult().cause()) {
                case TooLongHttpLineException _ -> 414;
                case TooLongHttpHeaderException _ -> 431;
                default -> 400;
            };
        }
        HttpVersion version = head.protocolVersion();
        if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
            return 505;
        }
        HttpHeaders headers = head.headers();
        boolean first = version.minorVersion() == 0;
        if (!first && !hasOneHost(headers)) {
            return 400; // RFC 9112, 3.2
        }
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null && first) {
            return 400; // RFC 9112, 6.1
        }
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            return 501;
        }
        String expected = headers.get(HttpHeaderNames.EXPECT);
        return expected == null || expected.equalsIgnoreCase("100-continue") ? 0 : 417;
    }

    private static boolean hasOneHost(HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null) {
            return false;
        }
        List<String> all = headers.getAll(HttpHeaderNames.HOST);
        return all.size() == 1 && isHost(host);
    }

    /** Nothing that would lead a router astray; an empty one is allowed. */
    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '/' || c == '@' || c == '?' || c == '#' || c == ',' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
