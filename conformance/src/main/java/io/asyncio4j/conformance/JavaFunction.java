package io.asyncio4j.conformance;

import io.asyncio4j.conformance.Outline.Function;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Writes one body, callback or generator in Java; with the main body the main method, too. */
final class JavaFunction {

    private final Outline outline;
    private final Function function;
    private final Set<String> imports;

    JavaFunction(Outline outline, Function function, Set<String> imports) {
        this.outline = outline;
        this.function = function;
        this.imports = imports;
    }

    SourceText write() {
        return switch (function.kind()) {
            case "bodies" -> function.isMain() ? main() : body();
            case "callbacks" -> callback();
            default -> generator();
        };
    }

    private SourceText main() {
        boolean stops = outline.operations().anyMatch(Op.Stop.class::isInstance);
        if (stops || outline.isUsed("bodies", 0)) {
            var whole = new SourceText();
            (stops ? startAgain() : "void main() {\n    run(() -> body0());\n}")
                    .lines()
                    .forEach(whole::line);
            whole.line("");
            whole.lines(body());
            return whole;
        }
        List<Op> statements = function.parts().getFirst();
        boolean returns = Statements.returns(statements);
        return returns
                ? method(statements, true, "void main() {", "IO.println(\"main returned \" + run(() -> {", "}));")
                : method(statements, false, "void main() {", "run(() -> {", "});");
    }

    private String startAgain() {
        imports.add("Runner");
        return """
                void main() {
                    try (var runner = Runner.create()) {
                        var loop = runner.getLoop();
                        var task = loop.createTask(() -> body0());
                        while (!task.done()) {
                            try {
                                loop.runUntilComplete(task);
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
    }

    private SourceText body() {
        List<Op> statements = function.parts().getFirst();
        Collection<String> thrown = CheckedExceptions.in(statements);
        if (thrown.contains(CheckedExceptions.ANY)) {
            thrown = List.of(CheckedExceptions.ANY);
        }
        String signature = "int " + Outline.nameOf("bodies", function.index()) + "()"
                + (thrown.isEmpty() ? "" : " throws " + String.join(", ", thrown)) + " {";
        return method(statements, true, signature, "", "");
    }

    private SourceText callback() {
        SourceText method = method(function.parts().getFirst(), false, "void " + function.label() + "() {", "", "");
        boolean isRemoved = outline.operations()
                .anyMatch(op -> op instanceof Op.RemoveCallback remove && remove.callback() == function.index());
        if (!isRemoved) {
            return method;
        }
        var whole = new SourceText();
        whole.line("final Consumer<Object> on" + function.index() + " = _ -> " + function.label() + "();");
        whole.line("");
        whole.lines(method);
        return whole;
    }

    private SourceText generator() {
        imports.add("generator.AsyncGenerator");
        List<Op> steps = function.parts().get(0);
        List<Op> handler = function.parts().get(1);
        List<Op> cleanup = function.parts().get(2);
        Op.Try attempt = new Op.Try(
                steps,
                handler.isEmpty() ? null : Op.Caught.BOOM,
                handler,
                false,
                cleanup.isEmpty() ? null : Statements.withoutReturn(cleanup));
        return method(
                List.of(attempt),
                false,
                "AsyncGenerator<Integer, Integer> " + function.label() + "() {",
                "return AsyncGenerator.of(out -> {",
                "});");
    }

    /** A method, of which the whole body may be a lambda. */
    private SourceText method(List<Op> statements, boolean withValue, String signature, String lambda, String end) {
        SourceText inside = new JavaBlocks(outline, function, imports, withValue).write(statements);
        var method = new SourceText();
        method.line(signature);
        method.indent();
        if (lambda.isEmpty()) {
            method.lines(inside);
        } else {
            method.line(lambda);
            method.indent();
            method.lines(inside);
            method.dedent();
            method.line(end);
        }
        method.dedent();
        method.line("}");
        return method;
    }
}
