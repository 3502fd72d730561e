package io.asyncio4j.benchmarks.report.page;

import java.util.Locale;

/**
 * A drawing that is put together element by element. It has no background, and its colours are in the middle between light and
 * dark, so that it can be read on both.
 */
final class Svg {

    static final double WIDTH = 760;

    /** What asyncio4j's figures are drawn in. */
    static final String OURS = "#2874d8";

    static final String GREY = "#787878";

    private static final String STYLE =
            "text{font-size:13px;fill:%s}.title{font-size:14px;font-weight:600}.small{font-size:11px}".formatted(GREY);

    /** What a bold character takes at most, on average. */
    private static final double CHARACTER = 7.3;

    private final StringBuilder body = new StringBuilder();

    /** How wide a text of normal size is, about. */
    static double width(String text) {
        return Math.ceil(text.length() * CHARACTER);
    }

    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void text(double x, double y, Anchor anchor, String attributes, String text) {
        String where = anchor == Anchor.START
                ? ""
                : " text-anchor=\"%s\"".formatted(anchor.name().toLowerCase(Locale.ROOT));
        element("text", "x=\"%s\" y=\"%s\"%s%s".formatted(number(x), number(y), where, spaced(attributes)), text);
    }

    void rectangle(double x, double y, double width, double height, String attributes) {
        body.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s/>\n"
                .formatted(number(x), number(y), number(width), number(height), spaced(attributes)));
    }

    void circle(double x, double y, double radius, String attributes) {
        body.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"%s/>\n"
                .formatted(number(x), number(y), number(radius), spaced(attributes)));
    }

    void path(Path path, String attributes) {
        body.append("<path d=\"%s\" fill=\"none\"%s/>\n".formatted(path, spaced(attributes)));
    }

    private void element(String name, String attributes, String text) {
        body.append("<%s %s>%s</%s>\n".formatted(name, attributes, escape(text), name));
    }

    /** The drawing as a file, with what somebody is told who cannot see it. */
    String toFile(double height, String title, String description) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" font-family="sans-serif" \
                role="img" aria-labelledby="title desc">
                <title id="title">%3$s</title>
                <desc id="desc">%4$s</desc>
                <style>%5$s</style>
                %6$s</svg>
                """.formatted(number(WIDTH), number(height), escape(title), escape(description), STYLE, body);
    }

    /** A line from point to point. */
    static final class Path {

        private final StringBuilder data = new StringBuilder();

        static Path line(double fromX, double fromY, double toX, double toY) {
            return new Path().moveTo(fromX, fromY).lineTo(toX, toY);
        }

        Path moveTo(double x, double y) {
            return append('M', x, y);
        }

        Path lineTo(double x, double y) {
            return append('L', x, y);
        }

        private Path append(char command, double x, double y) {
            data.append(command).append(number(x)).append(' ').append(number(y));
            return this;
        }

        @Override
        public String toString() {
            return data.toString();
        }
    }

    /** Text as it may stand in an element or an attribute; characters that XML does not have are left out. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\t' -> escaped.append(' ');
                default -> {
                    boolean inXml = c >= ' ' && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
                    if (inXml) {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static String spaced(String attributes) {
        return attributes.isEmpty() ? "" : " " + attributes;
    }

    private static String number(double value) {
        String number = String.format(Locale.ROOT, "%.1f", value);
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}
