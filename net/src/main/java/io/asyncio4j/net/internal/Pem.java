package io.asyncio4j.net.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys out of files in PEM format, with all that OpenSSL writes. */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]+?)\\s*-----END \\1-----", Pattern.DOTALL);

    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    /** INTEGER 0, the version of a PKCS #8 key. */
    private static final byte[] VERSION = {2, 1, 0};

    /** SEQUENCE of the OID rsaEncryption and NULL. */
    private static final byte[] RSA = {
        0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
    };

    /** The OID ecPublicKey. */
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private static final int OCTET_STRING = 4;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0;

    private Pem() {}

    /**
     * All certificates of a file, in their order.
     *
     * @throws IOException if the file cannot be read, has none, or one that is not in order
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                if (block.group(1).endsWith("CERTIFICATE")) {
                    certificates.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(decoded(block.group(2)))));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": a certificate cannot be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + ": no certificate in it (expected: -----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    /**
     * The first private key of a file: PKCS #8, encrypted or not, or the older forms for RSA and EC keys.
     *
     * @param password for an encrypted key
     * @throws IOException if the file cannot be read, has none, one of another form, or the password is wrong
     */
    public static PrivateKey privateKey(Path file, @Nullable String password) throws IOException {
        try {
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                String text = block.group(2);
                switch (block.group(1)) {
                    case "PRIVATE KEY" -> {
                        return key(new PKCS8EncodedKeySpec(decoded(text)));
                    }
                    case "ENCRYPTED PRIVATE KEY" -> {
                        return key(decrypted(decoded(text), password));
                    }
                    case "RSA PRIVATE KEY" -> {
                        return key(pkcs8(RSA, decoded(text)));
                    }
                    case "EC PRIVATE KEY" -> {
                        byte[] key = decoded(text);
                        return key(pkcs8(der(SEQUENCE, EC, curve(key)), key));
                    }
                    default -> {} // a certificate, parameters
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + ": the private key cannot be read: " + e.getMessage(), e);
        }
        throw new IOException(file + ": no private key in it (expected: -----BEGIN PRIVATE KEY-----)");
    }

    private static byte[] decoded(String base64) {
        if (base64.contains("DEK-Info")) {
            throw new IllegalArgumentException(
                    "it is encrypted in OpenSSL's old way (expected: PKCS #8, see openssl pkcs8 -topk8)");
        }
        return Base64.getMimeDecoder().decode(base64);
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        InvalidKeySpecException failure = new InvalidKeySpecException("none of " + KEY_ALGORITHMS);
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] encrypted, @Nullable String password)
            throws GeneralSecurityException {
        if (password == null) {
            throw new IllegalArgumentException("it is encrypted, and no password was given");
        }
        EncryptedPrivateKeyInfo info;
        try {
            info = new EncryptedPrivateKeyInfo(encrypted);
        } catch (IOException e) {
            throw new InvalidKeySpecException(e);
        }
        String scheme = info.getAlgParameters() == null
                ? info.getAlgName()
                : info.getAlgParameters().toString();
        Key key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(scheme);
        cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    // ---- the older forms in the newer one ----

    private static PKCS8EncodedKeySpec pkcs8(byte[] algorithm, byte[] key) {
        return new PKCS8EncodedKeySpec(der(SEQUENCE, VERSION, algorithm, der(OCTET_STRING, key)));
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            body.writeBytes(each);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int length = body.size();
        if (length > 0xff) {
            all.write(0x82);
            all.write(length >> 8);
        } else if (length > 0x7f) {
            all.write(0x81);
        }
        all.write(length);
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }

    /** The curve's parameters, which an EC key has behind its version and its number: {@code SEQUENCE {INTEGER, OCTET STRING, [0]}}. */
    private static byte[] curve(byte[] key) {
        int at = contents(key, 0);
        while (at < key.length) {
            int start = contents(key, at);
            int end = start + length(key, at);
            if ((key[at] & 0xff) == CURVE) {
                return Arrays.copyOfRange(key, start, end);
            }
            at = end;
        }
        throw new IllegalArgumentException("an EC key without the name of its curve");
    }

    private static int contents(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first > 0x7f ? first & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first <= 0x7f) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < contents(der, at); i++) {
            length = (length << 8) | (der[i] & 0xff);
        }
        return length;
    }
}
