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

    /** Null if it is none. */
    private static @Nullable InetAddress literal(String host) throws IOException {
        int scope = host.indexOf('%');
        try {
            if (scope < 0) {
                return InetAddress.ofLiteral(host);
            }
            byte[] address = Inet6Address.ofLiteral(host.substring(0, scope)).getAddress();
            return Inet6Address.getByAddress(null, address, interfaceIndex(host.substring(scope + 1)));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /**
     * The JDK knows interfaces by name, too, but demands that they have an address of the same kind.
     *
     * @throws NumberFormatException if it is neither a name nor a number
     */
    private static int interfaceIndex(String name) throws IOException {
        NetworkInterface known = NetworkInterface.getByName(name);
        return known == null ? Integer.parseInt(name) : known.getIndex();
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
    private static String text(InetAddress address) throws IOException {
        String text = NetUtil.toAddressString(address);
        int scope = address instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
        if (scope == 0) {
            return text;
        }
        NetworkInterface known = NetworkInterface.getByIndex(scope);
        return text + "%" + (known == null ? scope : known.getName());
    }
}
