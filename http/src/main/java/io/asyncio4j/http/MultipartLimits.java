package io.asyncio4j.http;

/**
 * What a {@link MultipartReader} takes; more than that is a {@link PayloadTooLargeException}. Immutable.
 *
 * @param headerBytes how many bytes the header fields of one part may have
 * @param parts how many parts there may be
 * @param totalBytes how many bytes may come in all
 */
public record MultipartLimits(int headerBytes, int parts, long totalBytes) {

    /** 8 KiB for header fields, 1000 parts, 64 MiB in all. */
    public static final MultipartLimits DEFAULT = new MultipartLimits(8 * 1024, 1000, 64L * 1024 * 1024);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one of them is negative
     */
    public MultipartLimits {
        if (headerBytes < 0 || parts < 0 || totalBytes < 0) {
            throw new IllegalArgumentException("headerBytes = " + headerBytes + ", parts = " + parts + ", totalBytes = "
                    + totalBytes + " (expected: zero or more)");
        }
    }

    /** The same limits with another one for the header fields of a part. */
    public MultipartLimits withHeaderBytes(int newHeaderBytes) {
        return new MultipartLimits(newHeaderBytes, parts, totalBytes);
    }

    /** The same limits with another number of parts. */
    public MultipartLimits withParts(int newParts) {
        return new MultipartLimits(headerBytes, newParts, totalBytes);
    }

    /** The same limits with another size in all. */
    public MultipartLimits withTotalBytes(long newTotalBytes) {
        return new MultipartLimits(headerBytes, parts, newTotalBytes);
    }
}
