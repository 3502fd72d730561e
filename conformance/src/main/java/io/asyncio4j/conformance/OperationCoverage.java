package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How often operations occurred in traces, and any two of them in one turn of the loop. An operation occurs where its line
 * stands, which is where it ends; lines of one turn begin with the same word. Every pair is possible, of two equal operations,
 * too: the tasks that run in one turn may do anything.
 */
final class OperationCoverage {

    private static final List<String> OPERATIONS =
            records(Op.class).map(Class::getSimpleName).sorted().toList();

    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    /** All pairs; a pair's number is its place. */
    private static final List<Pair> PAIRS = new ArrayList<>();

    private static final int RAREST = 20;
    private static final int MISSING = 200;
    private static final int COLUMNS = 3;

    static {
        for (int i = 0; i < OPERATIONS.size(); i++) {
            NUMBERS.put(OPERATIONS.get(i), i);
            for (int j = 0; j <= i; j++) {
                PAIRS.add(new Pair(OPERATIONS.get(j), OPERATIONS.get(i)));
            }
        }
    }

    private final long[] occurrences = new long[OPERATIONS.size()];
    private final long[] turns = new long[PAIRS.size()];
    private long traces;

    /** Two operations, in alphabetical order. */
    record Pair(String first, String second) {

        @Override
        public String toString() {
            return first + " + " + second;
        }
    }

    /** Counts the operations of one more trace. */
    void add(List<String> trace) {
        traces++;
        read(
                trace,
                operation -> occurrences[operation]++,
                pairs -> pairs.stream().forEach(pair -> turns[pair]++));
    }

    /** How many have been counted. */
    long traces() {
        return traces;
    }

    /** The pairs that have not occurred in one turn. */
    Set<Pair> missingPairs() {
        return pairs(pair -> turns[pair] == 0).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** All of it, to be read by people. */
    String table() {
        StringBuilder table = new StringBuilder();
        long all = Arrays.stream(occurrences).sum();
        table.append("%,d traces, %,d operations%n".formatted(traces, all));
        table.append("%nOperations%n".formatted());
        columns(
                table,
                IntStream.range(0, OPERATIONS.size())
                        .mapToObj(i -> "%-20s%,12d".formatted(OPERATIONS.get(i), occurrences[i]))
                        .toList());
        Set<Pair> missing = missingPairs();
        table.append("%nPairs in one turn: %,d of %,d%n".formatted(PAIRS.size() - missing.size(), PAIRS.size()));
        table.append("%nThe rarest, and in how many turns%n".formatted());
        IntStream.range(0, PAIRS.size())
                .filter(pair -> turns[pair] > 0)
                .boxed()
                .sorted(Comparator.comparingLong(pair -> turns[pair]))
                .limit(RAREST)
                .forEach(pair -> table.append("  %-42s%,10d%n".formatted(PAIRS.get(pair), turns[pair])));
        if (!missing.isEmpty()) {
            table.append("%nMissing%n".formatted());
            missing.stream().limit(MISSING).forEach(pair -> table.append("  %s%n".formatted(pair)));
            if (missing.size() > MISSING) {
                table.append("  and %,d more%n".formatted(missing.size() - MISSING));
            }
        }
        return table.toString();
    }

    /** Every pair, and in how many turns it occurred. */
    String pairTable() {
        StringBuilder table = new StringBuilder();
        columns(
                table,
                IntStream.range(0, PAIRS.size())
                        .mapToObj(pair -> "%-42s%,10d".formatted(PAIRS.get(pair), turns[pair]))
                        .toList());
        return table.toString();
    }

    private static void columns(StringBuilder table, List<String> cells) {
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        for (int row = 0; row < rows; row++) {
            for (int i = row; i < cells.size(); i += rows) {
                table.append("  ").append(cells.get(i));
            }
            table.append(System.lineSeparator());
        }
    }

    private static Stream<Pair> pairs(IntPredicate which) {
        return IntStream.range(0, PAIRS.size()).filter(which).mapToObj(PAIRS::get);
    }

    // ---- what a trace has ----

    static List<String> operations() {
        return OPERATIONS;
    }

    static int pairCount() {
        return PAIRS.size();
    }

    static Pair pair(int number) {
        return PAIRS.get(number);
    }

    /** The numbers of the pairs that occur in some turn of the trace. */
    static BitSet pairsOf(List<String> trace) {
        BitSet all = new BitSet(PAIRS.size());
        read(trace, operation -> {}, all::or);
        return all;
    }

    /** Tells each operation, and of each turn its pairs. */
    private static void read(List<String> trace, IntConsumer onOperation, Consumer<BitSet> onTurn) {
        Turn turn = new Turn();
        String current = "";
        for (String line : trace) {
            int time = line.indexOf(' ');
            int who = line.indexOf(' ', time + 1);
            if (time < 0 || who < 0) {
                throw new IllegalArgumentException("line '" + line + "', expected '<time> <who> <event>'");
            }
            if (!line.startsWith(current + " ")) {
                onTurn.accept(turn.pairs());
                turn = new Turn();
                current = line.substring(0, time);
            }
            int end = line.indexOf(' ', who + 1);
            Integer operation = NUMBERS.get(line.substring(who + 1, end < 0 ? line.length() : end));
            if (operation != null) {
                onOperation.accept(operation);
                turn.add(operation);
            }
        }
        onTurn.accept(turn.pairs());
    }

    private static final class Turn {

        private final BitSet once = new BitSet();
        private final BitSet often = new BitSet();

        void add(int operation) {
            if (once.get(operation)) {
                often.set(operation);
            }
            once.set(operation);
        }

        BitSet pairs() {
            BitSet pairs = new BitSet(PAIRS.size());
            once.stream()
                    .forEach(second -> once.stream()
                            .takeWhile(first -> first <= second)
                            .filter(first -> first < second || often.get(second))
                            .forEach(first -> pairs.set(second * (second + 1) / 2 + first)));
            return pairs;
        }
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(OperationCoverage::records);
    }
}
