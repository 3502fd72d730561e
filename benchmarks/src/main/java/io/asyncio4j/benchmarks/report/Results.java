package io.asyncio4j.benchmarks.report;

/** Where figures go while they are measured. */
final class Results {

    private Figures figures = new Figures();

    /** From now on they go here. */
    void addTo(Figures taker) {
        figures = taker;
    }

    void add(Source source, String metric, double figure) {
        figures.add(source, metric, figure);
    }
}
