package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.SourceText.literal;

import io.asyncio4j.conformance.Outline.Function;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the statements of one function in Java. */
final class JavaBlocks {

    private final Outline outline;
    private final Function function;
    private final Set<String> imports;
    private final SourceText text = new SourceText();
    private final TokenNames tokens;
    private final Deque<String> timeouts = new ArrayDeque<>();

    /** Names of variables that are declared here; those of others are fields. */
    private final Set<String> locals = new HashSet<>();

    /** The rest of the block that is being written, with the statement at hand. */
    private List<Op> rest = List.of();

    /** Whether the method, or the lambda, that is being written returns something. */
    private boolean returnsValue;

    private boolean usesLoop;

    JavaBlocks(Outline outline, Function function, Set<String> imports, boolean returnsValue) {
        this.outline = outline;
        this.function = function;
        this.imports = imports;
        this.returnsValue = returnsValue;
        tokens = new TokenNames(function, text);
    }

    SourceText write(List<Op> list) {
        if (function.isMain() && outline.program().eagerTasks()) {
            text.line(loop() + ".setTaskFactory(" + imported("TaskFactory") + ".EAGER);");
        }
        if (function.kind().equals("callbacks")) {
            text.line("IO.println(\"" + function.label() + " called\");");
        }
        statements(list);
        if (returnsValue && Statements.complete(list)) {
            text.line("return " + function.index() + ";");
        }
        var whole = new SourceText();
        if (usesLoop) {
            whole.line("var loop = getRunningLoop();");
        }
        if (tokens.areKept()) {
            whole.line("var tokens = new ArrayDeque<Runnable>();");
        }
        whole.lines(text);
        return whole;
    }

    private void statements(List<Op> list) {
        List<Op> outer = rest;
        tokens.enterBlock();
        List<Op> live = Statements.live(list);
        for (int i = 0; i < live.size(); i++) {
            rest = live.subList(i, live.size());
            statement(live.get(i));
        }
        tokens.leaveBlock();
        rest = outer;
    }

    private void block(Runnable inside) {
        text.indent();
        inside.run();
        text.dedent();
    }

    private void statement(Op op) {
        switch (op) {
            case Op.Return(int value) -> text.line(returnsValue ? "return " + value + ";" : "return;");
            case Op.Repeat(int times, List<Op> body) -> {
                text.indent();
                String i = text.fresh("i");
                text.header("for (int " + i + " = 0; " + i + " < " + times + "; " + i + "++) {");
                statements(body);
                end("}");
            }
            case Op.Try attempt -> attempt(attempt);
            case Op.Timeout(Integer ms, List<Op> body) -> timeout(op, "timeout", "after", limit(ms), body);
            case Op.TimeoutAt(int ms, List<Op> body) -> timeout(op, "timeoutAt", "at", at(ms), body);
            case Op.Reschedule(Integer ms) -> {
                if (!timeouts.isEmpty()) {
                    text.line(timeouts.element() + ".reschedule(" + (ms == null ? "null" : at(ms)) + ");");
                }
            }
            case Op.Group(int group, List<Op> body) -> group(op, group, body);
            case Op.WithLock(int lock, List<Op> body) -> with("locks", lock, body);
            case Op.WithSemaphore(int semaphore, List<Op> body) -> with("semaphores", semaphore, body);
            case Op.WithCondition(int condition, List<Op> body) -> with("conditions", condition, body);
            case Op.AsCompleted each -> asCompleted(each);
            case Op.Iterate each -> iterate(each);
            case Op.Wait wait -> waitForSeveral(wait);
            case Op.Bind(int variable, int value) -> bind(use("variables", variable), value);
            case Op.Unbind() -> unbind();
            default -> new JavaStatement(outline, this).lines(op).forEach(text::line);
        }
    }

    private void end(String line) {
        text.dedent();
        text.line(line);
    }

    private void attempt(Op.Try attempt) {
        if (attempt.on() == null && attempt.cleanup() == null) {
            statements(attempt.body());
            return;
        }
        text.line("try {");
        block(() -> statements(attempt.body()));
        if (attempt.on() != null) {
            text.indent();
            String e = text.fresh("e");
            text.header("} catch (" + caught(attempt.on(), attempt.body()) + " " + e + ") {");
            text.line(print("caught", e));
            statements(attempt.handler());
            if (CheckedExceptions.rethrows(attempt)) {
                text.line("throw " + e + ";");
            }
            text.dedent();
        }
        List<Op> cleanup = attempt.cleanup();
        if (cleanup != null) {
            text.line("} finally {");
            block(() -> statements(cleanup));
        }
        text.line("}");
    }

    private String caught(Op.Caught caught, List<Op> body) {
        return switch (caught) {
            case BOOM -> boom();
            case CANCELLED -> imported("CancelledError");
            case TIMEOUT -> timeoutException(body);
            case GROUP -> imported("ExceptionGroup");
            case ERROR -> "Exception";
            case ALL -> "Throwable";
        };
    }

    private static String timeoutException(List<Op> body) {
        Set<String> seen = CheckedExceptions.in(body);
        if (!seen.contains(CheckedExceptions.TIMEOUT) && !seen.contains(CheckedExceptions.ANY)) {
            return "CompletionException";
        }
        return CheckedExceptions.mayBeWrapped(body) ? "CompletionException | TimeoutException" : "TimeoutException";
    }

    private void timeout(Op op, String call, String factory, String limit, List<Op> body) {
        if (Statements.wantsTimeout(body)) {
            String timeout = text.fresh("timeout");
            text.line("var " + timeout + " = " + imported("Timeout") + "." + factory + "(" + limit + ");");
            timeouts.push(timeout);
            lambda(timeout + ".run(() -> {", timeout + ".run(() -> {", () -> statements(body), body);
            timeouts.pop();
            if (Statements.completes(op)) {
                text.line(print("expired", timeout + ".expired()"));
            }
        } else {
            String start = call + "(" + limit + ", () -> {";
            lambda(start, start, () -> statements(body), body);
        }
    }

    private void group(Op op, int group, List<Op> body) {
        String name = Outline.nameOf("groups", group);
        boolean isField = false;
        if (!outline.isRead("groups", group)) {
            name = "_";
        } else if (outline.isDeclared(function, List.of(op), "groups", group)) {
            locals.add(name);
        } else {
            isField = true;
            name = text.fresh("group");
        }
        imported("TaskGroup");
        String parameter = name;
        String assignment = isField ? use("groups", group) + " = " + parameter + ";" : null;
        lambda(
                "TaskGroup.run(" + parameter + " -> {",
                "TaskGroup.call(" + parameter + " -> {",
                () -> {
                    if (assignment != null) {
                        text.line(assignment);
                    }
                    statements(body);
                },
                body);
    }

    /** A block that is a lambda. What returns in it leaves the lambda alone, so the lambda tells whether it was left so. */
    private void lambda(String start, String startWithValue, Runnable inside, List<Op> body) {
        boolean returns = Statements.returns(body);
        boolean goesOn = Statements.complete(body);
        if (returns && goesOn) {
            String left = text.fresh("left");
            boolean outer = returnsValue;
            text.line("Integer " + left + " = " + startWithValue);
            returnsValue = true;
            block(() -> {
                inside.run();
                text.line("return null;");
            });
            returnsValue = outer;
            text.line("});");
            text.line("if (" + left + " != null) {");
            block(() -> text.line(returnsValue ? "return " + left + ";" : "return;"));
            text.line("}");
        } else {
            text.line(returns && returnsValue ? "return " + startWithValue : start);
            block(inside);
            text.line("});");
            if (returns && !returnsValue) {
                text.line("return;");
            }
        }
    }

    private void with(String kind, int index, List<Op> body) {
        String lock = use(kind, index);
        text.line("try (var _ = " + lock + ".acquire()) {");
        block(() -> {
            text.line(print(lock + " acquired"));
            statements(body);
        });
        text.line("}");
    }

    private void asCompleted(Op.AsCompleted each) {
        boolean isLimited = each.limit() < each.of().size();
        String count = isLimited ? counter(each.limit()) : "";
        text.indent();
        String future = text.fresh("future");
        text.header("for (var " + future + " : asCompleted(" + list(each.of()) + timeout(each.timeout()) + ")) {");
        text.line("try {");
        block(() -> text.line(print("completed", future + ".result()")));
        text.indent();
        String e = text.fresh("e");
        text.header("} catch (Throwable " + e + ") {");
        text.line(print("completed", e));
        end("}");
        if (isLimited) {
            leaveAfter(each.limit(), count);
        }
        end("}");
    }

    private void iterate(Op.Iterate each) {
        boolean isLimited = Statements.complete(each.body());
        String count = isLimited ? counter(each.limit()) : "";
        text.indent();
        String value = text.fresh("value");
        text.header("for (int " + value + " : " + variable("openGenerators", each.generator()) + ") {");
        text.line(print("element", value));
        statements(each.body());
        if (isLimited) {
            leaveAfter(each.limit(), count);
        }
        end("}");
    }

    private String counter(int limit) {
        if (limit == 1) {
            return "";
        }
        String count = text.fresh("count");
        text.line("int " + count + " = 0;");
        return count;
    }

    private void leaveAfter(int limit, String count) {
        if (limit == 1) {
            text.line("break;");
        } else {
            text.line("if (++" + count + " == " + limit + ") {");
            block(() -> text.line("break;"));
            text.line("}");
        }
    }

    private void waitForSeveral(Op.Wait wait) {
        if (wait.of().isEmpty()) {
            return;
        }
        String done = text.fresh("done");
        text.line("var " + done + " = waitUntil(" + imported("ReturnWhen") + "." + wait.until() + ", " + list(wait.of())
                + timeout(wait.timeout()) + ").done();");
        text.line(print("done", "Stream.of(" + variables(wait.of()) + ").map(" + done + "::contains).toList()"));
    }

    private void bind(String variable, int value) {
        String set = variable + ".set(" + value + ");";
        if (!tokens.areUsed()) {
            text.line(set);
        } else {
            String token = tokens.bind(variable);
            text.line("var " + token + " = " + set);
            if (tokens.areKept()) {
                text.line("tokens.push(() -> " + variable + ".reset(" + token + "));");
            }
        }
    }

    private void unbind() {
        if (tokens.areKept()) {
            text.line("tokens.pop().run();");
        } else if (tokens.isAnyLeft()) {
            TokenNames.Binding last = tokens.unbind();
            text.line(last.variable() + ".reset(" + last.token() + ");");
        }
    }

    // ---- what statements are made of ----

    String use(String kind, int index) {
        return text.use(kind, index);
    }

    String boom() {
        return text.boom();
    }

    String imported(String type) {
        imports.add(type);
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** What stands in a slot, a handle, a group or an open generator. */
    String variable(String kind, int index) {
        String name = Outline.nameOf(kind, index);
        return locals.contains(name) ? name : use(kind, index);
    }

    private String variables(List<Integer> slots) {
        return slots.stream().map(slot -> variable("slots", slot)).collect(Collectors.joining(", "));
    }

    private String list(List<Integer> slots) {
        return "List.of(" + variables(slots) + ")";
    }

    /** Puts something there; as a local variable of this type, if it can be one. */
    String assignment(String kind, int index, String type, String value) {
        if (!outline.isRead(kind, index)) {
            return value + ";";
        }
        if (outline.isDeclared(function, rest, kind, index)) {
            String name = Outline.nameOf(kind, index);
            locals.add(name);
            return type + " " + name + " = " + value + ";";
        }
        return use(kind, index) + " = " + value + ";";
    }

    String loop() {
        usesLoop = true;
        return "loop";
    }

    /** A time of the loop. */
    String at(int ms) {
        return loop() + ".time()" + (ms == 0 ? "" : ms > 0 ? ".plusMillis(" + ms + ")" : ".minusMillis(" + -ms + ")");
    }

    static String limit(@Nullable Integer ms) {
        return ms == null ? "null" : duration(ms);
    }

    private static String timeout(@Nullable Integer ms) {
        return ms == null ? "" : ", " + duration(ms);
    }

    static String duration(int ms) {
        return ms == 0 ? "Duration.ZERO" : "Duration.ofMillis(" + ms + ")";
    }

    String print(String what) {
        return "IO.println(" + literal(function.label() + ": " + what) + ");";
    }

    String print(String what, String value) {
        return "IO.println(" + literal(function.label() + ": " + what + " ") + " + " + value + ");";
    }
}
