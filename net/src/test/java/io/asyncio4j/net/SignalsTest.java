package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.queue.QueueShutDownException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X28, N13: signals one after the other, with real ones to this JVM. */
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {

    static void raise(String signal) throws IOException {
        new ProcessBuilder(
                        "kill",
                        "-s",
                        signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
    }

    @Test
    void next_givesWhatArrives() {
        Asyncio.run(() -> {
            try (Signals signals = Signals.receive("HUP", "SIGWINCH")) {
                raise("HUP");
                assertThat(signals.next()).isEqualTo("HUP");
                raise("WINCH");
                assertThat(signals.next()).isEqualTo("WINCH");
                raise("HUP");
                assertThat(signals.next()).isEqualTo("HUP");
            }
        });
    }

    @Test
    void iteration_endsWithClose() {
        Asyncio.run(() -> {
            Signals signals = Signals.receive("HUP");
            List<String> received = new ArrayList<>();
            Task<?> receiving = createTask(() -> {
                for (String signal : signals) {
                    received.add(signal);
                    createTask(signals::close);
                }
            });
            raise("HUP");
            receiving.await();
            assertThat(received).containsExactly("HUP");
            assertThatThrownBy(signals::next).isInstanceOf(QueueShutDownException.class);
            signals.close();
        });
    }

    @Test
    void severalBeforeOneIsTaken_areOne() {
        Asyncio.run(() -> {
            try (Signals signals = Signals.receive("HUP", "WINCH")) {
                signals.arrived("HUP");
                signals.arrived("WINCH");
                signals.arrived("HUP");
                assertThat(signals).hasToString("<Signals [HUP, WINCH] arrived=[HUP, WINCH]>");
                assertThat(signals.next()).isEqualTo("HUP");
                signals.arrived("HUP");
                assertThat(signals.next()).isEqualTo("WINCH");
                assertThat(signals.next()).isEqualTo("HUP");
            }
        });
    }

    @Test
    void close_removesTheHandlers() {
        Asyncio.run(() -> {
            var loop = Asyncio.getRunningLoop();
            Signals signals = Signals.receive("HUP", "WINCH");
            Task<String> waiting = createTask(signals::next);
            sleep(Duration.ZERO);
            signals.close();
            signals.arrived("HUP"); // was on its way
            assertThatThrownBy(waiting::await).isInstanceOf(QueueShutDownException.class);
            assertThat(loop.removeSignalHandler("HUP")).isFalse();
            assertThat(loop.removeSignalHandler("WINCH")).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP", "SIGKILL", "SEGV", "QUIT", "NOSUCH", ""})
    void whatCannotBeCaught_isRefused_andNothingHasChanged(String name) {
        Asyncio.run(() -> {
            assertThatThrownBy(() -> Signals.receive("HUP", name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("signal " + name.replaceFirst("^SIG", "") + " cannot be handled");
            assertThat(Asyncio.getRunningLoop().removeSignalHandler("HUP")).isFalse();
        });
    }

    @Test
    void noName_isRefused() {
        Asyncio.run(() -> assertThatThrownBy(Signals::receive)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no signals (expected: at least one name, such as TERM)"));
    }
}
