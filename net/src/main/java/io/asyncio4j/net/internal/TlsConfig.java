package io.asyncio4j.net.internal;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a TLS context was told. Changed only in a copy that nobody else has seen yet. */
public final class TlsConfig implements Cloneable {

    /** What everything else but ciphers, versions, ALPN and client authentication is taken from; null if from here. */
    public @Nullable SSLContext jdk;

    /** The own private key, or null. */
    public @Nullable PrivateKey key;

    /** The own certificates, or none. */
    public List<X509Certificate> chain = List.of();

    /** Which certificates are trusted; null for those that the JDK trusts. */
    public @Nullable List<X509Certificate> trusted;

    /** Whether the peer's certificates are verified. */
    public boolean verifying = true;

    /** Whether a server's certificate must bear the host's name. */
    public boolean checkingHostname = true;

    /** What a server wants of clients. */
    public ClientAuth clientAuth = ClientAuth.NONE;

    /** For ALPN, by preference; empty for no ALPN. */
    public List<String> protocols = List.of();

    /** Versions of TLS; null for the usual ones. */
    public @Nullable List<String> versions;

    /** Cipher suites; null for the usual ones. */
    public @Nullable List<String> ciphers;

    /** Whether BoringSSL is to be used; null if it is to be used where it is there. */
    public @Nullable Boolean boringSsl;

    /** What everything is as usual in. */
    public TlsConfig() {}

    /** One that can be changed. */
    public TlsConfig copy() {
        try {
            return (TlsConfig) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether BoringSSL is on the class path, and works here. */
    public static boolean hasBoringSsl() {
        return OpenSsl.isAvailable();
    }

    /**
     * What makes engines with this configuration.
     *
     * @throws SSLException if the settings cannot be used
     * @throws UnsupportedOperationException if BoringSSL is wanted and not there
     */
    public SslContext build(boolean server) throws SSLException {
        if (jdk != null) {
            return new JdkSslContext(
                    jdk,
                    !server,
                    ciphers,
                    IdentityCipherSuiteFilter.INSTANCE,
                    alpn(),
                    clientAuth,
                    versions == null ? null : versions.toArray(String[]::new),
                    false);
        }
        SslContextBuilder builder = server ? SslContextBuilder.forServer(key, chain) : SslContextBuilder.forClient();
        if (!server && key != null) {
            builder.keyManager(key, chain);
        }
        if (!verifying) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trusted != null) {
            builder.trustManager(trusted);
        }
        return builder.sslProvider(provider())
                .clientAuth(clientAuth)
                .applicationProtocolConfig(alpn())
                .protocols(versions)
                .ciphers(ciphers)
                .build();
    }

    private SslProvider provider() {
        if (boringSsl == null) {
            return hasBoringSsl() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
        }
        if (!boringSsl) {
            return SslProvider.JDK;
        }
        if (!hasBoringSsl()) {
            throw new UnsupportedOperationException(
                    "BoringSSL is not there; put io.netty:netty-tcnative-boringssl-static on the class path",
                    OpenSsl.unavailabilityCause());
        }
        return SslProvider.OPENSSL_REFCNT;
    }

    /** If no protocol is common to both sides, none is chosen, and the connection goes on. */
    private ApplicationProtocolConfig alpn() {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }
}
