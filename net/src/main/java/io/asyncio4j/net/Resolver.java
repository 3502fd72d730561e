package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Names to addresses, and back. The system's resolver blocks, so it runs in the loop's default executor. */
final class Resolver {

    private Resolver() {}

    // ---- names to addresses ----

    static List<InetSocketAddress> resolve(String host, int port, @Nullable ProtocolFamily family) throws IOException {
        InetAddress literal = literal(host);
        return addresses(literal == null ? lookUp(host) : new InetAddress[] {literal}, host, port, family);
    }

    static List<InetSocketAddress> resolveAll(List<String> hosts, int port, @Nullable ProtocolFamily family)
            throws IOException {
        List<InetSocketAddress> found = new ArrayList<>();
        for (String host : hosts) {
            found.addAll(resolve(host, port, family));
        }
        return found;
    }

    /** The same without looking it up. */
    static List<InetSocketAddress> literal(String host, int port, @Nullable ProtocolFamily family) throws IOException {
        InetAddress literal = literal(host);
        if (literal == null) {
            throw new UnknownHostException("host \"" + host + "\" is not an address");
        }
        return addresses(new InetAddress[] {literal}, host, port, family);
    }

    private static List<InetSocketAddress> addresses(
            InetAddress[] all, String host, int port, @Nullable ProtocolFamily family) throws UnknownHostException {
        List<InetSocketAddress> found = Arrays.stream(all)
                .filter(address -> family == null || family == familyOf(address))
                .map(address -> new InetSocketAddress(address, port))
                .distinct()
                .toList();
        if (found.isEmpty()) {
            throw new UnknownHostException(host + " has no address of the family " + family);
        }
        return found;
    }

    static ProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    static void checkFamily(@Nullable ProtocolFamily family) {
        if (family != null && family != StandardProtocolFamily.INET && family != StandardProtocolFamily.INET6) {
            throw new IllegalArgumentException("family = " + family + " (expected: INET, INET6, or null for both)");
        }
    }

    private static InetAddress[] lookUp(String host) throws IOException {
        try {
            return Asyncio.toThread(() -> InetAddress.getAllByName(host));
        } catch (CompletionException e) {
            UnknownHostException unknown = new UnknownHostException("host \"" + host + "\" is not known");
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    // ---- addresses to names ----

    static String name(InetSocketAddress address, List<LookupFlag> flags) throws IOException {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address = " + address + " (expected: a resolved one, see getaddrinfo)");
        }
        boolean nameRequired = flags.contains(LookupFlag.NAME_REQUIRED);
        if (flags.contains(LookupFlag.NUMERIC_HOST)) {
            if (nameRequired) {
                throw new IllegalArgumentException("flags = " + flags + " (expected: one of them, or none)");
            }
            return text(address.getAddress());
        }
        InetAddress unnamed =
                InetAddress.getByAddress(address.getAddress().getAddress()); // not what the caller has called it
        String name = Asyncio.toThread(unnamed::getCanonicalHostName);
        if (!name.equals(unnamed.getHostAddress())) {
            return name;
        }
        if (nameRequired) {
            throw new UnknownHostException("address " + text(address.getAddress()) + " has no name");
        }
        return text(address.getAddress());
    }

    /** As short as it can be written, with the interface of an address of a link. */
    private static String text(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        if (!(address instanceof Inet6Address inet6)) {
            return text;
        }
        NetworkInterface scope = inet6.getScopedInterface();
        if (scope != null) {
            return text + "%" + scope.getName();
        }
        return inet6.getScopeId() == 0 ? text : text + "%" + inet6.getScopeId();
    }
}
