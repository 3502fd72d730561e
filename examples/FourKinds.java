// Four kinds of functions: a plain one, a generator, a coroutine, an asynchronous generator; and a coroutine object that is
// driven by hand until it says that it has returned.
// Prints "true" four times, a coroutine object, "StopIteration: 1" and 1.

import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.generator.CoroutineObject;
import io.asyncio4j.generator.Generator;
import io.asyncio4j.generator.StopIterationException;

int function() {
    return 1;
}

Generator<Integer, ?, ?> generator() {
    return Generator.of(out -> out.yield(1));
}

CoroutineObject<Integer> asyncFunction() {
    return CoroutineObject.of(() -> 1);
}

AsyncGenerator<Integer, ?> asyncGenerator() {
    return AsyncGenerator.of(out -> out.yield(1));
}

void main() {
    Callable<Integer> function = this::function;
    Object generator = generator();
    Object coroutine = asyncFunction();
    Object asyncGenerator = asyncGenerator();
    IO.println(function instanceof Callable);
    IO.println(generator instanceof Generator && !(generator instanceof AsyncGenerator));
    IO.println(coroutine instanceof CoroutineObject);
    IO.println(asyncGenerator instanceof AsyncGenerator);

    IO.println(coroutine); // nothing has run
    try {
        asyncFunction().send(null);
    } catch (StopIterationException e) {
        IO.println("StopIteration: " + e.getMessage());
    }
    try {
        asyncFunction().send(null);
    } catch (StopIterationException e) {
        IO.println(e.value());
    }
}
