package io.asyncio4j.benchmarks.report;

/**
 * A line of the table: a figure of ours beside the limit, or without one.
 *
 * @param limit what is measured without asyncio4j; null if there is no such thing
 * @param target what is wanted; null if nothing in particular is
 */
record Row(String what, Measured ours, String limitName, Measured limit, Target target) {

    static Row of(String what, Measured ours) {
        return new Row(what, ours, "", null, null);
    }

    Row against(String name, Measured measured) {
        return new Row(what, ours, name, measured, target);
    }

    Row wanted(Target wanted) {
        return new Row(what, ours, limitName, limit, wanted);
    }

    /** An upper bound: of the ratio of ours to the limit, or of ours. */
    record Target(boolean ofRatio, double bound) {

        static Target ratio(double bound) {
            return new Target(true, bound);
        }

        static Target absolute(double bound) {
            return new Target(false, bound);
        }

        boolean isMet(double ours, double limit) {
            return (ofRatio ? ours / limit : ours) <= bound;
        }

        @Override
        public String toString() {
            return ofRatio ? "<= %.2f x".formatted(bound) : "<= %,.0f".formatted(bound);
        }
    }
}
