"""Runs programs on CPython's asyncio: one JSON object a line in, the trace as one JSON array a line out.

What each operation means is said in Op.java, which this follows operation by operation. A line of a trace reads
`<milliseconds>.<turn> <who> <event>`; who is a task, or a callback, or nobody (-). Needs CPython 3.13 or newer, nothing else.
"""

import gc
import inspect
import json
import sys
import warnings

import reference  # must come before asyncio
import asyncio
import contextvars
from operations import TASKS, Operations, cancelled
from show import Boom, queue_state, show, show_error, state_of

LINES = 2000  # what comes after is not recorded
QUIET_TURNS = 8  # after so many without an event turns are no longer counted
ROUNDS = 3  # so often pending tasks are cancelled at the end
GARBAGE = 50  # the garbage of so many programs is collected together


class Leave:
    """What a statement returns that ends the body."""

    def __init__(self, value):
        self.value = value


CAUGHT = {
    "BOOM": Boom,
    "CANCELLED": asyncio.CancelledError,
    "TIMEOUT": TimeoutError,
    "GROUP": BaseExceptionGroup,
    "ERROR": Exception,
    "ALL": BaseException,
}

REPORTS = {
    "Exception in callback": "callback",
    "an error occurred during closing of asynchronous generator": "generator",
    "Task ": "orphan",
}


class Frame:
    """What belongs to one run of a body."""

    def __init__(self):
        self.timeouts = []
        self.tokens = []


class Run(Operations):
    """One run of one program."""

    def __init__(self, program):
        self.program = program
        self.lines = []
        self.loop = loop = reference.VirtualLoop()
        self.names = {}  # of tasks and futures, by identity
        self.made = []  # all of them, in order
        self.waits = {}  # what a task or a gather would pass a cancellation on to
        self.shields = []  # inner and outer future
        self.weights = {}  # how many a gather collects
        self.outcome_gathers = []  # future and children
        self.dropped = []
        self.tasks_made = self.callbacks_scheduled = 0
        self.callback = None  # the one that runs
        self.turn = self.quiet = 0
        self.ticking = self.over = False
        self.kept = set()
        self.no_context = contextvars.Context()

        self.slots = [None] * program["slots"]
        self.handles = [None] * program["handles"]
        self.groups = [None] * program["groups"]
        self.iterators = [None] * program["iterators"]
        self.open_generators = [None] * program["openGenerators"]
        self.counters = [0] * program["counters"]
        self.locks = [asyncio.Lock() for _ in range(program["locks"])]
        self.events = [asyncio.Event() for _ in range(program["events"])]
        self.conditions = [asyncio.Condition() for _ in range(program["conditions"])]
        self.semaphores = [
            (asyncio.BoundedSemaphore if s["bounded"] else asyncio.Semaphore)(s["permits"]) for s in program["semaphores"]
        ]
        self.barriers = [asyncio.Barrier(parties) for parties in program["barriers"]]
        self.disturbed = set()  # barriers of which a waiter was cancelled
        kinds = {"FIFO": asyncio.Queue, "PRIORITY": asyncio.PriorityQueue, "LIFO": asyncio.LifoQueue}
        self.queues = [kinds[q["order"]](q["maxsize"]) for q in program["queues"]]
        self.variables = [contextvars.ContextVar(f"v{i}", default=None) for i in range(program["variables"])]
        self.contexts = [contextvars.Context() for _ in range(program["contexts"])]
        self.callbacks = [self.make_callback(i) for i in range(len(program["callbacks"]))]
        loop.set_exception_handler(self.on_error)
        loop.set_task_factory(self.make_task)

    # ---- the trace ----

    def emit(self, event):
        if self.over:
            return
        if len(self.lines) < LINES:
            self.write(event)
        self.quiet = 0
        if not self.ticking:
            self.ticking = True
            self.loop.call_soon(self.tick, context=self.no_context)

    def write(self, event):
        self.lines.append(f"{self.loop.time()}.{self.turn} {self.who()} {event}")

    def tick(self):
        self.turn += 1
        self.quiet += 1
        if self.quiet < QUIET_TURNS:
            self.loop.call_soon(self.tick, context=self.no_context)
        else:
            self.ticking = False

    def who(self):
        task = asyncio.current_task(self.loop)
        if task is not None:
            return self.name(task)
        return "-" if self.callback is None else f"cb{self.callback}"

    def name(self, future):
        name = self.names.get(id(future))
        return name or self.register(future, "T" if isinstance(future, asyncio.Task) else "F")

    def register(self, future, name):
        if id(future) not in self.names:
            if len(name) == 1:
                name += str(len(self.made))
            self.names[id(future)] = name
            self.made.append(future)
        return self.names[id(future)]

    def on_error(self, loop, context):
        message = context["message"]
        if message.endswith("never retrieved") or message.endswith("it is pending!"):
            return  # noticed when CPython destroys the object; see final_states
        kind = next((kind for start, kind in REPORTS.items() if message.startswith(start)), message)
        self.emit(f"report {kind} {show(context.get('exception'))}")

    # ---- the whole run ----

    def run(self):
        main = self.loop.create_task(self.body(0, "T"))
        self.register(main, "T")
        self.run_until_complete("main", main)
        for _ in range(ROUNDS):
            pending = [f for f in self.made if isinstance(f, asyncio.Task) and not f.done()]
            if not pending:
                break
            self.emit("cancel all " + " ".join(map(self.name, pending)))
            for task in pending:
                task.cancel()
            self.run_until_idle()
        closing = self.loop.create_task(self.loop.shutdown_asyncgens(), name="closing")
        self.run_until_complete("closing", closing)
        self.final_states()
        self.loop.close()
        self.over = True
        return self.lines

    def run_until_complete(self, what, task):
        while True:
            self.loop.idle = False
            try:
                self.emit(f"{what} = {show(self.loop.run_until_complete(task))}")
                return
            except BaseException as e:
                if task.done():
                    if task.cancelled():
                        self.remember_message(task, e)
                    self.emit(f"{what} ! {show_error(e)}")
                    return
                self.emit(f"{what} {'stuck' if self.loop.idle else 'stopped'}")
                if self.loop.idle:
                    return

    def run_until_idle(self):
        self.loop.run_forever()
        while not self.loop.idle:
            self.emit("stopped")
            self.loop.run_forever()

    def final_states(self):
        # asyncio4j tells at close, which first ends pending tasks, and they may fetch errors, or make more of them
        pending = any(isinstance(future, asyncio.Task) and not future.done() for future in self.made)
        for future in self.made:
            lost = future.done() and future._log_traceback and not pending and not self.is_dropped(future)
            text = self.state(future)
            cancelling = f" cancelling {future.cancelling()}" if isinstance(future, asyncio.Task) else ""
            self.write(f"{self.name(future)} {text}{cancelling}{' never retrieved' if lost else ''}")
            if future.done():
                future._log_traceback = False
        for kind in ("locks", "semaphores", "events", "conditions", "barriers"):
            for i, it in enumerate(getattr(self, kind)):
                self.write(f"{kind}[{i}] {state_of(it)}")
        for i, queue in enumerate(self.queues):
            self.write(f"queues[{i}] {queue_state(queue)}")

    def is_dropped(self, future):
        """Whether CPython may drop the error, and asyncio4j reports it, see docs/differences.md.

        These are: of a future that fails in the turn in which who awaits it is cancelled; of the children of a cancelled
        gather that collects errors; of a task whose shield was cancelled (3.13).
        """
        return (
            any(future is other for other in self.dropped)
            or any(inner is future and outer.cancelled() for inner, outer in self.shields)
            or any(
                future in children and gather.done() and not gather.cancelled() and gather.exception() is not None
                for gather, children in self.outcome_gathers
            )
        )

    def state(self, future):
        if not future.done():
            return "pending"
        try:
            return f"= {show(future.result())}"
        except BaseException as e:
            return f"! {show_error(e)}"

    # ---- tasks ----

    def make_task(self, loop, coroutine, eager=False, **options):
        task = asyncio.Task(coroutine, loop=loop, eager_start=eager or self.program["eagerTasks"], **options)
        if task.done():
            self.keep_message(task)
        else:
            task.add_done_callback(self.keep_message)
        return task

    def keep_message(self, future):
        """CPython forgets the message of a cancelled task when it is read for the second time. Here it is kept."""
        if isinstance(future, asyncio.Task) and future.cancelled() and future not in self.kept:
            try:
                future.result()
            except asyncio.CancelledError as e:
                self.remember_message(future, e)

    def remember_message(self, task, error):
        self.kept.add(task)
        task._cancel_message = error.args[0] if error.args else None

    # ---- bodies ----

    def make_body(self, index, siblings=None):
        """A coroutine with its name, or None if there are enough. Its task adds itself to the list."""
        if self.tasks_made >= TASKS:
            return None, None
        self.tasks_made += 1
        name = f"T{index}.{self.tasks_made}"
        return self.body(index, name, siblings), name

    async def body(self, index, name, siblings=None):
        task = asyncio.current_task()
        self.register(task, name)
        if siblings is not None:
            siblings.append(task)
        self.emit(f"starts {index}")
        try:
            left = await self.block(self.program["bodies"][index], Frame())
        except BaseException as e:
            self.emit(f"ends ! {show_error(e)} cancelling {task.cancelling()}")
            raise
        value = index if left is None else left.value
        self.emit(f"ends = {value} cancelling {task.cancelling()}")
        return value

    async def inner_body(self, index):
        left = await self.block(self.program["bodies"][index], Frame())
        return index if left is None else left.value

    async def block(self, ops, frame):
        for op in ops:
            left = await self.op(op, frame)
            if left is not None:
                return left
        return None

    async def op(self, op, frame):
        kind = op["op"]
        plain = PLAIN.get(kind)
        if plain is not None:
            self.plain(plain, op)
            return None
        try:
            result = await SUSPENDING[kind](self, op, frame)
        except BaseException as e:
            self.emit(f"{kind} ! {show_error(e)}")
            raise
        if isinstance(result, Leave):
            self.emit(f"{kind} left")
            return result
        self.emit(kind if result is None else f"{kind} = {result}")
        return None

    def plain(self, method, op):
        try:
            result = method(self, op)
        except BaseException as e:
            self.emit(f"{op['op']} ! {show_error(e)}")
            raise
        self.emit(op["op"] if result is None else f"{op['op']} = {result}")

    def make_callback(self, index):
        def callback(*args):
            outer, self.callback = self.callback, index
            try:
                self.emit("called" + "".join(" " + self.name(future) for future in args))
                for op in self.program["callbacks"][index]:
                    self.plain(PLAIN[op["op"]], op)
            finally:
                self.callback = outer

        return callback

    async def generator(self, index, cell):
        self.loop.close_after_others(cell[0])
        kind = self.program["generators"][index]
        frame = Frame()
        self.emit(f"generator {index} starts")
        try:
            for op in kind["steps"]:
                if op["op"] == "YieldValue":
                    try:
                        sent = yield op["value"]
                    except BaseException as e:
                        self.emit(f"YieldValue ! {show_error(e)}")
                        raise
                    self.emit(f"YieldValue = {sent}")
                elif await self.op(op, frame) is not None:
                    return
        except Boom as e:
            if not kind["handler"]:
                raise
            self.emit(f"generator {index} caught {show_error(e)}")
            await self.block(kind["handler"], frame)
        finally:
            self.emit(f"generator {index} ends")
            await self.block(kind["cleanup"], frame)

    # ---- control ----

    async def Sleep(self, op, frame):
        await asyncio.sleep(op["ms"])

    async def Yield(self, op, frame):
        await asyncio.sleep(0)

    def Raise(self, op):
        raise Boom(op["message"])

    async def RaiseCancelled(self, op, frame):
        raise cancelled(op["message"])

    async def Return(self, op, frame):
        return Leave(op["value"])

    async def Repeat(self, op, frame):
        for _ in range(op["times"]):
            left = await self.block(op["body"], frame)
            if left is not None:
                return left

    async def Try(self, op, frame):
        try:
            return await self.block(op["body"], frame)
        except BaseException as e:
            if op["on"] is None or not isinstance(e, CAUGHT[op["on"]]):
                raise
            self.emit(f"caught {show_error(e)} cancelling {asyncio.current_task().cancelling()}")
            left = await self.block(op["handler"], frame)
            if left is None and op["rethrow"]:
                raise
            return left
        finally:
            if op["cleanup"] is not None:
                self.emit("finally")
                left = await self.block(op["cleanup"], frame)
                if left is not None:
                    return left  # as in Java, this drops the exception

    def Stop(self, op):
        self.loop.stop()

    def Report(self, op):
        self.loop.call_exception_handler({"message": op["message"]})


PLAIN, SUSPENDING = {}, {}
for _name, _method in list((vars(Operations) | vars(Run)).items()):
    if _name[0].isupper():
        (SUSPENDING if inspect.iscoroutinefunction(_method) else PLAIN)[_name] = _method


def main():
    sys.unraisablehook = lambda unraisable: None  # tasks that are pending at the end are destroyed
    warnings.simplefilter("ignore")  # so are coroutines that were cancelled before they started
    gc.disable()  # what is left of a program would run its cleanup in the task of a later one
    for number, line in enumerate(sys.stdin):
        if number % GARBAGE == 0:
            gc.collect()
        try:
            answer = Run(json.loads(line)).run()
        except BaseException as e:  # a mistake in this file
            import traceback

            answer = ["ERROR " + "".join(traceback.format_exception(e))]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
