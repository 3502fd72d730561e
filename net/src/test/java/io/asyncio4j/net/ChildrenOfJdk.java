package io.asyncio4j.net;

import io.asyncio4j.net.internal.process.Platform;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets the JDK start the children of a test class, as it does elsewhere than on Linux. */
final class ChildrenOfJdk implements BeforeAllCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty(Platform.PROPERTY, "jdk");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.clearProperty(Platform.PROPERTY);
    }
}
