package io.asyncio4j.conformance;

import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * A program as a Python script that can be run, for CPython 3.13 and later. It says what the program does in the way in which
 * one would write it, and prints what its operations give. What only the interpreters take care of is left out:
 *
 * <ul>
 *   <li>the clock is the real one, and timers with equal deadlines run in any order;
 *   <li>limits to the numbers of tasks and callbacks, and checks for circles of tasks that wait for each other: such a script
 *       may run for ever, as may one that waits for what nobody does;
 *   <li>places that are empty: where the interpreters say "nothing", there is a {@code NameError};
 *   <li>an error of a release after the block of {@code async with} has failed wins;
 *   <li>the state of everything at the end;
 *   <li>a {@code return} inside of a block in the cleanup of a generator drops the exception.
 * </ul>
 */
final class PythonSource {

    private static final String BOOM = """
            class Boom(Exception):
                pass
            """;

    private static final String STARTS = "print(\"body0 =\", asyncio.run(body0()))";

    private static final String STARTS_AGAIN = """
            with asyncio.Runner() as runner:
                loop = runner.get_loop()
                task = loop.create_task(body0())
                while not task.done():
                    try:
                        print("body0 =", loop.run_until_complete(task))
                    except RuntimeError:
                        if task.done():
                            raise
                        print("stopped")
            """;

    private final Program program;
    private final Facts facts;
    private final SourceText functions = new SourceText();

    private PythonSource(Program program) {
        this.program = program;
        facts = new Facts(program);
    }

    static String of(Program program) {
        return new PythonSource(program).write();
    }

    private String write() {
        for (int i = 0; i < program.bodies().size(); i++) {
            body(i, program.bodies().get(i));
        }
        for (int i = 0; i < program.generators().size(); i++) {
            generator(i, Statements.of(program.generators().get(i)));
        }
        for (int i = 0; i < program.callbacks().size(); i++) {
            callback(i, program.callbacks().get(i));
        }
        SourceText objects = objects();
        var text = new SourceText();
        text.line("# " + program.name().replaceAll("\\R", " "));
        text.line("import asyncio");
        if (objects.mentions("contextvars")) {
            text.line("import contextvars");
        }
        text.section(1, objects.toString());
        if (functions.mentions("Boom")) {
            text.section(2, BOOM);
        }
        text.lines(functions.toString());
        text.section(2, facts.stops() ? STARTS_AGAIN : STARTS);
        return text.toString();
    }

    // ---- functions ----

    private void body(int index, List<Op> body) {
        PythonBlocks blocks = new PythonBlocks(facts, "body" + index);
        if (index == 0 && program.eagerTasks()) {
            blocks.text.line("loop.set_task_factory(asyncio.eager_task_factory)");
        }
        blocks.statements(body);
        if (Statements.complete(body)) {
            blocks.text.line("return " + index);
        }
        function("async def body" + index + "():", blocks, body);
    }

    private void generator(int index, Op.Try body) {
        PythonBlocks blocks = new PythonBlocks(facts, "generator" + index);
        if (Statements.live(body.body()).stream().noneMatch(Op.YieldValue.class::isInstance)) {
            blocks.text.line("if False: yield  # so it is a generator");
        }
        blocks.statements(List.of(body));
        function("async def generator" + index + "():", blocks, List.of(body));
    }

    private void callback(int index, List<Op.Plain> body) {
        PythonBlocks blocks = new PythonBlocks(facts, "callback" + index);
        blocks.text.line("print(\"callback" + index + " called\")");
        blocks.statements(body);
        function("def callback" + index + "(*_):", blocks, body);
    }

    private void function(String signature, PythonBlocks blocks, List<? extends Op> body) {
        functions.line("");
        functions.line("");
        functions.begin(signature);
        var globals = new TreeSet<String>();
        Statements.all(body).map(blocks::assigned).forEach(globals::addAll);
        if (!globals.isEmpty()) {
            functions.line("global " + String.join(", ", globals));
        }
        if (blocks.text.mentions("loop")) {
            functions.line("loop = asyncio.get_running_loop()");
        }
        if (blocks.text.mentions("tokens")) {
            functions.line("tokens = []");
        }
        functions.lines(blocks.text.toString());
        functions.end();
    }

    // ---- what they share ----

    private SourceText objects() {
        var text = new SourceText();
        declare(text, "lock", program.locks(), _ -> "asyncio.Lock()");
        declare(text, "event", program.events(), _ -> "asyncio.Event()");
        declare(text, "condition", program.conditions(), _ -> "asyncio.Condition()");
        declare(text, "semaphore", program.semaphores().size(), i -> {
            Program.SemaphoreKind kind = program.semaphores().get(i);
            return "asyncio." + (kind.bounded() ? "BoundedSemaphore" : "Semaphore") + "(" + kind.permits() + ")";
        });
        declare(
                text,
                "barrier",
                program.barriers().size(),
                i -> "asyncio.Barrier(" + program.barriers().get(i) + ")");
        declare(text, "queue", program.queues().size(), i -> {
            Program.QueueKind kind = program.queues().get(i);
            return "asyncio." + kind.order().type + "(" + (kind.maxsize() == 0 ? "" : kind.maxsize()) + ")";
        });
        declare(text, "counter", program.counters(), _ -> "0");
        declare(
                text,
                "variable",
                program.variables(),
                i -> "contextvars.ContextVar(\"variable" + i + "\", default=None)");
        declare(text, "context", program.contexts(), _ -> "contextvars.Context()");
        return text;
    }

    private void declare(SourceText text, String name, int count, IntFunction<String> value) {
        for (int i = 0; i < count; i++) {
            if (functions.mentions(name + i)) {
                text.line(name + i + " = " + value.apply(i));
            }
        }
    }
}
