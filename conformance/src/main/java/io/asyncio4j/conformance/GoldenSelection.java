package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntToDoubleFunction;

/**
 * Picks, of many programs with their traces, those worth to be kept: together they have every pair of operations in one turn,
 * and are different of each other. Short traces are preferred, as they are easier to read, and there may be more of them.
 */
final class GoldenSelection {

    /** What a program costs beside the lines of its trace. */
    private static final int BASE_LINES = 30;

    private final List<Candidate> candidates = new ArrayList<>();

    /** Numbers of what makes programs different, after those of the pairs. */
    private final Map<String, Integer> shapes = new HashMap<>();

    /** A program, and its trace on CPython. */
    record Recording(Program program, List<String> trace) {}

    private record Candidate(int number, Recording recording, BitSet features) {

        double score(IntToDoubleFunction worth) {
            return features.stream().mapToDouble(worth).sum() / (BASE_LINES + recording.trace.size());
        }
    }

    private record Scored(Candidate candidate, double score) {}

    /** Adds one to be chosen from; all are kept in memory. */
    void offer(Program program, List<String> trace) {
        BitSet features = OperationCoverage.pairsOf(trace);
        for (String line : trace) {
            features.set(OperationCoverage.pairCount() + shapes.computeIfAbsent(shape(line), _ -> shapes.size()));
        }
        Recording recording = new Recording(program, List.copyOf(trace));
        candidates.add(new Candidate(candidates.size(), recording, features));
    }

    /** The event, without what differs from program to program: in a task or in a callback, and how it ended. */
    private static String shape(String line) {
        String[] words = line.split(" ", 6);
        StringBuilder shape = new StringBuilder(words[1].startsWith("cb") ? "cb" : "");
        for (int i = 2; i < Math.min(words.length, 5); i++) {
            String word = words[i];
            int end = 0;
            while (end < word.length() && !Character.isDigit(word.charAt(end))) {
                end++;
            }
            shape.append(' ').append(word, 0, end);
        }
        return shape.toString();
    }

    /**
     * So many of those offered, in the order in which they were; more if that takes more to have every pair.
     *
     * @throws IllegalStateException if fewer were offered, or those that were do not have every pair
     */
    List<Recording> select(int count) {
        if (candidates.size() < count) {
            throw new IllegalStateException(candidates.size() + " programs were offered, expected at least " + count);
        }
        int[] chosen = new int[OperationCoverage.pairCount() + shapes.size()];
        BitSet selection = new BitSet();
        // What has a pair that none has yet, and then what has features that few have.
        choose(
                selection,
                chosen,
                Integer.MAX_VALUE,
                feature -> feature < OperationCoverage.pairCount() && chosen[feature] == 0 ? 1 : 0);
        for (int pair = 0; pair < OperationCoverage.pairCount(); pair++) {
            if (chosen[pair] == 0) {
                throw new IllegalStateException(OperationCoverage.pair(pair) + " is in no turn of " + candidates.size()
                        + " programs; offer more");
            }
        }
        choose(selection, chosen, count, feature -> 1.0 / ((1 + chosen[feature]) * (1 + chosen[feature])));
        return selection.stream()
                .mapToObj(number -> candidates.get(number).recording)
                .toList();
    }

    /**
     * The best first. As features are worth less the more often they have been chosen, a score never rises: who is best with an
     * old score, and still has it, is the best.
     */
    private void choose(BitSet selection, int[] chosen, int count, IntToDoubleFunction worth) {
        PriorityQueue<Scored> queue = new PriorityQueue<>(Comparator.comparingDouble(Scored::score)
                .reversed()
                .thenComparingInt(scored -> scored.candidate.number));
        for (Candidate candidate : candidates) {
            if (!selection.get(candidate.number)) {
                queue.add(new Scored(candidate, candidate.score(worth)));
            }
        }
        while (selection.cardinality() < count && !queue.isEmpty()) {
            Scored best = queue.remove();
            double score = best.candidate.score(worth);
            if (score == 0) {
                continue;
            }
            Scored next = queue.peek();
            if (next != null && score < next.score) {
                queue.add(new Scored(best.candidate, score));
                continue;
            }
            selection.set(best.candidate.number);
            best.candidate.features.stream().forEach(feature -> chosen[feature]++);
        }
    }
}
