package io.asyncio4j.http.web;

import org.jspecify.annotations.Nullable;

/**
 * How a folder is served. Immutable.
 *
 * @param listing whether folders without an index file are listed; else 403
 * @param indexFile the file that stands for its folder; null for none
 * @param cacheControl the value of {@code Cache-Control} for files; null for none
 * @param followLinks whether symbolic links may lead out of the folder
 */
public record StaticOptions(
        boolean listing,
        @Nullable String indexFile,
        @Nullable String cacheControl,
        boolean followLinks) {

    /** No listing, {@code index.html}, no {@code Cache-Control}, no links to the outside. */
    public static final StaticOptions DEFAULT = new StaticOptions(false, "index.html", null, false);

    public StaticOptions withListing(boolean newListing) {
        return new StaticOptions(newListing, indexFile, cacheControl, followLinks);
    }

    public StaticOptions withIndexFile(@Nullable String name) {
        return new StaticOptions(listing, name, cacheControl, followLinks);
    }

    public StaticOptions withCacheControl(@Nullable String value) {
        return new StaticOptions(listing, indexFile, value, followLinks);
    }

    public StaticOptions withFollowLinks(boolean follow) {
        return new StaticOptions(listing, indexFile, cacheControl, follow);
    }
}
