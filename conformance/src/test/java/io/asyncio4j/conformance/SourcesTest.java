package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.conformance.Op.Caught;
import io.asyncio4j.conformance.Op.Until;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What programs look like in Python and in Java: see the files in the resources. And javac accepts the latter. */
final class SourcesTest {

    @Test
    void javaSources_compile() throws IOException {
        var sources = new TreeMap<String, String>();
        sources.put("Everything", JavaSource.of(RandomPrograms.ofEverything()));
        for (int seed = 0; seed < 120; seed++) {
            sources.put("Generated" + seed, JavaSource.of(new ProgramGenerator().program(seed)));
        }
        for (int seed = 0; seed < 80; seed++) {
            sources.put("Random" + seed, JavaSource.of(RandomPrograms.of(seed)));
        }

        assertThat(InMemoryCompiler.errors(sources)).isEmpty();
    }

    @Test
    void compiler_wrongSource_saysSo() throws IOException {
        assertThat(InMemoryCompiler.errors(Map.of("Wrong", "void main() { while (true) {} return; }")))
                .singleElement()
                .asString()
                .contains("unreachable");
    }

    @Test
    void program_thatDoesNothing_isShort() {
        Program program = SmallPrograms.of(List.of());

        assertThat(PythonSource.of(program)).isEqualTo("""
                        # test
                        import asyncio


                        async def body0():
                            return 0


                        print("body0 =", asyncio.run(body0()))
                        """);
        assertThat(JavaSource.of(program)).isEqualTo("""
                        // test

                        import static io.asyncio4j.Asyncio.*;

                        void main() {
                            IO.println("body0 = " + run(() -> body0()));
                        }

                        int body0() throws Exception {
                            return 0;
                        }
                        """);
    }

    @Test
    void tasks() throws IOException {
        Program program = SmallPrograms.of(
                List.of(
                        new Op.Spawn(0, 1, false, null),
                        new Op.Sleep(2),
                        new Op.Try(
                                List.of(new Op.Cancel(0, "c1"), new Op.WithLock(0, List.of(new Op.Await(0)))),
                                Caught.CANCELLED,
                                List.of(new Op.Look(0)),
                                true,
                                List.of(new Op.Count(0)))),
                List.of(new Op.WithLock(
                        0,
                        List.of(new Op.Try(
                                List.of(new Op.Sleep(1000), new Op.Return(7)),
                                Caught.TIMEOUT,
                                List.of(new Op.Put(1, 3)),
                                false,
                                null)))));

        assertSources("Tasks", program);
    }

    @Test
    void blocks() throws IOException {
        Program program = SmallPrograms.of(
                List.of(),
                List.of(new Program.GeneratorBody(
                        List.of(new Op.YieldValue(1), new Op.Repeat(2, List.of(new Op.Yield()))),
                        List.of(new Op.Raise("b2"), new Op.Yield()),
                        List.of(new Op.SetEvent(0), new Op.Return(2)))),
                List.of(
                        new Op.NewGenerator(0, 0),
                        new Op.TimeoutAt(
                                5,
                                List.of(
                                        new Op.Group(
                                                0,
                                                List.of(
                                                        new Op.GroupSpawn(0, 1, 1),
                                                        new Op.Iterate(0, 2, List.of(new Op.Throw(0, "b1"))))),
                                        new Op.Return(4))),
                        new Op.Timeout(null, List.of(new Op.Reschedule(3), new Op.WaitFor(1, 10)))),
                List.of(new Op.AsCompleted(List.of(1), null, 1), new Op.Raise("b1")));

        assertSources("Blocks", program);
    }

    @Test
    void callbacks() throws IOException {
        Program program = SmallPrograms.withCallbacks(
                List.of(
                        List.of(new Op.SetResult(0, 3), new Op.CancelHandle(0)),
                        List.of(new Op.Report("r1"), new Op.Stop())),
                List.of(
                        new Op.NewFuture(0),
                        new Op.Bind(0, 1),
                        new Op.CallLater(0, 1, 1),
                        new Op.CallSoon(1, 0),
                        new Op.AddCallback(0, 1),
                        new Op.RemoveCallback(0, 1),
                        new Op.Gather(1, List.of(0, 0), true),
                        new Op.Wait(List.of(0, 1), Until.FIRST_COMPLETED, 2),
                        new Op.Unbind(),
                        new Op.GetVar(0)));

        assertSources("Callbacks", program);
    }

    private static void assertSources(String name, Program program) throws IOException {
        assertThat(PythonSource.of(program)).isEqualTo(resource(name + ".py"));
        assertThat(JavaSource.of(program)).isEqualTo(resource(name + ".java"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SourcesTest.class.getResourceAsStream("/sources/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
