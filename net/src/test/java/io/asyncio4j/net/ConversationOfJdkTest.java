package io.asyncio4j.net;

import org.junit.jupiter.api.extension.ExtendWith;

/** The same with children that the JDK has started. */
@ExtendWith(ChildrenOfJdk.class)
class ConversationOfJdkTest extends ConversationTest {}
