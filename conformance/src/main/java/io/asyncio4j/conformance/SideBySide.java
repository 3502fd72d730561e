package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a reader compares: in two columns, or one after the other if the lines are too long for that. */
final class SideBySide {

    private static final int MAX_WIDTH = 200;

    private SideBySide() {}

    /** A program in both languages. */
    static String sources(String python, String java) {
        return columns(
                text("Python", python.lines().toList()),
                text("Java", java.lines().toList()));
    }

    /** The traces of both. One, if they are the same; else the first line that differs is marked. */
    static String traces(List<String> onPython, List<String> onJava) {
        if (onPython.equals(onJava)) {
            return lines(text("The trace of CPython and of asyncio4j", onPython));
        }
        int same = 0;
        while (same < Math.min(onPython.size(), onJava.size())
                && onPython.get(same).equals(onJava.get(same))) {
            same++;
        }
        return columns(text("CPython", marked(onPython, same)), text("asyncio4j", marked(onJava, same)));
    }

    private static List<String> text(String title, List<String> lines) {
        return Stream.concat(Stream.of(title, ""), lines.stream()).toList();
    }

    /** A line is marked; if it is the one after the end, an empty one. */
    private static List<String> marked(List<String> lines, int index) {
        var marked = new ArrayList<String>();
        for (int i = 0; i < Math.max(lines.size(), index + 1); i++) {
            marked.add((i == index ? "> " : "  ") + line(lines, i));
        }
        return marked;
    }

    private static String columns(List<String> left, List<String> right) {
        int width = width(left);
        if (width + 3 + width(right) > MAX_WIDTH) {
            return lines(left) + "\n" + lines(right);
        }
        var rows = new StringBuilder();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String cell = line(left, i);
            String row = cell + " ".repeat(width - cell.length()) + " | " + line(right, i);
            rows.append(row.stripTrailing()).append('\n');
        }
        return rows.toString();
    }

    private static int width(List<String> lines) {
        return lines.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "";
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
