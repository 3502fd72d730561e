// Prints the date and time every second until the next second would be the end of five:
// five lines, one second apart.

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> displayDate());
}

void displayDate() {
    var loop = getRunningLoop();
    Duration endTime = loop.time().plusSeconds(5);
    while (true) {
        IO.println(LocalDateTime.now());
        if (loop.time().plusSeconds(1).compareTo(endTime) >= 0) {
            break;
        }
        sleep(Duration.ofSeconds(1));
    }
}
