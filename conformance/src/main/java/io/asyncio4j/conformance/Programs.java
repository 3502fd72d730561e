package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be true of a program, so that both interpreters can run it and it comes to an end. */
final class Programs {

    private static final int NESTING = 4;
    private static final int VALUES = 4;

    private Programs() {}

    /** What is wrong with the program, and where; empty if nothing is. */
    static List<String> problems(Program program) {
        Check check = new Check(program);
        check.all();
        return check.problems;
    }

    /** Statements that stand in an operation; the parts of a {@code Try} one after the other. */
    static List<List<Op>> inside(Op op) {
        return switch (op) {
            case Op.Try it ->
                it.cleanup() == null
                        ? List.of(it.body(), it.handler())
                        : List.of(it.body(), it.handler(), it.cleanup());
            case Op.Block it -> List.of(it.body());
            default -> List.of();
        };
    }

    private static final class Check {

        private final Program program;
        private final List<String> problems = new ArrayList<>();
        private String where = "";

        /** In which generator; -1 elsewhere. */
        private int generator = -1;

        Check(Program program) {
            this.program = program;
        }

        void all() {
            atLeast("bodies", program.bodies().size(), 1);
            program.semaphores().forEach(it -> atLeast("permits", it.permits(), 0));
            program.barriers().forEach(parties -> atLeast("parties", parties, 1));
            for (int i = 0; i < program.bodies().size(); i++) {
                where = "body " + i;
                block(program.bodies().get(i), 0);
            }
            for (int i = 0; i < program.callbacks().size(); i++) {
                where = "callback " + i;
                block(program.callbacks().get(i), 0);
            }
            for (generator = 0; generator < program.generators().size(); generator++) {
                where = "generator " + generator;
                Program.GeneratorBody body = program.generators().get(generator);
                List<Op> values = body.steps().stream()
                        .filter(Op.YieldValue.class::isInstance)
                        .toList();
                atMost("values yielded", values.size(), VALUES);
                block(body.steps().stream().filter(op -> !values.contains(op)).toList(), 0);
                block(body.handler(), 0);
                block(body.cleanup(), 0);
            }
        }

        private void block(List<? extends Op> ops, int depth) {
            if (depth > NESTING && !ops.isEmpty()) {
                problem("nesting is more than " + NESTING);
                return;
            }
            for (Op op : ops) {
                operation(op);
                for (List<Op> inside : inside(op)) {
                    block(inside, depth + 1);
                }
            }
        }

        private void operation(Op op) {
            switch (op) {
                case Op.Sleep it -> atLeast("ms", it.ms(), 0);
                case Op.Repeat it -> {
                    atLeast("times", it.times(), 0);
                    atMost("times", it.times(), 3);
                }
                case Op.Try it -> {
                    if (it.on() == null && (!it.handler().isEmpty() || it.rethrow())) {
                        problem("a handler of nothing");
                    }
                }
                case Op.Yield _,
                        Op.Raise _,
                        Op.RaiseCancelled _,
                        Op.Return _,
                        Op.Stop _,
                        Op.Report _,
                        Op.CancelCurrent _,
                        Op.Uncancel _,
                        Op.TimeoutAt _,
                        Op.Reschedule _,
                        Op.Unbind _ -> {}
                case Op.YieldValue _ -> problem("YieldValue is not a step of a generator");

                case Op.Spawn it -> {
                    slot(it.slot());
                    body(it.body());
                    if (it.context() != null) {
                        index("context", it.context(), program.contexts());
                        if (it.eager() || program.eagerTasks()) {
                            problem(
                                    "a task is started eagerly in a context of its own, which might be entered already");
                        }
                    }
                }
                case Op.NewFuture it -> slot(it.slot());
                case Op.Await it -> slot(it.slot());
                case Op.Result it -> slot(it.slot());
                case Op.Failure it -> slot(it.slot());
                case Op.Look it -> slot(it.slot());
                case Op.SetResult it -> slot(it.slot());
                case Op.SetException it -> slot(it.slot());
                case Op.Cancel it -> slot(it.slot());
                case Op.AddCallback it -> {
                    slot(it.slot());
                    callback(it.callback());
                }
                case Op.RemoveCallback it -> {
                    slot(it.slot());
                    callback(it.callback());
                }
                case Op.Gather it -> {
                    slot(it.slot());
                    it.of().forEach(this::slot);
                }
                case Op.GatherBodies it -> {
                    slot(it.slot());
                    it.bodies().forEach(this::body);
                }
                case Op.Wait it -> {
                    it.of().forEach(this::slot);
                    timeout(it.timeout());
                }
                case Op.AsCompleted it -> {
                    it.of().forEach(this::slot);
                    timeout(it.timeout());
                    atLeast("limit", it.limit(), 1);
                }
                case Op.WaitFor it -> {
                    slot(it.slot());
                    timeout(it.timeout());
                }
                case Op.WaitForBody it -> {
                    body(it.body());
                    timeout(it.timeout());
                }
                case Op.Shield it -> {
                    slot(it.slot());
                    slot(it.of());
                }
                case Op.Timeout it -> timeout(it.ms());
                case Op.Group it -> index("group", it.group(), program.groups());
                case Op.GroupSpawn it -> {
                    index("group", it.group(), program.groups());
                    slot(it.slot());
                    body(it.body());
                }

                case Op.WithLock it -> lock(it.lock());
                case Op.Acquire it -> lock(it.lock());
                case Op.Release it -> lock(it.lock());
                case Op.SetEvent it -> event(it.event());
                case Op.ClearEvent it -> event(it.event());
                case Op.WaitEvent it -> event(it.event());
                case Op.WithSemaphore it -> semaphore(it.semaphore());
                case Op.AcquireSemaphore it -> semaphore(it.semaphore());
                case Op.ReleaseSemaphore it -> semaphore(it.semaphore());
                case Op.WithCondition it -> condition(it.condition());
                case Op.AcquireCondition it -> condition(it.condition());
                case Op.ReleaseCondition it -> condition(it.condition());
                case Op.WaitCondition it -> condition(it.condition());
                case Op.WaitConditionFor it -> {
                    condition(it.condition());
                    index("counter", it.counter(), program.counters());
                }
                case Op.Notify it -> {
                    condition(it.condition());
                    atLeast("n", it.n(), 0);
                }
                case Op.NotifyAll it -> condition(it.condition());
                case Op.Count it -> index("counter", it.counter(), program.counters());
                case Op.WaitBarrier it -> barrier(it.barrier());
                case Op.ResetBarrier it -> barrier(it.barrier());
                case Op.AbortBarrier it -> barrier(it.barrier());

                case Op.Put it -> queue(it.queue());
                case Op.PutNowait it -> queue(it.queue());
                case Op.Get it -> queue(it.queue());
                case Op.GetNowait it -> queue(it.queue());
                case Op.TaskDone it -> queue(it.queue());
                case Op.Join it -> queue(it.queue());
                case Op.Shutdown it -> queue(it.queue());

                case Op.CallSoon it -> schedule(it.handle(), it.callback());
                case Op.CallLater it -> {
                    schedule(it.handle(), it.callback());
                    atLeast("ms", it.ms(), 0);
                }
                case Op.CallAt it -> schedule(it.handle(), it.callback());
                case Op.CancelHandle it -> index("handle", it.handle(), program.handles());
                case Op.SetVar it -> variable(it.variable());
                case Op.Bind it -> variable(it.variable());
                case Op.GetVar it -> variable(it.variable());

                case Op.NewGenerator it -> {
                    openGenerator(it.generator());
                    index("generator body", it.body(), program.generators().size());
                    if (it.body() <= generator) {
                        problem("it makes generator " + it.body() + ", and so might nest without end");
                    }
                }
                case Op.Iterate it -> {
                    openGenerator(it.generator());
                    atLeast("limit", it.limit(), 1);
                }
                case Op.Send it -> openGenerator(it.generator());
                case Op.Throw it -> openGenerator(it.generator());
                case Op.CloseGenerator it -> openGenerator(it.generator());
            }
        }

        // ---- indexes and numbers ----

        private void slot(int index) {
            index("slot", index, program.slots());
        }

        private void body(int index) {
            index("body", index, program.bodies().size());
        }

        private void callback(int index) {
            index("callback", index, program.callbacks().size());
        }

        private void lock(int index) {
            index("lock", index, program.locks());
        }

        private void event(int index) {
            index("event", index, program.events());
        }

        private void semaphore(int index) {
            index("semaphore", index, program.semaphores().size());
        }

        private void condition(int index) {
            index("condition", index, program.conditions());
        }

        private void barrier(int index) {
            index("barrier", index, program.barriers().size());
        }

        private void queue(int index) {
            index("queue", index, program.queues().size());
        }

        private void variable(int index) {
            index("variable", index, program.variables());
        }

        private void openGenerator(int index) {
            index("open generator", index, program.openGenerators());
        }

        private void schedule(int handle, int callback) {
            index("handle", handle, program.handles());
            callback(callback);
        }

        private void timeout(@Nullable Integer ms) {
            atLeast("timeout", ms == null ? 0 : ms, 0);
        }

        private void index(String what, int index, int count) {
            if (index < 0 || index >= count) {
                problem(what + " " + index + " of " + count);
            }
        }

        private void atLeast(String what, int number, int least) {
            if (number < least) {
                problem(what + " is " + number + ", expected at least " + least);
            }
        }

        private void atMost(String what, int number, int most) {
            if (number > most) {
                problem(what + " is " + number + ", expected at most " + most);
            }
        }

        private void problem(String text) {
            problems.add((where + ": " + text).strip());
        }
    }
}
