package io.asyncio4j.conformance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the statements of one function in Java: the blocks, and by {@link JavaStatement} the others. */
final class JavaBlocks {

    final SourceText text = new SourceText();
    private final Facts facts;
    private final JavaStatement simple;
    private final Deque<String> timeouts = new ArrayDeque<>();

    /** Whether the method, or the lambda, that is being written returns something. */
    private boolean returnsValue;

    JavaBlocks(Facts facts, String function) {
        this.facts = facts;
        simple = new JavaStatement(facts, function);
        returnsValue = function.startsWith("body");
    }

    void statements(List<? extends Op> list) {
        Statements.live(list).forEach(this::statement);
    }

    private void statement(Op op) {
        switch (op) {
            case Op.Return(int value) -> text.line(returnsValue ? "return " + value + ";" : "return;");
            case Op.Repeat(int times, List<Op> body) -> {
                text.begin("i", i -> "for (int " + i + " = 0; " + i + " < " + times + "; " + i + "++) {");
                statements(body);
                text.end("}");
            }
            case Op.Try attempt -> attempt(attempt);
            case Op.Timeout(Integer ms, List<Op> body) -> timeout("timeout(", "after(", limit(ms), body);
            case Op.TimeoutAt(int ms, List<Op> body) -> timeout("timeoutAt(", "at(", at(ms), body);
            case Op.Reschedule(Integer ms) -> {
                if (!timeouts.isEmpty()) {
                    text.line(timeouts.element() + ".reschedule(" + (ms == null ? "null" : at(ms)) + ");");
                }
            }
            case Op.Group(int group, List<Op> body) -> group(group, body);
            case Op.WithLock(int lock, List<Op> body) -> with("lock" + lock, body);
            case Op.WithSemaphore(int semaphore, List<Op> body) -> with("semaphore" + semaphore, body);
            case Op.WithCondition(int condition, List<Op> body) -> with("condition" + condition, body);
            case Op.AsCompleted each -> asCompleted(each);
            case Op.Iterate each -> iterate(each);
            case Op.Wait wait -> waitUntil(wait);
            case Op.Bind(int variable, int value) -> {
                String token = text.fresh("token");
                text.line("var " + token + " = variable" + variable + ".set(" + value + ");");
                text.line("tokens.push(() -> variable" + variable + ".reset(" + token + "));");
            }
            default -> text.lines(simple.lines(op));
        }
    }

    private void attempt(Op.Try attempt) {
        Op.Caught on = attempt.on();
        if (on == null && attempt.cleanup() == null) {
            statements(attempt.body());
            return;
        }
        text.begin("try {");
        statements(attempt.body());
        text.end();
        if (on != null) {
            String e = text.begin("e", name -> "} catch (" + caught(on) + " " + name + ") {");
            if (on == Op.Caught.TIMEOUT) {
                text.begin("if (!isTimeout(" + e + ")) {");
                text.line("throw " + e + ";");
                text.end("}");
            }
            text.line(simple.print("caught", e));
            statements(attempt.handler());
            if (attempt.rethrow() && Statements.complete(attempt.handler())) {
                text.line("throw " + e + ";");
            }
            text.end();
        }
        if (attempt.cleanup() != null) {
            text.begin("} finally {");
            statements(attempt.cleanup());
            text.end();
        }
        text.line("}");
    }

    /** javac refuses to catch a checked exception that it does not see; and out of a task it comes wrapped. */
    private static String caught(Op.Caught caught) {
        return switch (caught) {
            case BOOM -> "Boom";
            case CANCELLED -> "CancelledError";
            case GROUP -> "ExceptionGroup";
            case TIMEOUT, ERROR -> "Exception";
            case ALL -> "Throwable";
        };
    }

    private void timeout(String call, String factory, String limit, List<Op> body) {
        if (Statements.useTimeout(body)) {
            String timeout = text.fresh("timeout");
            text.line("var " + timeout + " = Timeout." + factory + limit + ");");
            timeouts.push(timeout);
            lambda(timeout + ".run(() -> {", () -> statements(body), body);
            timeouts.pop();
            text.line(simple.print("expired", timeout + ".expired()"));
        } else {
            lambda(call + limit + ", () -> {", () -> statements(body), body);
        }
    }

    private void group(int group, List<Op> body) {
        String call = "TaskGroup." + (Statements.haveReturn(body) ? "call(" : "run(");
        if (facts.namesGroup(group)) {
            String tasks = text.fresh("tasks");
            lambda(
                    call + tasks + " -> {",
                    () -> {
                        text.line("group" + group + " = " + tasks + ";");
                        statements(body);
                    },
                    body);
        } else {
            lambda(call + "_ -> {", () -> statements(body), body);
        }
    }

    /** A block that is a lambda. What returns in it leaves the lambda alone, so the lambda tells whether it was left so. */
    private void lambda(String head, Runnable inside, List<Op> body) {
        if (Statements.haveReturn(body)) {
            boolean outer = returnsValue;
            String left = text.fresh("left");
            text.begin("Integer " + left + " = " + head);
            returnsValue = true;
            inside.run();
            if (Statements.complete(body)) {
                text.line("return null;");
            }
            returnsValue = outer;
            text.end("});");
            text.begin("if (" + left + " != null) {");
            text.line(returnsValue ? "return " + left + ";" : "return;");
            text.end("}");
        } else {
            text.begin(head);
            inside.run();
            text.end("});");
        }
    }

    private void with(String lock, List<Op> body) {
        text.begin("try (var _ = " + lock + ".acquire()) {");
        text.line(simple.print(lock + " acquired"));
        statements(body);
        text.end("}");
    }

    private void asCompleted(Op.AsCompleted each) {
        String futures = completed(each.of(), each.timeout());
        int limit = each.limit() < each.of().size() ? each.limit() : 0;
        String count = counter(limit);
        String future = text.begin("future", name -> "for (var " + name + " : " + futures + ") {");
        text.begin("try {");
        text.line(simple.print("completed", future + ".result()"));
        text.end();
        String e = text.begin("e", name -> "} catch (Throwable " + name + ") {");
        text.line(simple.print("completed", e));
        text.end("}");
        leaveAfter(limit, count);
        text.end("}");
    }

    private void iterate(Op.Iterate each) {
        int limit = Statements.complete(each.body()) ? each.limit() : 0;
        String count = counter(limit);
        String value = text.begin("value", name -> "for (int " + name + " : g" + each.generator() + ") {");
        text.line(simple.print("element", value));
        statements(each.body());
        leaveAfter(limit, count);
        text.end("}");
    }

    private String counter(int limit) {
        if (limit <= 1) {
            return "";
        }
        String count = text.fresh("count");
        text.line("int " + count + " = 0;");
        return count;
    }

    private void leaveAfter(int limit, String count) {
        if (limit == 1) {
            text.line("break;");
        } else if (limit > 1) {
            text.begin("if (++" + count + " == " + limit + ") {");
            text.line("break;");
            text.end("}");
        }
    }

    private void waitUntil(Op.Wait wait) {
        if (wait.of().isEmpty()) {
            return;
        }
        String futures = slots(wait.of());
        String done = text.fresh("done");
        text.line("var " + done + " = waitUntil(ReturnWhen." + wait.until() + ", List.of(" + futures + ")"
                + timeout(wait.timeout()) + ").done();");
        text.line(simple.print("done", "Stream.of(" + futures + ").map(" + done + "::contains).toList()"));
    }

    // ---- what statements are made of ----

    static String completed(List<Integer> of, @Nullable Integer timeout) {
        return "asCompleted(List.of(" + slots(of) + ")" + timeout(timeout) + ")";
    }

    static String slots(List<Integer> slots) {
        return slots.stream().map(slot -> "t" + slot).collect(Collectors.joining(", "));
    }

    /** A time of the loop. */
    static String at(int ms) {
        return "loop.time()" + (ms == 0 ? "" : ms > 0 ? ".plusMillis(" + ms + ")" : ".minusMillis(" + -ms + ")");
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
}
