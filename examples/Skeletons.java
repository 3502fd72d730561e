// The forms of asynchronous code: a coroutine that awaits another, "async for" with its "else" branch, and
// "async with". Iterating, opening and closing may suspend; the statements are the ordinary ones.
// Prints what each form does, in 5 seconds.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.generator.AsyncGenerator;

void main() {
    run(() -> {
        func("param1", "param2");
        asyncFor();
        asyncWith();
    });
}

void func(String param1, String param2) {
    doStuff(param1);
    someCoroutine(param2); // "await some_coroutine()"
}

void doStuff(String what) {
    IO.println("do stuff with " + what);
}

String someCoroutine(String what) {
    sleep(Duration.ofSeconds(1));
    IO.println("some coroutine with " + what);
    return what;
}

/** {@code async for TARGET in ITER: BLOCK else: BLOCK2}: leaving the labelled block skips BLOCK2. */
void asyncFor() {
    AsyncGenerator<String, ?> iter = AsyncGenerator.of(out -> {
        out.yield(someCoroutine("a"));
        out.yield(someCoroutine("b"));
    });
    loop:
    {
        for (var target : iter) {
            IO.println("block with " + target);
            if (target.isEmpty()) {
                break loop;
            }
        }
        IO.println("else");
    }
}

/** {@code async with EXPR as VAR: BLOCK}. */
void asyncWith() {
    try (var connection = Connection.open()) {
        IO.println("block with " + connection);
    }
}

record Connection(String name) implements AutoCloseable {
    static Connection open() {
        sleep(Duration.ofSeconds(1));
        IO.println("enter");
        return new Connection("connection");
    }

    @Override
    public void close() {
        sleep(Duration.ofSeconds(1));
        IO.println("exit");
    }
}
