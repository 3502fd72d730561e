// Two greenlets that switch to each other, without a loop. When func2 ends, control goes to its parent, which is main;
// func1 stays where it is, and its "2" is its last line.
// Prints 1, 3, 2, 4, one a line.

import io.asyncio4j.generator.Greenlet;

Greenlet gr1 = Greenlet.of(() -> func1());
Greenlet gr2 = Greenlet.of(() -> func2());

void main() {
    gr1.switchTo();
}

void func1() {
    IO.println(1);
    gr2.switchTo();
    IO.println(2);
    gr2.switchTo();
}

void func2() {
    IO.println(3);
    gr1.switchTo();
    IO.println(4);
}
