package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.SourceText.seconds;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the statements of one function in Python: the blocks, and by {@link PythonStatement} the others. */
final class PythonBlocks {

    final SourceText text = new SourceText();
    private final Facts facts;
    private final PythonStatement simple;
    private final Deque<String> timeouts = new ArrayDeque<>();

    PythonBlocks(Facts facts, String function) {
        this.facts = facts;
        simple = new PythonStatement(facts, function);
    }

    void statements(List<? extends Op> list) {
        Statements.live(list).forEach(this::statement);
    }

    private void block(String head, Runnable inside) {
        text.begin(head);
        int before = text.size();
        inside.run();
        if (text.size() == before) {
            text.line("pass");
        }
        text.end();
    }

    private void block(String head, List<Op> inside) {
        block(head, () -> statements(inside));
    }

    private void statement(Op op) {
        switch (op) {
            case Op.Repeat(int times, List<Op> body) -> block("for _ in range(" + times + "):", body);
            case Op.Try attempt -> attempt(attempt);
            case Op.Timeout(Integer ms, List<Op> body) -> timeout("timeout(" + limit(ms) + ")", body);
            case Op.TimeoutAt(int ms, List<Op> body) -> timeout("timeout_at(" + at(ms) + ")", body);
            case Op.Reschedule(Integer ms) -> {
                if (!timeouts.isEmpty()) {
                    text.line(timeouts.element() + ".reschedule(" + (ms == null ? "None" : at(ms)) + ")");
                }
            }
            case Op.Group(int group, List<Op> body) ->
                block(
                        "async with asyncio.TaskGroup()" + (facts.namesGroup(group) ? " as group" + group : "") + ":",
                        body);
            case Op.WithLock(int lock, List<Op> body) -> with("lock" + lock, body);
            case Op.WithSemaphore(int semaphore, List<Op> body) -> with("semaphore" + semaphore, body);
            case Op.WithCondition(int condition, List<Op> body) -> with("condition" + condition, body);
            case Op.AsCompleted each -> asCompleted(each);
            case Op.Iterate each -> iterate(each);
            default -> text.lines(simple.lines(op));
        }
    }

    private void attempt(Op.Try attempt) {
        if (attempt.on() == null && attempt.cleanup() == null) {
            statements(attempt.body());
            return;
        }
        block("try:", attempt.body());
        if (attempt.on() != null) {
            block("except " + caught(attempt.on()) + " as e:", () -> {
                text.line(simple.print("caught", "repr(e)"));
                statements(attempt.handler());
                if (attempt.rethrow() && Statements.complete(attempt.handler())) {
                    text.line("raise");
                }
            });
        }
        if (attempt.cleanup() != null) {
            block("finally:", attempt.cleanup());
        }
    }

    private static String caught(Op.Caught caught) {
        return switch (caught) {
            case BOOM -> "Boom";
            case CANCELLED -> "asyncio.CancelledError";
            case TIMEOUT -> "TimeoutError";
            case GROUP -> "BaseExceptionGroup";
            case ERROR -> "Exception";
            case ALL -> "BaseException";
        };
    }

    private void timeout(String call, List<Op> body) {
        if (Statements.useTimeout(body)) {
            String timeout = text.fresh("timeout");
            timeouts.push(timeout);
            block("async with asyncio." + call + " as " + timeout + ":", body);
            timeouts.pop();
            text.line(simple.print("expired", timeout + ".expired()"));
        } else {
            block("async with asyncio." + call + ":", body);
        }
    }

    private void with(String lock, List<Op> body) {
        block("async with " + lock + ":", () -> {
            text.line(simple.print(lock + " acquired"));
            statements(body);
        });
    }

    private void asCompleted(Op.AsCompleted each) {
        loop(
                "future",
                completed(each.of(), each.timeout()),
                each.limit() < each.of().size() ? each.limit() : 0,
                () -> {
                    block("try:", () -> text.line(simple.print("completed", "future.result()")));
                    block("except BaseException as e:", () -> text.line(simple.print("completed", "repr(e)")));
                });
    }

    private void iterate(Op.Iterate each) {
        loop("value", "g" + each.generator(), Statements.complete(each.body()) ? each.limit() : 0, () -> {
            text.line(simple.print("element", "value"));
            statements(each.body());
        });
    }

    /** A loop that is left after so many elements; 0 if it needs no limit. */
    private void loop(String variable, String of, int limit, Runnable inside) {
        String count = limit > 1 ? text.fresh("count") : "";
        if (limit > 1) {
            text.line(count + " = 0");
        }
        block("async for " + variable + " in " + of + ":", () -> {
            inside.run();
            if (limit == 1) {
                text.line("break");
            } else if (limit > 1) {
                text.line(count + " += 1");
                block("if " + count + " == " + limit + ":", () -> text.line("break"));
            }
        });
    }

    // ---- what statements are made of ----

    /** The global variables that an operation assigns to. */
    List<String> assigned(Op op) {
        return switch (op) {
            case Op.Spawn it -> List.of("t" + it.slot());
            case Op.NewFuture it -> List.of("t" + it.slot());
            case Op.Gather it -> it.of().isEmpty() ? List.of() : List.of("t" + it.slot());
            case Op.GatherBodies it -> it.bodies().isEmpty() ? List.of() : List.of("t" + it.slot());
            case Op.Shield it -> List.of("t" + it.slot());
            case Op.GroupSpawn it -> List.of("t" + it.slot());
            case Op.StartCompleted it -> List.of("iterator" + it.iterator());
            case Op.Group it -> facts.namesGroup(it.group()) ? List.of("group" + it.group()) : List.of();
            case Op.CallSoon it -> handle(it.handle());
            case Op.CallLater it -> handle(it.handle());
            case Op.CallAt it -> handle(it.handle());
            case Op.Count it -> List.of("counter" + it.counter());
            case Op.NewGenerator it -> List.of("g" + it.generator());
            default -> List.of();
        };
    }

    private List<String> handle(int handle) {
        return facts.cancelsHandle(handle) ? List.of("handle" + handle) : List.of();
    }

    static String completed(List<Integer> of, @Nullable Integer timeout) {
        String limit = timeout == null ? "" : ", timeout=" + seconds(timeout);
        return "asyncio.as_completed([" + slots(of) + "]" + limit + ")";
    }

    static String slots(List<Integer> slots) {
        return slots.stream().map(slot -> "t" + slot).collect(Collectors.joining(", "));
    }

    /** A time of the loop. */
    static String at(int ms) {
        return "loop.time()" + (ms == 0 ? "" : ms > 0 ? " + " + seconds(ms) : " - " + seconds(-ms));
    }

    static String limit(@Nullable Integer ms) {
        return ms == null ? "None" : seconds(ms);
    }
}
