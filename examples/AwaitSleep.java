// Takes the value of an awaited sleep, which is null when none is given.
// Prints "hhhhhhhhhh", and after 2 seconds "结束 null".

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> func());
}

void func() {
    IO.println("hhhhhhhhhh");
    var response = createTask(() -> sleep(Duration.ofSeconds(2))).await();
    IO.println("结束 " + response);
}
