package io.asyncio4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Scanner;
import javax.net.ssl.KeyManagerFactory;

/** What a server in a JVM of its own says to the program that measures it. */
public final class ServerProcess {

    /** What opens the {@link #keyStore}. */
    static final char[] PASSWORD = "password".toCharArray();

    private ServerProcess() {}

    /**
     * Prints {@code port N}. From now on a daemon thread answers each line of standard input with {@code heap N} and
     * {@code resident N}, bytes, garbage not counted; when the input ends, so does the process.
     */
    public static void serving(int port) {
        System.out.println("port " + port);
        Thread.ofPlatform().daemon().start(() -> {
            Scanner input = new Scanner(System.in);
            while (input.hasNextLine()) {
                input.nextLine();
                System.out.println("heap " + HeapMeter.used());
                System.out.println("resident " + resident());
            }
            Runtime.getRuntime().halt(0);
        });
    }

    private static long resident() {
        try (Scanner pages = new Scanner(Path.of("/proc/self/statm"))) {
            pages.nextLong();
            return pages.nextLong() * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key and the certificate that all servers use, for Netty. */
    public static KeyManagerFactory keys() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore(), PASSWORD);
        return keys;
    }

    /** The key and the certificate that all servers use: of the file that the system property benchmarks.keys names. */
    static KeyStore keyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(Path.of(System.getProperty("benchmarks.keys")))) {
            store.load(input, PASSWORD);
        }
        return store;
    }
}
