package io.asyncio4j.http.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What codings a peer takes (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {

    private static final double UNKNOWN = -1;

    private AcceptEncoding() {}

    /**
     * Chooses the coding that the peer likes best; of several the first.
     *
     * @param fields the values of {@code Accept-Encoding}
     * @param available in the order in which this side likes them
     * @return null to send it without one
     */
    public static @Nullable String choose(List<String> fields, List<String> available) {
        if (fields.isEmpty()) {
            return null;
        }
        Map<String, Double> weights = parse(fields);
        double others = weights.getOrDefault("*", 0.0);
        double best = weights.getOrDefault("identity", 0.0);
        String chosen = null;
        for (String coding : available) {
            double weight = weights.getOrDefault(coding, others);
            if (weight > 0 && (chosen == null ? weight >= best : weight > best)) {
                chosen = coding;
                best = weight;
            }
        }
        return chosen;
    }

    private static Map<String, Double> parse(List<String> fields) {
        Map<String, Double> weights = new HashMap<>();
        for (String each : String.join(",", fields).split(",", -1)) {
            int semicolon = each.indexOf(';');
            String coding = (semicolon < 0 ? each : each.substring(0, semicolon)).strip();
            double weight = semicolon < 0 ? 1 : weight(each.substring(semicolon + 1));
            if (!coding.isEmpty() && weight != UNKNOWN) {
                weights.put(coding.equalsIgnoreCase("x-gzip") ? "gzip" : coding.toLowerCase(Locale.ROOT), weight);
            }
        }
        return weights;
    }

    private static double weight(String parameter) {
        String text = parameter.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
        return text.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(text.substring(2)) : UNKNOWN;
    }
}
