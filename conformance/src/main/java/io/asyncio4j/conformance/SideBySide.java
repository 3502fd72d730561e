package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;

/** Two texts that a reader compares: in two columns, or one after the other if the lines are too long for that. */
final class SideBySide {

    private static final int MAX_WIDTH = 200;

    private SideBySide() {}

    /** Two texts, each with its title. */
    static String texts(String leftTitle, String left, String rightTitle, String right) {
        return columns(leftTitle, left.lines().toList(), rightTitle, right.lines().toList(), Integer.MAX_VALUE);
    }

    /** Two traces: one of them if they are the same; else with a mark where they differ for the first time. */
    static String traces(String leftTitle, List<String> left, String rightTitle, List<String> right) {
        if (left.equals(right)) {
            return section(leftTitle + " and " + rightTitle, left);
        }
        int same = 0;
        while (same < Math.min(left.size(), right.size()) && left.get(same).equals(right.get(same))) {
            same++;
        }
        return columns(leftTitle, left, rightTitle, right, same);
    }

    private static String columns(
            String leftTitle, List<String> left, String rightTitle, List<String> right, int marked) {
        List<String> leftLines = marked(left, marked);
        List<String> rightLines = marked(right, marked);
        int leftWidth = width(leftLines, leftTitle);
        if (leftWidth + 3 + width(rightLines, rightTitle) > MAX_WIDTH) {
            return section(leftTitle, leftLines) + "\n" + section(rightTitle, rightLines);
        }
        var rows = new StringBuilder();
        row(rows, leftTitle, leftWidth, rightTitle);
        row(rows, "", leftWidth, "");
        for (int i = 0; i < Math.max(leftLines.size(), rightLines.size()); i++) {
            row(rows, lineOf(leftLines, i), leftWidth, lineOf(rightLines, i));
        }
        return rows.toString();
    }

    /** With two more characters before each line; an empty line at the end, if the end is what is marked. */
    private static List<String> marked(List<String> lines, int marked) {
        if (marked == Integer.MAX_VALUE) {
            return lines;
        }
        var all = new ArrayList<String>();
        for (int i = 0; i < Math.max(lines.size(), marked + 1); i++) {
            all.add((i == marked ? "> " : "  ") + lineOf(lines, i));
        }
        return all;
    }

    private static String lineOf(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "";
    }

    private static int width(List<String> lines, String title) {
        return Math.max(
                title.length(), lines.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String section(String title, List<String> lines) {
        return title + "\n\n" + String.join("\n", lines) + "\n";
    }

    private static void row(StringBuilder rows, String left, int width, String right) {
        String row = left + " ".repeat(width - left.length()) + " | " + right;
        rows.append(row.stripTrailing()).append('\n');
    }
}
