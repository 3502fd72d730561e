// A driver for coroutines in a few lines: it sends null, and takes the result out of the exception that says "returned".
// Prints 1.

import io.asyncio4j.generator.CoroutineObject;
import io.asyncio4j.generator.StopIterationException;

void main() {
    run(awaitCoroutine());
}

Object run(CoroutineObject<?> coroutine) {
    try {
        coroutine.send(null);
    } catch (StopIterationException e) {
        return e.value();
    }
    throw new IllegalStateException("it has suspended; a loop would be needed to go on");
}

CoroutineObject<Integer> asyncFunction() {
    return CoroutineObject.of(() -> 1);
}

CoroutineObject<?> awaitCoroutine() {
    return CoroutineObject.of(() -> {
        int result = asyncFunction().await();
        IO.println(result);
    });
}
