package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All that is kept of one name. There are several runs if a later one has measured only a part. Figures are compared within a run
 * alone, where they were measured in turn.
 *
 * @param runs the newest first
 */
record History(String name, List<Run> runs) {

    /** The same with one more run; older ones that have nothing which this has not got are dropped. */
    History with(Run newest) {
        if (newest.of(name).sources().isEmpty()) {
            return this;
        }
        List<Run> all = new ArrayList<>();
        all.add(newest.only(name));
        for (Run run : runs) {
            if (!newest.of(name).sources().containsAll(run.of(name).sources())) {
                all.add(run);
            }
        }
        return new History(name, all);
    }

    /** The newest run that has all of these. */
    Optional<Figures> figures(Measured... measured) {
        return runs.stream()
                .map(run -> run.of(name))
                .filter(figures -> Arrays.stream(measured).allMatch(figures::has))
                .findFirst();
    }
}
