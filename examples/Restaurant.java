// Serves three tables at once, a second for a minute, and prints a dot every half second.
// Prints, for each table in this order: welcome, the question, order ready, the meal, the check, thanks.
// Optional argument: a seed for the random delays and orders.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;

Random random = new Random();

void main(String[] args) {
    if (args.length > 0) {
        random.setSeed(Long.parseLong(args[0]));
    }

    // asyncio uses event loops to manage its operation
    EventLoop loop = newEventLoop();
    setEventLoop(loop);

    // Create coroutines for three tables
    var gatheredCoroutines = gather(
            () -> serveTable(1),
            () -> serveTable(2),
            () -> serveTable(3),
            () -> progressIndicator(Duration.ofMillis(500), loop));

    // This is the entry from synchronous to asynchronous code. It will block
    // until the coroutine passed in has completed
    loop.runUntilComplete(gatheredCoroutines);
    // We're done with the event loop
    loop.close();
}

void getMenus() {
    int delayMinutes = random.nextInt(3); // 0 to 2 minutes
    sleep(Duration.ofSeconds(delayMinutes)); // Pretend a second is a minute
}

String getOrder() {
    int delayMinutes = random.nextInt(10);
    sleep(Duration.ofSeconds(delayMinutes));
    var orders = List.of("Special of the day", "Fish & Chips", "Pasta");
    return orders.get(random.nextInt(orders.size()));
}

void prepareOrder(String order) {
    int delayMinutes = random.nextInt(10, 20); // 10 to 19 minutes
    sleep(Duration.ofSeconds(delayMinutes));
    IO.println("   [Order ready from kitchen:  " + order + " ]");
}

void eat() {
    int delayMinutes = random.nextInt(20, 40);
    sleep(Duration.ofSeconds(delayMinutes));
}

void getPayment() {
    int delayMinutes = random.nextInt(10);
    sleep(Duration.ofSeconds(delayMinutes));
}

void progressIndicator(Duration delay, EventLoop loop) {
    while (true) {
        try {
            sleep(delay);
        } catch (CancelledError e) {
            break;
        }
        // Print a dot, with no newline afterward & force the output to appear immediately
        IO.print(".");
        System.out.flush();
        // Check if this is the last remaining task, and exit if so
        if (allTasks(loop).size() == 1) {
            break;
        }
    }
}

void serveTable(int tableNumber) {
    getMenus();
    IO.println("Welcome.Please sit at table " + tableNumber + " Here are your menus");
    String order = getOrder();
    IO.println("Table " + tableNumber + " what will you be having today?");
    prepareOrder(order);
    IO.println("Table " + tableNumber + " here is your meal: " + order);
    eat();
    IO.println("Table " + tableNumber + " here is your check");
    getPayment();
    IO.println("Thanks for visiting us! (table " + tableNumber + " )");
}
