package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SideBySideTest {

    @Test
    void sources_areTwoColumns() {
        assertThat(SideBySide.sources("a = 1\nb = 2\nc = 3\n", "int a = 1;\n")).isEqualTo("""
                        Python | Java
                               |
                        a = 1  | int a = 1;
                        b = 2  |
                        c = 3  |
                        """);
    }

    @Test
    void sources_withLongLines_areOneAfterTheOther() {
        String longLine = "x".repeat(150);

        assertThat(SideBySide.sources(longLine + "\n", "y".repeat(47) + "\n")).contains(longLine + " | yyy");
        assertThat(SideBySide.sources(longLine + "\n", "y".repeat(48) + "\n"))
                .isEqualTo("Python\n\n" + longLine + "\n\nJava\n\n" + "y".repeat(48) + "\n");
    }

    @Test
    void traces_thatAreEqual_arePrintedOnce() {
        assertThat(SideBySide.traces(List.of("one", "two"), List.of("one", "two")))
                .isEqualTo("""
                        The trace of CPython and of asyncio4j

                        one
                        two
                        """);
    }

    @Test
    void traces_thatDiffer_haveAMarkAtTheFirstLineThatDoes() {
        assertThat(SideBySide.traces(List.of("one", "two", "three"), List.of("one", "2", "three")))
                .isEqualTo("""
                        CPython | asyncio4j
                                |
                          one   |   one
                        > two   | > 2
                          three |   three
                        """);
    }

    @Test
    void traces_ofWhichOneEnds_haveAMarkAfterItsEnd() {
        assertThat(SideBySide.traces(List.of("one", "two"), List.of("one"))).isEqualTo("""
                        CPython | asyncio4j
                                |
                          one   |   one
                        > two   | >
                        """);
    }
}
