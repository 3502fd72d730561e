// A coroutine that nobody runs does nothing: writing the lambda starts no code, the loop does.
// Prints "hhhhhhhhh" once for the loop and once for run().

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;

void main() {
    Coroutine.OfVoid result = () -> func(); // nothing is printed here

    EventLoop loop = newEventLoop();
    loop.runUntilComplete(result);
    loop.close();

    run(result); // the two steps above in one
}

void func() {
    IO.println("hhhhhhhhh");
}
