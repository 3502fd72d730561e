package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** A program survives its way through JSON. */
final class JsonTest {

    @Test
    void program_writtenAndRead_isEqual() {
        Program program = new Program(
                "one",
                true,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                List.of(new Program.SemaphoreKind(2, true)),
                List.of(3),
                List.of(new Program.QueueKind(Program.Order.PRIORITY, 1)),
                List.of(List.of(
                        new Op.Spawn(0, 1, true, null),
                        new Op.Try(List.of(new Op.Yield()), Op.Caught.BOOM, List.of(), true, null),
                        new Op.Timeout(null, List.of(new Op.Sleep(5))))),
                List.of(List.of(new Op.Cancel(0, "because"))),
                List.of(new Program.GeneratorBody(List.of(new Op.YieldValue(1)), List.of(), List.of())));

        assertThat(Json.program(Json.write(program))).isEqualTo(program);
    }

    @Test
    void mixture_isTheStandardOne_butForWhatIsTold() {
        Mixture standard = Mixture.standard();

        Mixture mixture =
                Json.mixture("{\"bodies\": {\"most\": 9}, \"wildPercent\": 50, \"weights\": {\"CANCEL\": 70}}");

        assertThat(mixture.bodies())
                .isEqualTo(new Mixture.Range(standard.bodies().least(), 9));
        assertThat(mixture.wildPercent()).isEqualTo(50);
        assertThat(mixture.weights()).containsEntry(Kind.CANCEL, 70).containsEntry(Kind.SLEEP, Kind.SLEEP.weight);
        assertThat(mixture.nesting()).isEqualTo(standard.nesting());
    }

    @Test
    void mixture_withWhatIsNone_isRefused() {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> Json.mixture("{\"bodys\": 3}"))
                .withMessageContaining("bodys");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> Json.mixture("{\"weights\": {\"SNOOZE\": 3}}"))
                .withMessageContaining("SNOOZE");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> Json.mixture("{\"nesting\": 9}"))
                .withMessageContaining("nesting");
    }
}
