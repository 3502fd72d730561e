package io.asyncio4j.benchmarks.report;

import java.util.Map;

/**
 * What one run has measured, and where.
 *
 * @param figures by the names of the suite
 */
record Run(Environment environment, int rounds, Map<String, Figures> figures) {

    /** What it knows of one name; nothing if it has not measured that. */
    Figures of(String name) {
        return figures.getOrDefault(name, new Figures());
    }

    Run only(String name) {
        return new Run(environment, rounds, Map.of(name, of(name)));
    }
}
