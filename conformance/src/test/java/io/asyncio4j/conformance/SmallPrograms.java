package io.asyncio4j.conformance;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** SmallPrograms for tests, made of bodies, with three of everything else. */
final class SmallPrograms {

    private SmallPrograms() {}

    @SafeVarargs
    static Program of(List<Op>... bodies) {
        return withCallbacks(List.of(), bodies);
    }

    @SafeVarargs
    static Program withCallbacks(List<List<Op.Plain>> callbacks, List<Op>... bodies) {
        return of(callbacks, List.of(), bodies);
    }

    @SafeVarargs
    static Program of(List<List<Op.Plain>> callbacks, List<Program.GeneratorBody> generators, List<Op>... bodies) {
        return new Program(
                "test",
                false,
                3,
                3,
                3,
                3,
                3,
                3,
                3,
                3,
                3,
                3,
                3,
                List.of(new Program.SemaphoreKind(2, false), new Program.SemaphoreKind(1, true)),
                List.of(2, 3),
                List.of(
                        new Program.QueueKind(Program.Order.FIFO, 0),
                        new Program.QueueKind(Program.Order.PRIORITY, 2),
                        new Program.QueueKind(Program.Order.LIFO, 1)),
                List.of(bodies),
                callbacks,
                generators);
    }

    /** All statements, with those inside of others. */
    static Stream<JsonNode> operations(Program program) {
        return operations(Json.MAPPER.<JsonNode>valueToTree(program));
    }

    private static Stream<JsonNode> operations(JsonNode node) {
        return Stream.concat(
                node.has("op") ? Stream.of(node) : Stream.empty(),
                node.valueStream().flatMap(SmallPrograms::operations));
    }

    /** Those of a type. */
    static <T extends Op> Stream<T> operations(List<Op> body, Class<T> type) {
        return operations(body).filter(type::isInstance).map(type::cast);
    }

    /** All of them, with those inside others. */
    static Stream<Op> operations(List<? extends Op> body) {
        return body.stream()
                .flatMap(op -> Stream.concat(
                        Stream.of(op), Statements.inside(op).stream().flatMap(SmallPrograms::operations)));
    }
}
