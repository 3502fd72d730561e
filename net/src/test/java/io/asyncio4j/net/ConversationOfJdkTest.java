package io.asyncio4j.net;

import io.asyncio4j.net.internal.process.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same with children that the JDK has started. */
class ConversationOfJdkTest extends ConversationTest {

    @BeforeAll
    static void useTheJdk() {
        System.setProperty(Platform.PROPERTY, "jdk");
    }

    @AfterAll
    static void useTheBest() {
        System.clearProperty(Platform.PROPERTY);
    }
}
