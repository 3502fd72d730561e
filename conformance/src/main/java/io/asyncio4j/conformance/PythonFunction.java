package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.SourceText.literal;
import static io.asyncio4j.conformance.SourceText.seconds;

import io.asyncio4j.conformance.Outline.Function;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one body, callback or generator in Python. */
final class PythonFunction {

    private final Outline outline;
    private final Function function;
    private final SourceText text = new SourceText();

    /** What it assigns to and does not have alone. */
    private final Set<String> globals = new TreeSet<>();

    private final Deque<String> timeouts = new ArrayDeque<>();

    private final TokenNames tokens;
    private boolean usesLoop;

    PythonFunction(Outline outline, Function function) {
        this.outline = outline;
        this.function = function;
        tokens = new TokenNames(function, text);
    }

    SourceText write() {
        text.indent();
        switch (function.kind()) {
            case "bodies" -> body();
            case "callbacks" -> callback();
            default -> generator();
        }
        text.dedent();
        var whole = new SourceText();
        whole.line(signature());
        whole.indent();
        if (!globals.isEmpty()) {
            whole.line("global " + String.join(", ", globals));
        }
        if (usesLoop) {
            whole.line("loop = asyncio.get_running_loop()");
        }
        if (tokens.areKept()) {
            whole.line("tokens = []");
        }
        whole.dedent();
        whole.lines(text);
        return whole;
    }

    private String signature() {
        return switch (function.kind()) {
            case "bodies" -> "async def " + function.label() + "():";
            case "callbacks" -> "def " + function.label() + "(*_):";
            default -> "async def " + function.label() + "():";
        };
    }

    private void body() {
        List<Op> statements = function.parts().getFirst();
        if (function.isMain() && outline.program().eagerTasks()) {
            text.line(loop() + ".set_task_factory(asyncio.eager_task_factory)");
        }
        statements(statements);
        boolean isValueOfInterest = !function.isMain() || outline.isUsed("bodies", 0) || Statements.returns(statements);
        if (Statements.complete(statements) && isValueOfInterest) {
            text.line("return " + function.index());
        } else if (text.size() == 0) {
            text.line("pass");
        }
    }

    private void callback() {
        text.line("print(\"" + function.label() + " called\")");
        statements(function.parts().getFirst());
    }

    private void generator() {
        List<Op> handler = function.parts().get(1);
        List<Op> cleanup = function.parts().get(2);
        if (handler.isEmpty() && cleanup.isEmpty()) {
            statements(function.parts().getFirst());
        } else {
            text.line("try:");
            block(() -> statements(function.parts().getFirst()));
            if (!handler.isEmpty()) {
                text.line("except " + boom() + " as e:");
                block(() -> {
                    text.line(print("caught", "repr(e)"));
                    statements(handler);
                });
            }
            if (!cleanup.isEmpty()) {
                text.line("finally:");
                block(() -> statements(Statements.withoutReturn(cleanup)));
            }
        }
        if (Statements.live(function.parts().getFirst()).stream().noneMatch(Op.YieldValue.class::isInstance)) {
            text.line("return");
            text.line("yield  # what makes it a generator");
        }
    }

    private void statements(List<? extends Op> list) {
        tokens.enterBlock();
        Statements.live(list).forEach(this::statement);
        tokens.leaveBlock();
    }

    private void block(Runnable inside) {
        text.indent();
        int before = text.size();
        inside.run();
        if (text.size() == before) {
            text.line("pass");
        }
        text.dedent();
    }

    private void block(List<Op> inside) {
        block(() -> statements(inside));
    }

    private void statement(Op op) {
        switch (op) {
            case Op.Repeat(int times, List<Op> body) -> {
                text.line("for _ in range(" + times + "):");
                block(body);
            }
            case Op.Try attempt -> attempt(attempt);
            case Op.AsCompleted each -> asCompleted(each);
            case Op.Timeout(Integer ms, List<Op> body) -> timeout(op, "timeout(" + limit(ms) + ")", body);
            case Op.TimeoutAt(int ms, List<Op> body) -> timeout(op, "timeout_at(" + at(ms) + ")", body);
            case Op.Group(int group, List<Op> body) -> {
                text.line("async with asyncio.TaskGroup()"
                        + (outline.isRead("groups", group) ? " as " + assigned("groups", group) : "") + ":");
                block(body);
            }
            case Op.WithLock(int lock, List<Op> body) -> with("locks", lock, body);
            case Op.WithSemaphore(int semaphore, List<Op> body) -> with("semaphores", semaphore, body);
            case Op.WithCondition(int condition, List<Op> body) -> with("conditions", condition, body);
            case Op.Iterate each -> iterate(each);
            case Op.Wait wait -> waitForSeveral(wait);
            case Op.Bind(int variable, int value) -> bind(text.use("variables", variable), value);
            case Op.Unbind() -> unbind();
            case Op.Reschedule(Integer ms) -> {
                if (!timeouts.isEmpty()) {
                    text.line(timeouts.peek() + ".reschedule(" + (ms == null ? "None" : at(ms)) + ")");
                }
            }
            default -> new PythonStatement(outline, this).lines(op).forEach(text::line);
        }
    }

    private void attempt(Op.Try attempt) {
        if (attempt.on() == null && attempt.cleanup() == null) {
            statements(attempt.body());
            return;
        }
        text.line("try:");
        block(attempt.body());
        if (attempt.on() != null) {
            text.line("except " + caught(attempt.on()) + " as e:");
            block(() -> {
                text.line(print("caught", "repr(e)"));
                statements(attempt.handler());
                if (attempt.rethrow() && Statements.complete(attempt.handler())) {
                    text.line("raise");
                }
            });
        }
        if (attempt.cleanup() != null) {
            text.line("finally:");
            block(attempt.cleanup());
        }
    }

    private String caught(Op.Caught caught) {
        return switch (caught) {
            case BOOM -> boom();
            case CANCELLED -> "asyncio.CancelledError";
            case TIMEOUT -> "TimeoutError";
            case GROUP -> "BaseExceptionGroup";
            case ERROR -> "Exception";
            case ALL -> "BaseException";
        };
    }

    private void timeout(Op op, String call, List<Op> body) {
        if (Statements.wantsTimeout(body)) {
            String timeout = text.fresh("timeout");
            text.line("async with asyncio." + call + " as " + timeout + ":");
            timeouts.push(timeout);
            block(body);
            timeouts.pop();
            if (Statements.completes(op)) {
                text.line(print("expired", timeout + ".expired()"));
            }
        } else {
            text.line("async with asyncio." + call + ":");
            block(body);
        }
    }

    private void with(String kind, int index, List<Op> body) {
        String lock = text.use(kind, index);
        text.line("async with " + lock + ":");
        block(() -> {
            text.line(print(lock + " acquired"));
            statements(body);
        });
    }

    private void asCompleted(Op.AsCompleted each) {
        boolean isLimited = each.limit() < each.of().size();
        String count = isLimited ? counter(each.limit()) : "";
        text.line("async for future in asyncio.as_completed(" + list("slots", each.of())
                + (each.timeout() == null ? "" : ", timeout=" + seconds(each.timeout())) + "):");
        block(() -> {
            text.line("try:");
            block(() -> text.line(print("completed", "future.result()")));
            text.line("except BaseException as e:");
            block(() -> text.line(print("completed", "repr(e)")));
            if (isLimited) {
                leaveAfter(each.limit(), count);
            }
        });
    }

    private void iterate(Op.Iterate each) {
        boolean isLimited = Statements.complete(each.body());
        String count = isLimited ? counter(each.limit()) : "";
        text.line("async for value in " + use("openGenerators", each.generator()) + ":");
        block(() -> {
            text.line(print("element", "value"));
            statements(each.body());
            if (isLimited) {
                leaveAfter(each.limit(), count);
            }
        });
    }

    private String counter(int limit) {
        if (limit == 1) {
            return "";
        }
        String count = text.fresh("count");
        text.line(count + " = 0");
        return count;
    }

    private void leaveAfter(int limit, String count) {
        if (limit == 1) {
            text.line("break");
        } else {
            text.line(count + " += 1");
            text.line("if " + count + " == " + limit + ":");
            block(() -> text.line("break"));
        }
    }

    private void waitForSeveral(Op.Wait wait) {
        if (wait.of().isEmpty()) {
            return;
        }
        String done = text.fresh("done");
        String futures = list("slots", wait.of());
        text.line(done + ", _ = await asyncio.wait(" + futures
                + (wait.timeout() == null ? "" : ", timeout=" + seconds(wait.timeout()))
                + (wait.until() == Op.Until.ALL_COMPLETED ? "" : ", return_when=asyncio." + wait.until()) + ")");
        text.line(print("done", "[future in " + done + " for future in " + futures + "]"));
    }

    private void bind(String variable, int value) {
        String set = variable + ".set(" + value + ")";
        if (!tokens.areUsed()) {
            text.line(set);
        } else if (tokens.areKept()) {
            text.line("tokens.append((" + variable + ", " + set + "))");
        } else {
            text.line(tokens.bind(variable) + " = " + set);
        }
    }

    private void unbind() {
        if (tokens.areKept()) {
            text.line("variable, token = tokens.pop()");
            text.line("variable.reset(token)");
        } else if (tokens.isAnyLeft()) {
            TokenNames.Binding last = tokens.unbind();
            text.line(last.variable() + ".reset(" + last.token() + ")");
        }
    }

    // ---- what statements are made of ----

    boolean isGenerator() {
        return function.kind().equals("generators");
    }

    String use(String kind, int index) {
        return text.use(kind, index);
    }

    /** The name of something that is assigned to. */
    String assigned(String kind, int index) {
        String name = text.use(kind, index);
        if (kind.equals("counters") || !outline.isLocal(function, kind, index)) {
            globals.add(name);
        }
        return name;
    }

    String boom() {
        return text.boom();
    }

    String loop() {
        usesLoop = true;
        return "loop";
    }

    /** A time of the loop. */
    String at(int ms) {
        return loop() + ".time()" + (ms == 0 ? "" : ms > 0 ? " + " + seconds(ms) : " - " + seconds(-ms));
    }

    static String limit(@Nullable Integer ms) {
        return ms == null ? "None" : seconds(ms);
    }

    String names(String kind, List<Integer> indexes) {
        return indexes.stream().map(index -> use(kind, index)).collect(Collectors.joining(", "));
    }

    private String list(String kind, List<Integer> indexes) {
        return "[" + names(kind, indexes) + "]";
    }

    String print(String what) {
        return "print(" + literal(function.label() + ": " + what) + ")";
    }

    String print(String what, String value) {
        return "print(" + literal(function.label() + ": " + what) + ", " + value + ")";
    }
}
