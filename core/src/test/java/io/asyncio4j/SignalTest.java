package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** N13: signal handlers that run in the loop, with real signals to this JVM. */
@DisabledOnOs(OS.WINDOWS)
final class SignalTest extends MisuseTest {

    private static void raise(String signal) throws IOException {
        var _ = new ProcessBuilder(
                        "kill",
                        "-s",
                        signal,
                        Long.toString(ProcessHandle.current().pid()))
                .start();
    }

    @Test
    void sB121_signalHandler_runsInTheLoop_removeTellsWhetherThereWasOne() {
        ContextVar<String> variable = ContextVar.withDefault("variable", "default");
        loop.runUntilComplete(() -> {
            Future<String> arrived = loop.createFuture();
            variable.set("of the main task");
            loop.addSignalHandler("WINCH", () -> arrived.setResult(variable.get() + " on " + Asyncio.getRunningLoop()));
            raise("WINCH");
            assertThat(arrived.await()).isEqualTo("of the main task on " + loop);
            assertThat(loop.removeSignalHandler("WINCH")).isTrue();
            assertThat(loop.removeSignalHandler("WINCH")).isFalse();
        });
    }

    @Test
    void sB121_signalsThatCannotBeHandled_areRefused() {
        for (String name : new String[] {"", "NOSUCH", "KILL", "SIGSTOP"}) {
            assertThatThrownBy(() -> loop.addSignalHandler(name, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("signal " + name + " cannot be handled")
                    .hasMessageContaining("such as TERM");
        }
    }

    @Test
    void secondHandler_replacesTheFirst() {
        loop.runUntilComplete(() -> {
            Future<String> arrived = loop.createFuture();
            loop.addSignalHandler("SIGWINCH", () -> arrived.setResult("first"));
            loop.addSignalHandler("WINCH", () -> arrived.setResult("second"));
            raise("WINCH");
            assertThat(arrived.await()).isEqualTo("second");
        });
    }

    @Test
    void closedLoop_putsTheHandlerBackThatWasThereBefore() {
        loop.runUntilComplete(() -> {
            Future<String> arrived = loop.createFuture();
            loop.addSignalHandler("WINCH", () -> arrived.setResult("first loop"));
            EventLoop other = VirtualTime.loop();
            other.addSignalHandler("WINCH", () -> {});
            other.close();
            raise("WINCH");
            assertThat(arrived.await()).isEqualTo("first loop");
            assertThatThrownBy(() -> other.addSignalHandler("WINCH", () -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        });
    }

    @Test
    void interruptSignal_isTheHandlersInsteadOfCtrlC() {
        EventLoop own = EventLoop.create();
        String result = Asyncio.run(
                () -> {
                    Future<String> arrived = own.createFuture();
                    own.addSignalHandler("INT", () -> arrived.setResult("handled"));
                    raise("INT");
                    return arrived.await();
                },
                () -> own);
        assertThat(result).isEqualTo("handled");
    }
}
