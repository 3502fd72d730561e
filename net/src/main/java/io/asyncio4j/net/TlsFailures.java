package io.asyncio4j.net;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What is said when TLS has failed: the engines say it in many ways, with the reason deep inside. */
final class TlsFailures {

    /** What BoringSSL calls an alert that the peer has sent. */
    private static final Pattern ALERT = Pattern.compile("(?:TLSV1|SSLV3)(?:_\\d+)?_ALERT_(\\w+)");

    /** The same of the JDK. */
    private static final Pattern JDK_ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private TlsFailures() {}

    static SSLException of(
            boolean inHandshake, String peer, @Nullable String host, String handshakeLimit, Throwable cause) {
        String message =
                (inHandshake ? "TLS handshake with " : "TLS with ") + peer + ": " + reason(cause, host, handshakeLimit);
        SSLException failure = inHandshake ? new SSLHandshakeException(message) : new SSLException(message);
        failure.initCause(cause);
        return failure;
    }

    private static String reason(Throwable thrown, @Nullable String host, String handshakeLimit) {
        Throwable inmost = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String known = known(cause, host, handshakeLimit);
            if (known != null) {
                return known;
            }
            inmost = cause;
        }
        return inmost.getMessage() == null ? inmost.getClass().getSimpleName() : inmost.getMessage();
    }

    private static @Nullable String known(Throwable cause, @Nullable String host, String handshakeLimit) {
        return switch (cause) {
            case SslHandshakeTimeoutException _ -> "not done within " + handshakeLimit;
            case EOFException _ -> "the peer has ended the connection";
            case ClosedChannelException _ -> "the connection was closed";
            case CertificateExpiredException e -> "the certificate has expired: " + e.getMessage();
            case CertificateNotYetValidException e -> "the certificate is not valid yet: " + e.getMessage();
            case CertPathBuilderException e -> "the certificate's issuer is not trusted: " + e.getMessage();
            case NotSslRecordException _ -> "the peer does not speak TLS";
            case CertificateException e
            when e.getCause() == null && host != null && isAboutNames(e) ->
                "the certificate is not for " + host + ": " + e.getMessage();
            case IOException e when e.getCause() == null && !(e instanceof SSLException) -> Failures.reason(e);
            default -> alert(String.valueOf(cause.getMessage()));
        };
    }

    private static boolean isAboutNames(CertificateException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("No name matching") || message.startsWith("No subject alternative");
    }

    private static @Nullable String alert(String message) {
        Matcher alert = JDK_ALERT.matcher(message);
        if (!alert.find()) {
            alert = ALERT.matcher(message);
            if (!alert.find()) {
                return null;
            }
        }
        return "refused by the peer: " + alert.group(1).toLowerCase(Locale.ROOT);
    }
}
