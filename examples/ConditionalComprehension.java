// "[await fun() for fun in funcs if await condition()]": one after the other, in order, as a loop and as a stream.
// Prints [1, 3, 5] twice, in 16 seconds.

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        List<Supplier<Integer>> funcs = IntStream.rangeClosed(1, 5)
                .<Supplier<Integer>>mapToObj(n -> () -> fun(n))
                .toList();

        List<Integer> result = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            if (condition(n)) {
                result.add(funcs.get(n - 1).get());
            }
        }
        IO.println(result);

        IO.println(IntStream.rangeClosed(1, 5).filter(this::condition).map(this::fun).boxed().toList());
    });
}

int fun(int n) {
    sleep(Duration.ofSeconds(1));
    return n;
}

boolean condition(int n) {
    sleep(Duration.ofSeconds(1));
    return n % 2 == 1;
}
