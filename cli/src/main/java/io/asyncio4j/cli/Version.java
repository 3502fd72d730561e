package io.asyncio4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The line that {@code --version} prints: asyncio4j's version, and that of the JVM it runs on. */
public final class Version implements IVersionProvider {
    /** Creates the provider; picocli does. */
    public Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {
            "asyncio4j %s (Java %s %s)"
                    .formatted(number(), System.getProperty("java.version"), System.getProperty("java.vendor"))
        };
    }

    private static String number() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of asyncio4j-cli is not readable", e);
        }
        return properties.getProperty("version", "(unknown version)");
    }
}
