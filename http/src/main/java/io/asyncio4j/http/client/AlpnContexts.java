package io.asyncio4j.http.client;

import io.asyncio4j.net.TlsContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** TLS contexts that offer versions of HTTP, made of others. The same comes of the same, so that connections can be shared. */
final class AlpnContexts {

    private final Map<TlsContext, Map<HttpVersion, TlsContext>> made = new WeakHashMap<>();
    private @Nullable TlsContext usual;

    /** @param base what it is made of; null for the usual one */
    TlsContext offering(HttpVersion version, @Nullable TlsContext base) {
        TlsContext known = base;
        if (known == null) {
            known = usual == null ? TlsContext.client() : usual;
            usual = known;
        }
        TlsContext context = known;
        return made.computeIfAbsent(context, _ -> new EnumMap<>(HttpVersion.class))
                .computeIfAbsent(version, _ -> version.offeredBy(context));
    }
}
