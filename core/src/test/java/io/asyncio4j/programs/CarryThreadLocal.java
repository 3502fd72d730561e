package io.asyncio4j.programs;

import io.asyncio4j.Asyncio;
import io.micrometer.context.ContextRegistry;
import java.util.ArrayList;
import java.util.List;

/** Prints the value of a thread-local as a task, a callback and a thread see it; {@code register}: it is a registered one. */
public final class CarryThreadLocal {

    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    private CarryThreadLocal() {}

    public static void main(String... args) {
        if (args.length > 0) {
            Registration.register();
        }
        List<String> seen = new ArrayList<>();
        Asyncio.run(() -> {
            LOCAL.set("value");
            Asyncio.createTask(() -> seen.add(LOCAL.get())).await();
            Asyncio.getRunningLoop().callSoon(() -> seen.add(LOCAL.get()));
            seen.add(Asyncio.toThread(LOCAL::get));
        });
        System.out.print(seen);
    }

    /** A class of its own, since the library may not be there. */
    private static final class Registration {
        static void register() {
            ContextRegistry.getInstance().registerThreadLocalAccessor("local", LOCAL);
        }
    }
}
