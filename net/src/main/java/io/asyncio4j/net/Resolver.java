package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Names to addresses. The system's resolver blocks, so it runs in the loop's default executor. */
final class Resolver {

    private Resolver() {}

    static List<InetSocketAddress> resolve(String host, int port, @Nullable ProtocolFamily family) throws IOException {
        List<InetSocketAddress> found = Arrays.stream(lookUp(host))
                .filter(address -> family == null || family == familyOf(address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (found.isEmpty()) {
            throw new UnknownHostException(host + " has no address of the family " + family);
        }
        return found;
    }

    static List<InetSocketAddress> resolveAll(List<String> hosts, int port, @Nullable ProtocolFamily family)
            throws IOException {
        List<InetSocketAddress> found = new ArrayList<>();
        for (String host : hosts) {
            found.addAll(resolve(host, port, family));
        }
        return found;
    }

    static ProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static InetAddress[] lookUp(String host) throws IOException {
        if (isLiteral(host)) {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        }
        try {
            return Asyncio.toThread(() -> InetAddress.getAllByName(host));
        } catch (CompletionException e) {
            UnknownHostException unknown = new UnknownHostException("host \"" + host + "\" is not known");
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private static boolean isLiteral(String host) {
        try {
            var _ = InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
