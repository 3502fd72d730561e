package io.asyncio4j.conformance;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * A program as a compact source file that can be run. It says what the program does in the way in which one would write it,
 * and prints what its operations give, in the same words as {@link PythonSource}, which says what is left out: a place that is
 * empty is a {@code NullPointerException} here.
 */
final class JavaSource {

    /** What may need an import, below {@code io.asyncio4j}. */
    private static final List<String> TYPES = List.of(
            "CancelledError",
            "Context",
            "ContextVar",
            "ExceptionContext",
            "ExceptionGroup",
            "Future",
            "Handle",
            "ReturnWhen",
            "Runner",
            "Task",
            "TaskFactory",
            "TaskGroup",
            "TaskOptions",
            "Timeout",
            "generator.AsyncGenerator",
            "queue.LifoQueue",
            "queue.PriorityQueue",
            "queue.Queue",
            "sync.Barrier",
            "sync.BoundedSemaphore",
            "sync.Condition",
            "sync.Event",
            "sync.Lock",
            "sync.Semaphore");

    private static final String STARTS = """
            void main() {
                IO.println("body0 = " + run(() -> body0()));
            }
            """;

    private static final String STARTS_AGAIN = """
            void main() {
                try (var runner = Runner.create()) {
                    var loop = runner.getLoop();
                    var task = loop.createTask(() -> body0());
                    while (!task.done()) {
                        try {
                            IO.println("body0 = " + loop.runUntilComplete(task));
                        } catch (IllegalStateException e) {
                            if (task.done()) {
                                throw e;
                            }
                            IO.println("stopped");
                        }
                    }
                }
            }
            """;

    private static final String BOOM = """
            static class Boom extends RuntimeException {
                Boom(String message) {
                    super(message);
                }
            }
            """;

    private static final String IS_TIMEOUT = """
            /** Out of a task it comes wrapped. */
            static boolean isTimeout(Exception e) {
                return e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
            }
            """;

    private final Program program;
    private final Facts facts;
    private final SourceText functions = new SourceText();

    private JavaSource(Program program) {
        this.program = program;
        facts = new Facts(program);
    }

    static String of(Program program) {
        return new JavaSource(program).write();
    }

    private String write() {
        functions.lines(facts.stops() ? STARTS_AGAIN : STARTS);
        for (int i = 0; i < program.bodies().size(); i++) {
            body(i, program.bodies().get(i));
        }
        for (int i = 0; i < program.generators().size(); i++) {
            generator(i, Statements.of(program.generators().get(i)));
        }
        for (int i = 0; i < program.callbacks().size(); i++) {
            callback(i, program.callbacks().get(i));
        }
        if (functions.mentions("Boom")) {
            functions.section(1, BOOM);
        }
        if (functions.mentions("isTimeout")) {
            functions.section(1, IS_TIMEOUT);
        }
        SourceText fields = fields();
        var text = new SourceText();
        text.line("// " + program.name().replaceAll("\\R", " "));
        text.line("");
        text.line("import static io.asyncio4j.Asyncio.*;");
        text.section(1, imports(fields));
        text.section(1, fields.toString());
        text.section(1, functions.toString());
        return text.toString();
    }

    private String imports(SourceText fields) {
        return TYPES.stream()
                .filter(type -> {
                    String name = type.substring(type.indexOf('.') + 1);
                    return functions.mentions(name) || fields.mentions(name);
                })
                .map(type -> "import io.asyncio4j." + type + ";\n")
                .collect(Collectors.joining());
    }

    // ---- functions ----

    private void body(int index, List<Op> body) {
        JavaBlocks blocks = new JavaBlocks(facts, "body" + index);
        if (index == 0 && program.eagerTasks()) {
            blocks.text.line("loop.setTaskFactory(TaskFactory.EAGER);");
        }
        blocks.statements(body);
        if (Statements.complete(body)) {
            blocks.text.line("return " + index + ";");
        }
        functions.line("");
        functions.begin("int body" + index + "() throws Exception {");
        content(blocks);
        functions.end("}");
    }

    private void generator(int index, Op.Try body) {
        JavaBlocks blocks = new JavaBlocks(facts, "generator" + index);
        blocks.statements(List.of(body));
        functions.line("");
        functions.begin("AsyncGenerator<Integer, Integer> generator" + index + "() {");
        functions.begin("return AsyncGenerator.of(out -> {");
        content(blocks);
        functions.end("});");
        functions.end("}");
    }

    private void callback(int index, List<Op.Plain> body) {
        JavaBlocks blocks = new JavaBlocks(facts, "callback" + index);
        blocks.text.line("IO.println(\"callback" + index + " called\");");
        blocks.statements(body);
        functions.line("");
        functions.begin("void callback" + index + "() {");
        content(blocks);
        functions.end("}");
    }

    private void content(JavaBlocks blocks) {
        if (blocks.text.mentions("loop")) {
            functions.line("var loop = getRunningLoop();");
        }
        if (blocks.text.mentions("tokens")) {
            functions.line("var tokens = new ArrayDeque<Runnable>();");
        }
        functions.lines(blocks.text.toString());
    }

    // ---- fields ----

    private SourceText fields() {
        var fields = new SourceText();
        declare(fields, "lock", program.locks(), _ -> object("Lock", ""));
        declare(fields, "event", program.events(), _ -> object("Event", ""));
        declare(fields, "condition", program.conditions(), _ -> object("Condition", ""));
        declare(fields, "semaphore", program.semaphores().size(), i -> {
            Program.SemaphoreKind kind = program.semaphores().get(i);
            return object(kind.bounded() ? "BoundedSemaphore" : "Semaphore", "" + kind.permits());
        });
        declare(
                fields,
                "barrier",
                program.barriers().size(),
                i -> object("Barrier", "" + program.barriers().get(i)));
        declare(fields, "queue", program.queues().size(), i -> {
            Program.QueueKind kind = program.queues().get(i);
            String maxsize = kind.maxsize() == 0 ? "" : "" + kind.maxsize();
            return "final " + kind.order().type + "<Integer> % = new " + kind.order().type + "<>(" + maxsize + ")";
        });
        declare(fields, "counter", program.counters(), _ -> "int %");
        declare(
                fields,
                "variable",
                program.variables(),
                _ -> "final ContextVar<Integer> % = ContextVar.withDefault(\"%\", null)");
        declare(fields, "context", program.contexts(), _ -> object("Context", ""));
        declare(fields, "t", program.slots(), i -> switch (facts.slotType(i)) {
            case TASK -> "Task<Integer> %";
            case FUTURE -> "Future<Integer> %";
            case ANY -> "Future<?> %";
        });
        declare(fields, "handle", program.handles(), _ -> "Handle %");
        declare(fields, "iterator", program.iterators(), _ -> "Iterator<? extends Future<?>> %");
        declare(fields, "group", program.groups(), _ -> "TaskGroup %");
        declare(fields, "g", program.openGenerators(), _ -> "AsyncGenerator<Integer, Integer> %");
        declare(
                fields,
                "onDone",
                program.callbacks().size(),
                i -> "final Consumer<Object> % = _ -> callback" + i + "()");
        return fields;
    }

    private static String object(String type, String argument) {
        return "final " + type + " % = new " + type + "(" + argument + ")";
    }

    /** Fields that are named somewhere; % in what declares one stands for its name. */
    private void declare(SourceText fields, String name, int count, IntFunction<String> declaration) {
        for (int i = 0; i < count; i++) {
            if (functions.mentions(name + i)) {
                fields.line(declaration.apply(i).replace("%", name + i) + ";");
            }
        }
    }
}
