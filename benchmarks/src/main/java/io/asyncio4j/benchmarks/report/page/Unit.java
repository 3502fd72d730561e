package io.asyncio4j.benchmarks.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * What figures are given in.
 *
 * @param symbol empty for plain numbers
 */
public record Unit(String symbol, boolean moreIsBetter) {

    private static final MathContext DIGITS = new MathContext(3);

    /** The figure with three digits that count, or fewer when it is small, and the unit. */
    public String format(double figure) {
        String number = number(figure);
        return symbol.isEmpty() ? number : number + " " + symbol;
    }

    static String number(double figure) {
        if (!Double.isFinite(figure)) {
            return String.valueOf(figure);
        }
        double size = Math.abs(figure);
        String format = size >= 100 || figure == Math.rint(figure) ? "%,.0f" : size >= 1 ? "%,.1f" : "%,.2f";
        return String.format(Locale.ROOT, format, new BigDecimal(figure).round(DIGITS));
    }

    /** Such as {@code ns, less is better}. */
    public String described() {
        String direction = moreIsBetter ? "more is better" : "less is better";
        return symbol.isEmpty() ? direction : symbol + ", " + direction;
    }
}
