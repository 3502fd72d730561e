package io.asyncio4j.conformance;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Source that is being written, line by line, in either language: its indentation, and the names of local variables. */
final class SourceText {

    private static final String INDENT = "    ";

    private final List<String> lines = new ArrayList<>();
    private final Deque<Set<String>> scopes = new ArrayDeque<>();

    SourceText() {
        scopes.push(new HashSet<>());
    }

    void line(String text) {
        lines.add(text.isEmpty() ? "" : INDENT.repeat(scopes.size() - 1) + text);
    }

    /** Several lines, indented. */
    void lines(String text) {
        text.lines().forEach(this::line);
    }

    /** The same, and empty lines before them; nothing, if there are none. */
    void section(int emptyLines, String text) {
        if (!text.isEmpty()) {
            lines("\n".repeat(emptyLines) + text);
        }
    }

    /** A line, and a block below it. */
    void begin(String head) {
        line(head);
        scopes.push(new HashSet<>());
    }

    /** The same, with a variable of the block; returns its name. */
    String begin(String base, UnaryOperator<String> head) {
        scopes.push(new HashSet<>());
        String name = fresh(base);
        lines.add(INDENT.repeat(scopes.size() - 2) + head.apply(name));
        return name;
    }

    void end() {
        scopes.pop();
    }

    void end(String tail) {
        end();
        line(tail);
    }

    /** How many lines there are. */
    int size() {
        return lines.size();
    }

    /** A name for a local variable of this block: the base, with a number if a block around it has such a variable. */
    String fresh(String base) {
        String name = base;
        for (int i = 1; isTaken(name); i++) {
            name = base + i;
        }
        scopes.element().add(name);
        return name;
    }

    private boolean isTaken(String name) {
        return scopes.stream().anyMatch(scope -> scope.contains(name));
    }

    /** Whether there is this word somewhere; what is never named needs no declaration. */
    boolean mentions(String name) {
        Pattern word = Pattern.compile("\\b" + name + "\\b");
        return lines.stream().anyMatch(line -> word.matcher(line).find());
    }

    @Override
    public String toString() {
        return String.join("", lines.stream().map(line -> line + "\n").toList());
    }

    /** A string literal, in both languages. */
    static String literal(String text) {
        return Json.write(text);
    }

    static String seconds(int milliseconds) {
        return BigDecimal.valueOf(milliseconds, 3).stripTrailingZeros().toPlainString();
    }
}
