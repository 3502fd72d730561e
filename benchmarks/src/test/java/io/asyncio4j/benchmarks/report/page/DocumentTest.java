package io.asyncio4j.benchmarks.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text between markers. */
class DocumentTest {

    private static final String TEXT = """
            before
            <!-- results: a -->
            old
            <!-- end -->
            between
            <!-- results: b-c -->
            <!-- end -->
            after
            """;

    @Test
    void with_replacesWhatIsBetweenMarkers_andNothingElse() {
        Document document = new Document(TEXT).with(name -> Optional.of("new " + name + " $1\n"));

        assertThat(document.text()).isEqualTo("""
                before
                <!-- results: a -->

                new a $1

                <!-- end -->
                between
                <!-- results: b-c -->

                new b-c $1

                <!-- end -->
                after
                """);
        assertThat(document.with(name -> Optional.of("new " + name + " $1\n"))).isEqualTo(document);
    }

    @Test
    void with_nothingForAName_leavesWhatIsThere() {
        assertThat(new Document(TEXT).with(_ -> Optional.empty()).text()).isEqualTo(TEXT);
        assertThat(new Document(TEXT).names()).containsExactly("a", "b-c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- results: a -->\n",
                "<!-- end -->\n",
                "<!-- results: a -->\n<!-- results: b -->\n<!-- end -->\n<!-- end -->\n",
                "<!-- results: a --><!-- end -->\n"
            })
    void markers_thatDoNotMatch_areRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Document(text))
                .withMessageContaining("needs its own \"<!-- end -->\"");
    }
}
