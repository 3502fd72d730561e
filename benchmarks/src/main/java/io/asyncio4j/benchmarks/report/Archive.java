package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results in files: a run as it was, and what is kept of many, one file for each name. */
final class Archive {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;

    /** @param folder what is kept */
    Archive(Path folder) {
        this.folder = folder;
    }

    static void write(Run run, Path file) throws IOException {
        writeJson(run, file);
    }

    static Run read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Run.class);
    }

    /** Empty if there is none. */
    History history(String name) throws IOException {
        Path file = file(name);
        return new History(
                name, Files.exists(file) ? List.of(JSON.readValue(Files.readString(file), Run[].class)) : List.of());
    }

    void keep(String name, Run run) throws IOException {
        writeJson(history(name).with(run).runs(), file(name));
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }

    private static void writeJson(Object value, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writeValueAsString(value) + "\n");
    }
}
