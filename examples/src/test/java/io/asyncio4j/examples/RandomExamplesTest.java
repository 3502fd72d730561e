package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that sleep for random times, with several seeds. */
final class RandomExamplesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void nestedGather_keepsTheOrderOfTheArguments(String seed) {
        var output = Example.runVirtual("NestedGather", seed);
        var lines = output.lines();
        var group1 = names("group 1.", 5);
        var group2 = names("group 2.", 3);
        var group3 = names("group 3.", 9);
        var all = Stream.of(group1, group2, group3).flatMap(List::stream).toList();

        assertThat(lines).hasSize(17 + 17 + 3);
        assertThat(lines.subList(0, 17)).isEqualTo(prefixed("> ", all));
        assertThat(lines.subList(17, 34)).containsExactlyInAnyOrderElementsOf(prefixed("< ", all));
        assertThat(lines.subList(34, 37)).containsExactly(group1.toString(), group2.toString(), group3.toString());
        assertThat(output.timeOf(17)).isBetween(1.0, 3.0);
        assertThat(output.timeOf(33)).isBetween(1.0, 3.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void waitThreeTimes_splitsTheResults(String seed) {
        var output = Example.runVirtual("WaitThreeTimes", seed);
        var lines = output.lines();
        int more = lines.indexOf("Get more results in 2 seconds:");
        int rest = lines.indexOf("Get all other results:");

        assertThat(lines.getFirst()).isEqualTo("Get first result:");
        assertThat(lines.subList(1, 11)).isEqualTo(prefixed("> ", names("", 10)));
        String first = lines.get(12);
        assertThat(lines.subList(11, more)).containsExactly("< " + first, first, "unfinished: 9");

        int count = (rest - more - 2) / 2;
        assertThat(results(lines.subList(more + 1, rest - 1))).hasSize(count).isSorted();
        assertThat(lines.get(rest - 1)).isEqualTo("unfinished2: " + (9 - count));
        assertThat(output.timeOf(more + count)).isLessThanOrEqualTo(output.timeOf(11) + 2);

        var others = results(lines.subList(rest + 1, lines.size()));
        assertThat(others).hasSize(9 - count).isSorted();
        assertThat(Stream.of(List.of(Integer.valueOf(first)), results(lines.subList(more + 1, rest - 1)), others)
                        .flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 10).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void restaurant_servesEachTableInOrder(String seed) {
        var output = Example.runVirtual("Restaurant", seed);
        var lines = output.lines().stream().map(RandomExamplesTest::withoutDots).toList();

        for (int table = 1; table <= 3; table++) {
            int welcome = lines.indexOf("Welcome.Please sit at table " + table + " Here are your menus");
            int asked = lines.indexOf("Table " + table + " what will you be having today?");
            int served = indexOfPrefix(lines, "Table " + table + " here is your meal: ");
            int check = lines.indexOf("Table " + table + " here is your check");
            int thanks = lines.indexOf("Thanks for visiting us! (table " + table + " )");

            String meal = lines.get(served).substring("Table 1 here is your meal: ".length());
            assertThat(lines.get(served - 1)).isEqualTo("   [Order ready from kitchen:  " + meal + " ]");
            assertThat(meal).isIn("Special of the day", "Fish & Chips", "Pasta");
            assertThat(output.timeOf(welcome)).isBetween(0.0, 2.0);
            assertThat(output.timeOf(asked) - output.timeOf(welcome)).isBetween(0.0, 9.0);
            assertThat(output.timeOf(served) - output.timeOf(asked)).isBetween(10.0, 19.0);
            assertThat(output.timeOf(check) - output.timeOf(served)).isBetween(20.0, 39.0);
            assertThat(output.timeOf(thanks) - output.timeOf(check)).isBetween(0.0, 9.0);
        }
        // a line for each of the six steps of three tables, and what follows the last line: one dot at most
        assertThat(lines).hasSize(18);
        double end = output.timeOf(17);
        assertThat(output.toString().replaceAll("Welcome\\.|[^.]", "").length())
                .isBetween((int) (2 * end), (int) (2 * end) + 1);
    }

    @Test
    void restaurant_sameSeed_sameText() {
        assertThat(Example.runVirtual("Restaurant", "1").toString()).isEqualTo("""
                Welcome.Please sit at table 1 Here are your menus
                .Welcome.Please sit at table 2 Here are your menus
                Welcome.Please sit at table 3 Here are your menus
                ....Table 1 what will you be having today?
                ....Table 2 what will you be having today?
                Table 3 what will you be having today?
                ..........................   [Order ready from kitchen:  Fish & Chips ]
                Table 3 here is your meal: Fish & Chips
                ..   [Order ready from kitchen:  Pasta ]
                Table 1 here is your meal: Pasta
                ........   [Order ready from kitchen:  Fish & Chips ]
                Table 2 here is your meal: Fish & Chips
                ......................................Table 1 here is your check
                ......Table 2 here is your check
                ..Thanks for visiting us! (table 1 )
                ..Thanks for visiting us! (table 2 )
                ................Table 3 here is your check
                ....Thanks for visiting us! (table 3 )
                .""");
    }

    private static String withoutDots(String line) {
        return line.replaceFirst("^\\.+", "");
    }

    private static int indexOfPrefix(List<String> lines, String prefix) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    private static List<String> prefixed(String prefix, List<String> names) {
        return names.stream().map(name -> prefix + name).toList();
    }

    /** The numbers of a step: first each with {@code <} as it ended, in any order, then the results. */
    private static List<Integer> results(List<String> lines) {
        int count = lines.size() / 2;
        var ended = prefixed("< ", lines.subList(count, 2 * count));
        assertThat(lines.subList(0, count)).containsExactlyInAnyOrderElementsOf(ended);
        List<Integer> results = new ArrayList<>();
        lines.subList(count, 2 * count).forEach(line -> results.add(Integer.valueOf(line)));
        return results;
    }
}
