package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Outline.Function;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program as a compact source file that can be run. It says what the program does in the way in which one would write it,
 * and prints what its operations give, in the same words as {@link PythonSource}, which says what is left out: a place that is
 * empty is a {@code NullPointerException} here. In addition, a handler of {@code TimeoutError} catches what other checked
 * exceptions are wrapped in, too, if what is awaited may throw them.
 */
final class JavaSource {

    private final Outline outline;
    private final SourceText text = new SourceText();
    private final Set<String> imports = new TreeSet<>();

    private JavaSource(Program program) {
        outline = new Outline(program);
    }

    static String of(Program program) {
        var source = new JavaSource(program);
        source.write();
        return source.text.toString();
    }

    private void write() {
        var functions = new SourceText();
        for (Function function : outline.functions()) {
            functions.line("");
            functions.lines(new JavaFunction(outline, function, imports).write());
        }
        SourceText fields = fields(functions);
        text.line("// " + outline.program().name().replaceAll("\\R", " "));
        text.line("");
        text.line("import static io.asyncio4j.Asyncio.*;");
        if (!imports.isEmpty()) {
            text.line("");
            imports.forEach(type -> text.line("import io.asyncio4j." + type + ";"));
        }
        if (fields.size() > 0) {
            text.line("");
            text.lines(fields);
        }
        text.lines(functions);
        if (!functions.used(SourceText.BOOM).isEmpty()) {
            """

            static class Boom extends RuntimeException {
                Boom(String message) {
                    super(message);
                }
            }
            """.lines().forEach(text::line);
        }
    }

    private SourceText fields(SourceText functions) {
        var fields = new SourceText();
        for (String kind : List.of(
                "locks",
                "events",
                "conditions",
                "semaphores",
                "barriers",
                "queues",
                "counters",
                "variables",
                "contexts",
                "slots",
                "handles",
                "groups",
                "openGenerators")) {
            functions.used(kind).forEach(index -> fields.line(field(kind, index)));
        }
        return fields;
    }

    private String field(String kind, int index) {
        String name = Outline.nameOf(kind, index);
        Program program = outline.program();
        return switch (kind) {
            case "locks" -> "final " + sync("Lock") + " " + name + " = new Lock();";
            case "events" -> "final " + sync("Event") + " " + name + " = new Event();";
            case "conditions" -> "final " + sync("Condition") + " " + name + " = new Condition();";
            case "semaphores" -> {
                Program.SemaphoreKind semaphore = program.semaphores().get(index);
                String type = sync(semaphore.bounded() ? "BoundedSemaphore" : "Semaphore");
                yield "final " + type + " " + name + " = new " + type + "(" + semaphore.permits() + ");";
            }
            case "barriers" ->
                "final " + sync("Barrier") + " " + name + " = new Barrier("
                        + program.barriers().get(index) + ");";
            case "queues" -> queue(name, program.queues().get(index));
            case "counters" -> "int " + name + ";";
            case "variables" ->
                "final " + imported("ContextVar") + "<Integer> " + name + " = ContextVar.withDefault(\"" + name
                        + "\", null);";
            case "contexts" -> "final " + imported("Context") + " " + name + " = new Context();";
            case "slots" ->
                switch (SlotType.of(outline, index)) {
                            case TASK -> imported("Task") + "<Integer> ";
                            case FUTURE -> imported("Future") + "<Integer> ";
                            case ANY -> imported("Future") + "<?> ";
                        }
                        + name + ";";
            case "handles" -> imported("Handle") + " " + name + ";";
            case "groups" -> imported("TaskGroup") + " " + name + ";";
            default -> {
                imported("generator.AsyncGenerator");
                yield "AsyncGenerator<Integer, Integer> " + name + ";";
            }
        };
    }

    private String queue(String name, Program.QueueKind kind) {
        String type = switch (kind.order()) {
            case FIFO -> "Queue";
            case PRIORITY -> "PriorityQueue";
            case LIFO -> "LifoQueue";
        };
        imported("queue." + type);
        return "final " + type + "<Integer> " + name + " = new " + type + "<>("
                + (kind.maxsize() == 0 ? "" : kind.maxsize()) + ");";
    }

    private String sync(String type) {
        imported("sync." + type);
        return type;
    }

    private String imported(String type) {
        imports.add(type);
        return type;
    }
}
