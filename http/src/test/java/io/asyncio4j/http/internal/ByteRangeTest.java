package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of RFC 9110, section 14. */
class ByteRangeTest {

    private static @Nullable String parsed(String field, long length) {
        List<ByteRange> ranges = ByteRange.parse(field, length);
        return ranges == null
                ? null
                : ranges.stream()
                        .map(range -> range.first() + "-" + range.last())
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-499          | 0-499",
                "bytes=500-999        | 500-999",
                "bytes=-500           | 9500-9999",
                "bytes=9500-          | 9500-9999",
                "bytes=0-0,-1         | 0-0 9999-9999",
                "bytes= 0-0, , 2-2 ,  | 0-0 2-2",
                "bytes=,,0-0          | 0-0",
                "Bytes=0-0            | 0-0",
                "bytes=0-99999999     | 0-9999",
                "bytes=9999-99999999999999999999999 | 9999-9999",
                "bytes=-99999         | 0-9999",
                "bytes=-99999999999999999999999 | 0-9999",
                "bytes=500-600,601-999 | 500-999",
                "bytes=500-700,601-999 | 500-999",
                "bytes=601-999,500-700 | 500-999",
                "bytes=0-1,3-4        | 0-1 3-4",
                "bytes=0-1,2-4        | 0-4",
                "bytes=8-9,0-1,4-5    | 8-9 0-1 4-5",
                "bytes=8-9,0-1,1-8    | 0-9",
                "bytes=50-59,0-1,55-70,30-40 | 50-70 0-1 30-40",
                "bytes=0-,-5          | 0-9999",
                "bytes=0-1,20000-     | 0-1",
            })
    void parse_satisfiable(String field, String expected) {
        assertThat(parsed(field, 10_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=10-, 10",
        "bytes=10-20, 10",
        "bytes=-0, 10",
        "bytes=0-, 0",
        "bytes=0-0, 0",
        "bytes=-0, 0",
        "'bytes=10-,11-12', 10",
        "bytes=99999999999999999999999-, 10"
    })
    void parse_unsatisfiable_isEmpty(String field, long length) {
        assertThat(ByteRange.parse(field, length)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10",
        "bytes, 10",
        "bytes=, 10",
        "'bytes=,', 10",
        "bytes=-, 10",
        "bytes=5-4, 10",
        "bytes=5, 10",
        "bytes=a-b, 10",
        "bytes=1-2-3, 10",
        "bytes=--1, 10",
        "bytes=+1-2, 10",
        "bytes=1 - 2, 10",
        "'bytes=0-1,x', 10",
        "bytes 0-1, 10",
        "bytes =0-1, 10",
        "lines=0-1, 10",
        "bytes=-5, 0",
    })
    void parse_malformed_isIgnored(String field, long length) {
        assertThat(ByteRange.parse(field, length)).isNull();
    }

    @Test
    void parse_moreThanSixteen_isIgnored() {
        assertThat(parsed("bytes=" + "0-0,".repeat(16), 10)).isEqualTo("0-0");
        assertThat(parsed("bytes=" + "0-0,".repeat(17), 10)).isNull();
    }

    @Test
    void contentRange_ofBoth() {
        assertThat(new ByteRange(42, 1233).contentRange(1234)).isEqualTo("bytes 42-1233/1234");
        assertThat(new ByteRange(42, 1233).length()).isEqualTo(1192);
        assertThat(ByteRange.unsatisfiable(1234)).isEqualTo("bytes */1234");
    }
}
