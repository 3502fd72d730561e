package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuiteTest {

    @Test
    void sources_ofOneName_differInWhatTheyAreCalled() {
        Suite.rows().forEach((name, rows) -> {
            Map<String, Source> byName = new HashMap<>();
            for (Source source : sources(rows)) {
                assertThat(byName.put(source.toString(), source))
                        .as("%s: %s", name, source)
                        .isNull();
            }
        });
    }

    private static Set<Source> sources(List<Row> rows) {
        Set<Source> sources = new LinkedHashSet<>();
        for (Row row : rows) {
            sources.add(row.ours().source());
            if (row.limit() != null) {
                sources.add(row.limit().source());
            }
        }
        return sources;
    }

    @Test
    void rows_compareFiguresOfOneUnit() {
        Suite.rows().forEach((name, rows) -> {
            for (Row row : rows) {
                if (row.limit() != null) {
                    assertThat(row.limit().unit())
                            .as("%s: %s", name, row.what())
                            .isEqualTo(row.ours().unit());
                }
            }
        });
    }
}
