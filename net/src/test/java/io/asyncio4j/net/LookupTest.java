package io.asyncio4j.net;

import static io.asyncio4j.net.LookupFlag.NAME_REQUIRED;
import static io.asyncio4j.net.LookupFlag.NUMERIC_HOST;
import static io.asyncio4j.net.Net.getaddrinfo;
import static io.asyncio4j.net.Net.getnameinfo;
import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.UNIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** N03: names to addresses and back, without a network. */
class LookupTest extends NetTest {

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    // ---- getaddrinfo ----

    @Test
    void name_hasTheAddressesThatTheSystemKnows() {
        run(() -> {
            List<InetSocketAddress> known = Arrays.stream(InetAddress.getAllByName("localhost"))
                    .map(address -> new InetSocketAddress(address, 80))
                    .distinct()
                    .toList();
            assertThat(getaddrinfo("localhost", 80)).isEqualTo(known).contains(at("127.0.0.1", 80));
        });
    }

    @Test
    void family_leavesOutTheOthers() {
        run(() -> {
            assertThat(getaddrinfo("localhost", 80, INET)).containsExactly(at("127.0.0.1", 80));
            assertThat(getaddrinfo("127.0.0.1", 80, INET)).containsExactly(at("127.0.0.1", 80));
            assertThat(getaddrinfo("::1", 80, INET6)).containsExactly(at("::1", 80));
            assertThatThrownBy(() -> getaddrinfo("::1", 80, INET))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("::1 has no address of the family INET");
            assertThatThrownBy(() -> getaddrinfo("localhost", 80, UNIX))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("family = UNIX (expected: INET, INET6, or null for both)");
        });
    }

    @Test
    void addresses_areNotLookedUp() {
        run(() -> {
            assertThat(getaddrinfo("127.0.0.1", 0)).containsExactly(at("127.0.0.1", 0));
            assertThat(getaddrinfo("2001:db8::5", 65_535)).containsExactly(at("2001:db8::5", 65_535));
            assertThat(getaddrinfo("192.0.2.7", 1, null, NUMERIC_HOST)).containsExactly(at("192.0.2.7", 1));
            assertThat(getaddrinfo("::1", 1, INET6, NUMERIC_HOST)).containsExactly(at("::1", 1));
        });
    }

    @Test
    void numericHost_refusesNames() {
        run(() -> {
            assertThatThrownBy(() -> getaddrinfo("localhost", 80, null, NUMERIC_HOST))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("host \"localhost\" is not an address");
            assertThatThrownBy(() -> getaddrinfo("127.0.0.1", 80, INET6, NUMERIC_HOST))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("127.0.0.1 has no address of the family INET6");
        });
    }

    @Test
    void unknownName_isInTheException() {
        run(() -> assertThatThrownBy(() -> getaddrinfo("no such name", 80))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("host \"no such name\" is not known")
                .hasCauseInstanceOf(UnknownHostException.class));
    }

    @Test
    void badArguments_areRefused() {
        run(() -> {
            assertThatThrownBy(() -> getaddrinfo("localhost", 65_536))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("port = 65536 (expected: 0 to 65535)");
            assertThatThrownBy(() -> getaddrinfo("localhost", 80, null, NAME_REQUIRED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("flags = [NAME_REQUIRED] (expected: none, or NUMERIC_HOST)");
        });
    }

    @Test
    void scope_isKept() {
        run(() -> {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
            assumeTrue(loopback != null, "no loopback interface");
            String host = "fe80::1%" + loopback.getName();
            InetSocketAddress address = getaddrinfo(host, 80).getFirst();
            assertThat(((Inet6Address) address.getAddress()).getScopeId()).isEqualTo(loopback.getIndex());
            assertThat(getnameinfo(address, NUMERIC_HOST)).isEqualTo(host);
            assertThat(getnameinfo(getaddrinfo("fe80::1%7777", 80).getFirst(), NUMERIC_HOST))
                    .isEqualTo("fe80::1%7777");
            assertThatThrownBy(() -> getaddrinfo("fe80::1%nosuch", 80))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("host \"fe80::1%nosuch\" is not known");
        });
    }

    // ---- getnameinfo ----

    @Test
    void address_hasAName() {
        run(() -> {
            String name = InetAddress.ofLiteral("127.0.0.1").getCanonicalHostName();
            assumeTrue(!name.equals("127.0.0.1"), "127.0.0.1 has no name here");
            assertThat(getnameinfo(at("127.0.0.1", 80))).isEqualTo(name);
            assertThat(getnameinfo(at("127.0.0.1", 80), NAME_REQUIRED)).isEqualTo(name);
            assertThat(getnameinfo(
                            new InetSocketAddress(InetAddress.getByAddress("alias", new byte[] {127, 0, 0, 1}), 80)))
                    .isEqualTo(name);
        });
    }

    @Test
    void numericHost_isTheShortestText() {
        run(() -> {
            assertThat(getnameinfo(at("127.0.0.1", 80), NUMERIC_HOST)).isEqualTo("127.0.0.1");
            assertThat(getnameinfo(at("2001:db8:0:0:0:0:0:5", 80), NUMERIC_HOST))
                    .isEqualTo("2001:db8::5");
            assertThat(getnameinfo(at("::1", 80), NUMERIC_HOST)).isEqualTo("::1");
        });
    }

    @Test
    void badAddresses_areRefused() {
        run(() -> {
            assertThatThrownBy(() -> getnameinfo(InetSocketAddress.createUnresolved("localhost", 80)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("(expected: a resolved one, see getaddrinfo)");
            assertThatThrownBy(() -> getnameinfo(at("::1", 80), NUMERIC_HOST, NAME_REQUIRED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("flags = [NUMERIC_HOST, NAME_REQUIRED] (expected: one of them, or none)");
        });
    }
}
