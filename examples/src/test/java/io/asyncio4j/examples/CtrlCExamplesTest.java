package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs that wait for Ctrl-C, each in a JVM of its own. */
final class CtrlCExamplesTest {

    @BeforeEach
    void ctrlCWorksHere() throws IOException {
        ChildProgram.assumeCtrlCWorks();
    }

    @Test
    void cancelGroup_cancelsTheGroupThatStillRuns() throws Exception {
        try (var program = ChildProgram.start("CancelGroup", "0.1", "60")) {
            var lines = program.readLines(30);
            assertThat(lines.subList(0, 10)).containsOnly("start get url www.baidu.com");
            assertThat(lines.subList(10, 20)).containsOnly("start get url www.google.com");
            assertThat(lines.subList(20, 30)).containsOnly("end get url");

            program.pressCtrlC();

            assertThat(program.readLines(2))
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("true"),
                            line -> assertThat(line).matches("times [0-9.]+"));
            assertThat(program.readToEnd()).isEmpty();
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void cancelAll_cancelsEachTask() throws Exception {
        try (var program = ChildProgram.start("CancelAll", "60")) {
            assertThat(program.readLines(10)).containsOnly("start get url www.baidu.com");

            program.pressCtrlC();

            assertThat(program.readLines(11)).isEqualTo(Collections.nCopies(11, "true"));
            assertThat(program.readLines(1)).singleElement().asString().matches("times [0-9.]+");
            assertThat(program.readToEnd()).isEmpty();
            assertThat(program.exitCode()).isZero();
        }
    }
}
