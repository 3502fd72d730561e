package io.asyncio4j.http.internal;

import io.asyncio4j.http.Headers;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers as Netty's codecs have them. */
public final class NettyHeaders implements Headers {

    private static final DefaultHttpHeadersFactory CHECKED = DefaultHttpHeadersFactory.headersFactory();
    private static final DefaultHttpHeadersFactory OF_RESPONSE = CHECKED.withNameValidator(name -> {
                if (!(name instanceof AsciiString)) {
                    CHECKED.getNameValidator().validateName(name);
                }
            })
            .withValueValidator(value -> {
                if (!(value instanceof AsciiString)) {
                    CHECKED.getValueValidator().validate(value);
                }
            });

    private final HttpHeaders fields;

    /**
     * Those of a response, in which strings are checked, as everywhere, but not those of Netty's kind: here these are the library's
     * own, or a decoder's, which has checked them. To look at each of their characters once more was a seventh of the bytecodes of a small
     * request and its response.
     */
    public static NettyHeaders ofResponse() {
        return new NettyHeaders(OF_RESPONSE.newHeaders());
    }

    public NettyHeaders() {
        this(CHECKED.newHeaders());
    }

    public NettyHeaders(HttpHeaders fields) {
        this.fields = fields;
    }

    /** What goes to a codec. */
    public HttpHeaders netty() {
        return fields;
    }

    @Override
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> getAll(String name) {
        return fields.getAll(name);
    }

    @Override
    public boolean contains(String name) {
        return fields.contains(name);
    }

    @Override
    public boolean containsToken(String name, String token) {
        return fields.containsValue(name, token, true);
    }

    @Override
    public Headers add(String name, String value) {
        fields.add(name, value);
        return this;
    }

    @Override
    public Headers set(String name, String value) {
        fields.set(name, value);
        return this;
    }

    @Override
    public Headers addAll(Headers others) {
        fields.add(((NettyHeaders) others).fields);
        return this;
    }

    @Override
    public Headers remove(String name) {
        fields.remove(name);
        return this;
    }

    @Override
    public Set<String> names() {
        return fields.names();
    }

    @Override
    public int size() {
        return fields.size();
    }

    @Override
    public Headers copy() {
        return new NettyHeaders(fields.copy());
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return fields.iteratorAsString();
    }

    @Override
    public String toString() {
        return fields.entries().toString();
    }
}
