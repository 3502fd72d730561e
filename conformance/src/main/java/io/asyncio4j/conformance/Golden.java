package io.asyncio4j.conformance;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A program and the trace that CPython leaves. Kept in a compressed file, two lines of JSON for each.
 *
 * @param trace what CPython has printed
 */
public record Golden(Program program, List<String> trace) {

    private static final String RESOURCE = "/golden.jsonl.gz";

    /** Reads those that come with this module, one after the other. */
    public static void forEach(Consumer<Golden> action) {
        try (InputStream file = Golden.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException(
                        "no resource " + RESOURCE + "; make it with: conformance/compare record");
            }
            read(file, action);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void read(InputStream file, Consumer<Golden> action) throws IOException {
        try (var lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(file, 1 << 16), StandardCharsets.UTF_8))) {
            for (String program = lines.readLine(); program != null; program = lines.readLine()) {
                String trace = lines.readLine();
                action.accept(new Golden(Json.program(program), Json.trace(trace)));
            }
        }
    }

    static void write(List<Golden> all, OutputStream file) throws IOException {
        try (Writer out =
                new BufferedWriter(new OutputStreamWriter(new BestCompression(file), StandardCharsets.UTF_8))) {
            for (Golden golden : all) {
                out.write(Json.write(golden.program) + '\n' + Json.write(golden.trace) + '\n');
            }
        }
    }

    private static final class BestCompression extends GZIPOutputStream {

        BestCompression(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
