package io.asyncio4j.net;

import io.asyncio4j.net.internal.process.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same child processes, started by the JDK, as they are elsewhere than on Linux. */
class SubprocessOfJdkTest extends SubprocessTest {

    @BeforeAll
    static void useTheJdk() {
        System.setProperty(Platform.PROPERTY, "jdk");
    }

    @AfterAll
    static void useTheBest() {
        System.clearProperty(Platform.PROPERTY);
    }
}
