package io.asyncio4j.net;

import org.junit.jupiter.api.extension.ExtendWith;

/** The same child processes, started by the JDK. */
@ExtendWith(ChildrenOfJdk.class)
class SubprocessOfJdkTest extends SubprocessTest {}
