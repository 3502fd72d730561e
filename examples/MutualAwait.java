// Two coroutines that await each other: each call starts a new one, so none ever ends.
// It is an endless recursion, not an endless loop: prints "StackOverflowError" at once.

import static io.asyncio4j.Asyncio.*;

void main() {
    try {
        run(() -> func1());
    } catch (StackOverflowError e) {
        IO.println("StackOverflowError");
    }
}

void func1() {
    func2();
}

void func2() {
    func1(); // does not continue the func1 that waits, but starts another
}
