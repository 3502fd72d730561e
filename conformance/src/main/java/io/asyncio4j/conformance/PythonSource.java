package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Outline.Function;
import java.util.List;

/**
 * A program as a Python script that can be run, for CPython 3.13 and later. It says what the program does in the way in which
 * one would write it, and prints what its operations give. What only the interpreters take care of is left out:
 *
 * <ul>
 *   <li>the clock is the real one, and timers with equal deadlines run in any order;
 *   <li>limits to the numbers of tasks and callbacks, and checks for circles of tasks that wait for each other: such a script
 *       may run for ever, as may one that waits for what nobody does;
 *   <li>places that are empty: where the interpreters say "nothing", there is a {@code NameError};
 *   <li>the state of everything at the end;
 *   <li>a {@code return} inside of a block in the cleanup of a generator drops the exception.
 * </ul>
 */
final class PythonSource {

    private final Outline outline;
    private final SourceText text = new SourceText();

    private PythonSource(Program program) {
        outline = new Outline(program);
    }

    static String of(Program program) {
        var source = new PythonSource(program);
        source.write();
        return source.text.toString();
    }

    private void write() {
        var functions = new SourceText();
        for (Function function : outline.functions()) {
            functions.line("");
            functions.line("");
            functions.lines(new PythonFunction(outline, function).write());
        }
        text.line("# " + outline.program().name().replaceAll("\\R", " "));
        text.line("import asyncio");
        if (!functions.used("variables").isEmpty()
                || !functions.used("contexts").isEmpty()) {
            text.line("import contextvars");
        }
        objects(functions);
        if (!functions.used(SourceText.BOOM).isEmpty()) {
            text.line("");
            text.line("");
            text.line("class Boom(Exception):");
            text.line("    pass");
        }
        text.lines(functions);
        text.line("");
        text.line("");
        start();
    }

    private void objects(SourceText functions) {
        var objects = new SourceText();
        Program program = outline.program();
        for (String kind : List.of(
                "locks",
                "events",
                "conditions",
                "semaphores",
                "barriers",
                "queues",
                "counters",
                "variables",
                "contexts")) {
            for (int index : functions.used(kind)) {
                String name = Outline.nameOf(kind, index);
                objects.line(name + " = "
                        + switch (kind) {
                            case "locks" -> "asyncio.Lock()";
                            case "events" -> "asyncio.Event()";
                            case "conditions" -> "asyncio.Condition()";
                            case "semaphores" -> semaphore(program.semaphores().get(index));
                            case "barriers" ->
                                "asyncio.Barrier(" + program.barriers().get(index) + ")";
                            case "queues" -> queue(program.queues().get(index));
                            case "counters" -> "0";
                            case "variables" -> "contextvars.ContextVar(\"" + name + "\", default=None)";
                            default -> "contextvars.Context()";
                        });
            }
        }
        if (objects.size() > 0) {
            text.line("");
            text.lines(objects);
        }
    }

    private static String semaphore(Program.SemaphoreKind kind) {
        return "asyncio." + (kind.bounded() ? "BoundedSemaphore" : "Semaphore") + "(" + kind.permits() + ")";
    }

    private static String queue(Program.QueueKind kind) {
        String type = switch (kind.order()) {
            case FIFO -> "Queue";
            case PRIORITY -> "PriorityQueue";
            case LIFO -> "LifoQueue";
        };
        return "asyncio." + type + "(" + (kind.maxsize() == 0 ? "" : kind.maxsize()) + ")";
    }

    private void start() {
        if (outline.operations().anyMatch(Op.Stop.class::isInstance)) {
            """
            with asyncio.Runner() as runner:
                loop = runner.get_loop()
                task = loop.create_task(main())
                while not task.done():
                    try:
                        loop.run_until_complete(task)
                    except RuntimeError:
                        if task.done():
                            raise
                        print("stopped")
            """.lines().forEach(text::line);
        } else if (Statements.returns(outline.program().bodies().getFirst())) {
            text.line("print(\"main returned\", asyncio.run(main()))");
        } else {
            text.line("asyncio.run(main())");
        }
    }
}
