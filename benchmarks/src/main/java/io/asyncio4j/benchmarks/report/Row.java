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

    /** A bound of the ratio of ours to the limit, or of ours. */
    enum Bound {
        RATIO_AT_MOST("<= %.2f x"),
        RATIO_AT_LEAST(">= %.2f x"),
        AT_MOST("<= %,.0f"),
        AT_LEAST(">= %,.0f");

        private final String format;

        Bound(String format) {
            this.format = format;
        }
    }

    record Target(Bound bound, double value) {

        static Target ratio(double value) {
            return new Target(Bound.RATIO_AT_MOST, value);
        }

        static Target ratioAtLeast(double value) {
            return new Target(Bound.RATIO_AT_LEAST, value);
        }

        static Target absolute(double value) {
            return new Target(Bound.AT_MOST, value);
        }

        static Target absoluteAtLeast(double value) {
            return new Target(Bound.AT_LEAST, value);
        }

        boolean isMet(double ours, double limit) {
            return switch (bound) {
                case RATIO_AT_MOST -> ours / limit <= value;
                case RATIO_AT_LEAST -> ours / limit >= value;
                case AT_MOST -> ours <= value;
                case AT_LEAST -> ours >= value;
            };
        }

        @Override
        public String toString() {
            return bound.format.formatted(value);
        }
    }
}
