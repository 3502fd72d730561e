package io.asyncio4j.net;

import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLSession;

/**
 * A thing that a transport may know of its connection.
 *
 * <p>Counterpart: the names that {@code get_extra_info} takes in Python.
 *
 * @param <T> what it is
 * @param name what Python calls it
 */
@SuppressWarnings("UnusedTypeParameter") // it is the type of what one gets
public record ExtraInfo<T>(String name) {

    /** The address of the peer. */
    public static final ExtraInfo<SocketAddress> PEERNAME = new ExtraInfo<>("peername");

    /** The own address. */
    public static final ExtraInfo<SocketAddress> SOCKNAME = new ExtraInfo<>("sockname");

    /** Over TLS, what was used to make the connection secure. */
    public static final ExtraInfo<TlsContext> SSLCONTEXT = new ExtraInfo<>("sslcontext");

    /** Over TLS, the session: protocol version, cipher, certificates. */
    public static final ExtraInfo<SSLSession> SSL_SESSION = new ExtraInfo<>("ssl_session");

    /** Over TLS, the name of the cipher suite. */
    public static final ExtraInfo<String> CIPHER = new ExtraInfo<>("cipher");

    /** Over TLS, the certificates that the peer has shown, its own first; null if it has shown none. */
    public static final ExtraInfo<List<Certificate>> PEERCERT = new ExtraInfo<>("peercert");

    /** Over TLS, the protocol that ALPN has agreed on; null if none. */
    public static final ExtraInfo<String> ALPN_PROTOCOL = new ExtraInfo<>("alpn_protocol");
}
