package io.asyncio4j.conformance;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lines of source that is being written, with what it uses. */
final class SourceText {

    /** Stands for the class Boom among the kinds of objects that are used. */
    static final String BOOM = "Boom";

    private static final String INDENT = "    ";

    private final List<String> lines = new ArrayList<>();
    private final Deque<Set<String>> scopes = new ArrayDeque<>();
    private final Map<String, SortedSet<Integer>> used = new TreeMap<>();

    SourceText() {
        scopes.push(new HashSet<>());
    }

    void line(String text) {
        lines.add(text.isEmpty() ? "" : INDENT.repeat(scopes.size() - 1) + text);
    }

    /** Lines of another text, indented. */
    void lines(SourceText other) {
        other.lines.forEach(this::line);
        other.used.forEach((kind, indexes) -> indexes.forEach(index -> use(kind, index)));
    }

    /** The next lines are in a block. */
    void indent() {
        scopes.push(new HashSet<>());
    }

    /** The first line of the block that is being written. */
    void header(String text) {
        lines.add(INDENT.repeat(scopes.size() - 2) + text);
    }

    void dedent() {
        scopes.pop();
    }

    int size() {
        return lines.size();
    }

    /** A name for a local variable of the block that is being written: the base, with a number if it is taken. */
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

    /** The name of an object of the program; remembers that it is used. */
    String use(String kind, int index) {
        used.computeIfAbsent(kind, _ -> new TreeSet<>()).add(index);
        return Outline.nameOf(kind, index);
    }

    /** The class of exceptions. */
    String boom() {
        use(BOOM, 0);
        return BOOM;
    }

    /** What is used of a kind. */
    SortedSet<Integer> used(String kind) {
        return used.getOrDefault(kind, new TreeSet<>());
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }

    /** A string literal, in both languages. */
    static String literal(String text) {
        return Json.write(text);
    }

    static String seconds(int milliseconds) {
        return BigDecimal.valueOf(milliseconds, 3).stripTrailingZeros().toPlainString();
    }
}
