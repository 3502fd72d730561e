package io.asyncio4j.conformance;

import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.Test;

final class ScratchTest {
    final Map<String, String> java = new TreeMap<>();

    @Test
    void write() throws Exception {
        Path out = Path.of("/tmp/show-scratch/py");
        Files.createDirectories(out);
        put(out, "everything", RandomPrograms.ofEverything());
        for (int i = 0; i < 300; i++) {
            put(out, "r" + i, RandomPrograms.of(i));
            put(out, "g" + i, new ProgramGenerator().program(i));
        }
        try (var c = new InMemoryCompiler()) {
            long t = System.nanoTime();
            var e = c.errors(java);
            System.out.println("compiled in " + (System.nanoTime() - t) / 1000000 + " ms");
            e.stream().limit(30).forEach(System.out::println);
            System.out.println(e.size() + " errors");
        }
    }

    void put(Path out, String name, Program p) throws Exception {
        Files.writeString(out.resolve(name + ".py"), PythonSource.of(p));
        Files.writeString(out.resolve(name + ".java"), JavaSource.of(p));
        java.put(name, JavaSource.of(p));
        Files.writeString(out.resolve(name + ".json"), Json.write(p) + "\n");
    }
}
