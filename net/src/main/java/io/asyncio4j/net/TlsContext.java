package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.Pem;
import io.asyncio4j.net.internal.TlsConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How connections are made secure: certificates, whom to trust, versions, ciphers. One context serves any number of connections
 * and loops; make it once and keep it. As a client it verifies the server's certificates and that they bear the host's
 * name. TLS 1.2 and 1.3 are spoken.
 *
 * <pre>{@code
 * TlsContext client = TlsContext.client();
 * TlsContext server = TlsContext.server(Path.of("chain.pem"), Path.of("key.pem")).withAlpn("http/1.1");
 * }</pre>
 *
 * <p>Where {@linkplain TlsEngine#BORINGSSL BoringSSL} is on the class path, it does the work, except for a context made
 * {@linkplain #of of a JDK context}. The first connection of a context takes longer, since it reads the trusted certificates.
 *
 * <p>Immutable and thread-safe. Counterpart: {@code ssl.SSLContext}, {@code ssl.create_default_context}.
 */
public final class TlsContext {

    private static final Set<String> VERSIONS = Set.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private final TlsConfig config;
    private final @Nullable Function<String, @Nullable TlsContext> serverNames;
    private volatile @Nullable SslContext asClient;
    private volatile @Nullable SslContext asServer;

    private TlsContext(TlsConfig config, @Nullable Function<String, @Nullable TlsContext> serverNames) {
        this.config = config;
        this.serverNames = serverNames;
    }

    // ---- making one ----

    /** For clients: trusts whom the JDK trusts. */
    public static TlsContext client() {
        return new TlsContext(new TlsConfig(), null);
    }

    /**
     * For servers. Reads the files, which blocks for a moment.
     *
     * @param certificateChain a file in PEM format: the server's certificate, and those that lead to one that clients trust
     * @param privateKey a file in PEM format with the private key; it may be the same file
     * @throws IOException if a file cannot be read, or does not hold that
     */
    public static TlsContext server(Path certificateChain, Path privateKey) throws IOException {
        return client().withCertificate(certificateChain, privateKey);
    }

    /** The same with the private key encrypted. */
    public static TlsContext server(Path certificateChain, Path privateKey, String password) throws IOException {
        return client().withCertificate(certificateChain, privateKey, password);
    }

    /**
     * For servers, with the only private key of a key store.
     *
     * @throws IllegalArgumentException if it has none, several, or one that cannot be recovered with the password
     */
    public static TlsContext server(KeyStore keyStore, char[] password) {
        return client().withCertificate(keyStore, password);
    }

    /**
     * For servers.
     *
     * @param certificateChain the server's certificate, and those that lead to one that clients trust
     * @throws IllegalArgumentException if no certificate is given
     */
    public static TlsContext server(PrivateKey privateKey, X509Certificate... certificateChain) {
        return client().withCertificate(privateKey, certificateChain);
    }

    /**
     * With the keys and the trust of a context of the JDK. Everything else can be chosen here. The engine is the JDK's. Host
     * names are checked, if the context's trust manager is one of the JDK's.
     */
    public static TlsContext of(SSLContext context) {
        return client().with(config -> config.jdk = Objects.requireNonNull(context, "context"));
    }

    private TlsContext with(Consumer<TlsConfig> change) {
        TlsConfig changed = config.copy();
        change.accept(changed);
        return new TlsContext(changed, serverNames);
    }

    /** The same for what a context of the JDK has of its own. */
    private TlsContext withOwn(String what, Consumer<TlsConfig> change) {
        if (config.jdk != null) {
            throw new IllegalStateException(what + " belongs to the SSLContext that this was made of; set it there");
        }
        return with(change);
    }

    // ---- whom to trust ----

    /**
     * Trusts these, and certificates that they have signed, and nobody else.
     *
     * @throws IllegalArgumentException if none is given
     */
    public TlsContext withTrusted(X509Certificate... certificates) {
        List<X509Certificate> trusted = nonEmpty("certificates", certificates);
        return withOwn("what is trusted", config -> config.trusted = trusted);
    }

    /**
     * The same with all certificates of a file in PEM format. Reads it, which blocks for a moment.
     *
     * @throws IOException if the file cannot be read, or has none
     */
    public TlsContext withTrusted(Path certificates) throws IOException {
        return withTrusted(Pem.certificates(certificates).toArray(X509Certificate[]::new));
    }

    /**
     * DANGEROUS: ACCEPTS EVERY CERTIFICATE OF EVERYBODY. The connection is encrypted, but nobody knows with whom: whoever is
     * on the way can read and change everything. For tests against servers whose certificate cannot be had. Instead, use
     * {@link #withTrusted(Path)} with that certificate.
     */
    public TlsContext withoutVerification() {
        return withOwn("verification", config -> {
            config.verifying = false;
            config.checkingHostname = false;
        });
    }

    /**
     * DANGEROUS: A CLIENT ACCEPTS ANY SERVER THAT HAS ANY TRUSTED CERTIFICATE, for whatever host that is. Safe only if what is
     * {@linkplain #withTrusted trusted} is the certificate of that one server.
     */
    public TlsContext withoutHostnameCheck() {
        return with(config -> config.checkingHostname = false);
    }

    // ---- who one is ----

    /**
     * Shows a certificate: as a client when the server asks for it, as a server always. Reads the files, which blocks for a
     * moment.
     *
     * @throws IOException if a file cannot be read, or does not hold that
     */
    public TlsContext withCertificate(Path certificateChain, Path privateKey) throws IOException {
        return withCertificateFiles(certificateChain, privateKey, null);
    }

    /** The same with the private key encrypted. */
    public TlsContext withCertificate(Path certificateChain, Path privateKey, String password) throws IOException {
        return withCertificateFiles(certificateChain, privateKey, Objects.requireNonNull(password, "password"));
    }

    private TlsContext withCertificateFiles(Path certificateChain, Path privateKey, @Nullable String password)
            throws IOException {
        return withCertificate(
                Pem.privateKey(privateKey, password),
                Pem.certificates(certificateChain).toArray(X509Certificate[]::new));
    }

    /**
     * The same with the only private key of a key store.
     *
     * @throws IllegalArgumentException if it has none, several, or one that cannot be recovered with the password
     */
    public TlsContext withCertificate(KeyStore keyStore, char[] password) {
        try {
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(keyStore.aliases())) {
                if (keyStore.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw new IllegalArgumentException(
                        "private keys in the key store: " + keys + " (expected: exactly one)");
            }
            Key key = keyStore.getKey(keys.getFirst(), password);
            Certificate[] chain = keyStore.getCertificateChain(keys.getFirst());
            if (!(key instanceof PrivateKey secret) || chain == null) {
                throw new IllegalArgumentException(
                        "\"" + keys.getFirst() + "\" in the key store is not a private key with a certificate");
            }
            return withCertificate(secret, Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key store cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * The same with a key and certificates.
     *
     * @throws IllegalArgumentException if no certificate is given
     */
    public TlsContext withCertificate(PrivateKey privateKey, X509Certificate... certificateChain) {
        List<X509Certificate> chain = nonEmpty("certificateChain", certificateChain);
        return withOwn("the own certificate", config -> {
            config.key = Objects.requireNonNull(privateKey, "privateKey");
            config.chain = chain;
        });
    }

    /**
     * Lets a server look at the certificates of clients. Which ones it trusts must be said with {@link #withTrusted(Path)}.
     * See {@link ExtraInfo#PEERCERT} for what a client has shown.
     */
    public TlsContext withClientAuthentication(ClientAuthentication wanted) {
        return with(config -> config.clientAuth = switch (wanted) {
            case NONE -> ClientAuth.NONE;
            case WANTED -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        });
    }

    /**
     * Lets a server show another certificate, and use all else of another context, depending on the name that the client has
     * asked for (SNI). Clients that ask for none get this one.
     *
     * @param contexts what to use for a host, whose name is in lower case; null for this one. It is called in the loop, in a
     *     turn of its own, and cannot suspend. What it throws goes to the exception handler, and ends the connection
     */
    public TlsContext withServerNames(Function<String, @Nullable TlsContext> contexts) {
        return new TlsContext(config, Objects.requireNonNull(contexts, "contexts"));
    }

    /** The same with the contexts in a map, by names in lower case. It is copied. */
    public TlsContext withServerNames(Map<String, TlsContext> contexts) {
        return withServerNames(Map.copyOf(contexts)::get);
    }

    // ---- the rest ----

    /**
     * Offers protocols (ALPN), the preferred one first. If none is common to both sides, none is chosen, and the connection
     * goes on. See {@link ExtraInfo#ALPN_PROTOCOL}.
     *
     * @throws IllegalArgumentException if none is given, or one is empty
     */
    public TlsContext withAlpn(String... protocols) {
        List<String> names = nonEmpty("protocols", protocols);
        if (names.contains("")) {
            throw new IllegalArgumentException("an empty protocol in " + names);
        }
        return with(config -> config.protocols = names);
    }

    /**
     * Speaks these versions of TLS only.
     *
     * @param versions {@code TLSv1.3} and so on, as the JDK names them
     * @throws IllegalArgumentException if there is no such version, or none is given
     */
    public TlsContext withVersions(String... versions) {
        List<String> names = nonEmpty("versions", versions);
        if (!VERSIONS.containsAll(names)) {
            throw new IllegalArgumentException("versions " + names + " (expected: TLSv1.2, TLSv1.3)");
        }
        return with(config -> config.versions = names);
    }

    /**
     * Uses these cipher suites only, the preferred one first. Whether the engine has them is found out when the context is used
     * first.
     *
     * @param suites {@code TLS_AES_128_GCM_SHA256} and so on, as the JDK names them
     * @throws IllegalArgumentException if none is given
     */
    public TlsContext withCiphers(String... suites) {
        List<String> names = nonEmpty("suites", suites);
        return with(config -> config.ciphers = names);
    }

    /**
     * Uses that engine, whatever else is there.
     *
     * @throws UnsupportedOperationException if it is not available
     */
    public TlsContext withEngine(TlsEngine engine) {
        if (!engine.isAvailable()) {
            throw new UnsupportedOperationException(
                    "BoringSSL is not available here (expected: netty-tcnative-boringssl-static on the class path)");
        }
        return withOwn("the engine", config -> config.boringSsl = engine == TlsEngine.BORINGSSL);
    }

    private static <T> List<T> nonEmpty(String name, T[] given) {
        if (given.length == 0) {
            throw new IllegalArgumentException("no " + name + " (expected: at least one)");
        }
        return List.of(given);
    }

    // ---- using it ----

    boolean checksHostname() {
        return config.checkingHostname;
    }

    @Nullable
    Function<String, @Nullable TlsContext> serverNames() {
        return serverNames;
    }

    /** Whether {@link #engines} returns at once. Thread-safe. */
    boolean isPrepared(boolean server) {
        return (server ? asServer : asClient) != null;
    }

    /** Makes {@link #engines} off the loop, since that takes a tenth of a second and more. Suspends unless they are there. */
    void prepare(EventLoop loop, boolean server) {
        if (!isPrepared(server)) {
            var _ = loop.runInExecutor(() -> engines(server)).await();
        }
    }

    /**
     * What makes engines for one side. Made once. Thread-safe.
     *
     * @throws IllegalArgumentException if the settings do not fit that side, or the engine refuses them
     */
    SslContext engines(boolean server) {
        SslContext known = server ? asServer : asClient;
        return known == null ? makeEngines(server) : known;
    }

    private synchronized SslContext makeEngines(boolean server) {
        SslContext known = server ? asServer : asClient;
        if (known != null) {
            return known;
        }
        check(server);
        SslContext made;
        try {
            made = config.build(server);
            ReferenceCountUtil.release(made.newEngine(ByteBufAllocator.DEFAULT)); // only then the JDK looks at them
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the TLS engine refuses the settings of " + this + ": " + e.getMessage(), e);
        }
        if (made instanceof ReferenceCounted counted) {
            Cleaning.CLEANER.register(this, counted::release);
        }
        if (server) {
            asServer = made;
        } else {
            asClient = made;
        }
        return made;
    }

    private void check(boolean server) {
        if (!server || config.jdk != null) {
            return;
        }
        if (config.key == null) {
            throw new IllegalArgumentException(
                    "a server needs a certificate (expected: TlsContext.server(…), or withCertificate(…))");
        }
        if (config.clientAuth != ClientAuth.NONE && config.verifying && config.trusted == null) {
            throw new IllegalArgumentException(
                    "clients shall show certificates, but it was not said which are trusted (expected: withTrusted(…))");
        }
    }

    /** Gives back the memory of BoringSSL; loaded when that is used. */
    private static final class Cleaning {
        static final Cleaner CLEANER = Cleaner.create();
    }

    @Override
    public String toString() {
        return "<TlsContext" + (config.jdk != null ? " of " + config.jdk : "")
                + (config.chain.isEmpty()
                        ? ""
                        : " certificate=" + config.chain.getFirst().getSubjectX500Principal())
                + (config.protocols.isEmpty() ? "" : " alpn=" + config.protocols)
                + (config.verifying ? config.checkingHostname ? "" : " NO HOST NAME CHECK" : " NO VERIFICATION") + ">";
    }
}
