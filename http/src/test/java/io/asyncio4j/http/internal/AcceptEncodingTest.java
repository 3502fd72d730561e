package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X37: which coding a peer likes best. */
class AcceptEncodingTest {

    private static final List<String> AVAILABLE = List.of("br", "gzip");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip | gzip",
                "GZip | gzip",
                "x-gzip | gzip",
                "gzip, br | br",
                "gzip;q=1.0, br;q=0.9 | gzip",
                "gzip ; q=0.5 , br ; q=0.5 | br",
                "br;q=0, gzip | gzip",
                "* | br",
                "*;q=0.5, br;q=0 | gzip",
                "identity, gzip;q=0.5 | -",
                "identity;q=0.5, gzip | gzip",
                "gzip, identity | gzip",
                "gzip;q=0 | -",
                "gzip;q=0.000 | -",
                "gzip;q=2 | -",
                "gzip;level=1 | -",
                "deflate | -",
                "'' | -",
                "', ,' | -"
            })
    void field_chooses(String field, String coding) {
        assertThat(AcceptEncoding.choose(List.of(field), AVAILABLE)).isEqualTo(coding);
    }

    @Test
    void fields_areOne() {
        assertThat(AcceptEncoding.choose(List.of(), AVAILABLE)).isNull();
        assertThat(AcceptEncoding.choose(List.of("br;q=0.1", "gzip"), AVAILABLE))
                .isEqualTo("gzip");
    }
}
