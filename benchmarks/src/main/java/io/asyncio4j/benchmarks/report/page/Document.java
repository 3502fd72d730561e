package io.asyncio4j.benchmarks.report.page;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown text in which {@code <!-- results: NAME -->} and {@code <!-- end -->} stand around what is generated. All else was
 * written by hand and stays.
 */
public record Document(String text) {

    private static final Pattern PLACE =
            Pattern.compile("(<!-- results: ([\\w-]+) -->\n)(.*?)(<!-- end -->)", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("<!-- (results: .*?|end) -->");

    public Document {
        long markers = MARKER.matcher(text).results().count();
        long places = PLACE.matcher(text).results().count();
        if (markers != 2 * places || PLACE.matcher(text).results().anyMatch(Document::hasMarkerInside)) {
            throw new IllegalArgumentException(
                    "%d markers make %d places: each \"<!-- results: NAME -->\", alone in its line, needs its own \"<!-- end -->\""
                            .formatted(markers, places));
        }
    }

    private static boolean hasMarkerInside(MatchResult place) {
        return MARKER.matcher(place.group(3)).find();
    }

    /** The names that have a place, in the order of the text. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        PLACE.matcher(text).results().forEach(place -> names.add(place.group(2)));
        return names;
    }

    /** The same text with what {@code content} gives for each name; what is there stays where it gives nothing. */
    public Document with(Function<String, Optional<String>> content) {
        return new Document(PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(place.group(1)
                        + content.apply(place.group(2))
                                .map(generated -> "\n" + generated + "\n")
                                .orElse(place.group(3))
                        + place.group(4))));
    }
}
