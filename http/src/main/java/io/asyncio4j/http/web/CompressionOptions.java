package io.asyncio4j.http.web;

import io.asyncio4j.http.MediaType;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What is compressed. Immutable.
 *
 * @param minSize bodies that are there already, or whose length is known, are not compressed if they are shorter
 * @param types which media types are worth it
 */
public record CompressionOptions(int minSize, Predicate<MediaType> types) {

    /** From 1 KiB; texts, JSON, JavaScript, XML, SVG, fonts that are not compressed, and WebAssembly. */
    public static final CompressionOptions DEFAULT = new CompressionOptions(1024, CompressionOptions::isCompressible);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if {@code minSize} is negative
     */
    public CompressionOptions {
        Objects.requireNonNull(types, "types");
        if (minSize < 0) {
            throw new IllegalArgumentException("minSize " + minSize + " (expected: zero or more)");
        }
    }

    private static boolean isCompressible(MediaType type) {
        if (type.type().equals("text")) {
            return true;
        }
        return switch (type.type() + '/' + type.subtype()) {
            case "application/json",
                    "application/javascript",
                    "application/xml",
                    "application/yaml",
                    "application/rtf",
                    "application/wasm",
                    "application/x-ndjson",
                    "application/vnd.ms-fontobject",
                    "font/otf",
                    "font/ttf",
                    "image/bmp",
                    "image/vnd.microsoft.icon" -> true;
            default -> type.subtype().endsWith("+xml") || type.subtype().endsWith("+json");
        };
    }

    public CompressionOptions withMinSize(int bytes) {
        return new CompressionOptions(bytes, types);
    }

    public CompressionOptions withTypes(Predicate<MediaType> newTypes) {
        return new CompressionOptions(minSize, newTypes);
    }
}
