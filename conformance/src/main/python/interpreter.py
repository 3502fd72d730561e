"""Runs programs on CPython's asyncio: one JSON object a line in, the trace as one JSON array a line out.

What each operation means is said in Op.java, which this follows operation by operation. A line of a trace reads
`<milliseconds>.<turn> <who> <event>`; who is a task, or a callback, or nobody (-). Needs CPython 3.13 or newer, nothing else.
"""

import contextlib
import gc
import inspect
import json
import sys
import warnings

import reference  # must come before asyncio
import asyncio
import contextvars

TASKS = 40  # a program makes no more tasks, and
CALLBACKS = 60  # schedules no more callbacks
LINES = 2000  # what comes after is not recorded
GATHERED = 50  # a gather collects no more, gathers in it taken apart: who cancels it cancels all of them
DEPTH = 3  # lists inside lists are not shown
QUIET_TURNS = 8  # after so many without an event turns are no longer counted
ROUNDS = 3  # so often pending tasks are cancelled at the end
GARBAGE = 50  # the garbage of so many programs is collected together


class Boom(Exception):
    """The error of programs."""


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

# Java says IllegalStateException, IllegalArgumentException, UnsupportedOperationException: which of them is a matter of
# taste, and documented with each method.
REFUSED = (RuntimeError, ValueError, TypeError)

REPORTS = {
    "Exception in callback": "callback",
    "an error occurred during closing of asynchronous generator": "generator",
    "Task ": "orphan",
}


def show(value, depth=0):
    if isinstance(value, list):
        if depth == DEPTH:
            return "[...]"
        return "[" + ", ".join(show(item, depth + 1) for item in value) + "]"
    return show_error(value) if isinstance(value, BaseException) else str(value)


def show_error(error):
    if isinstance(error, Boom):
        return f"Boom({error})"
    if isinstance(error, asyncio.CancelledError):
        # gather says '' where nobody gave a message
        return f"Cancelled({error.args[0] or None if error.args else None})"
    if isinstance(error, BaseExceptionGroup):
        return f"Group({error})[" + ", ".join(map(show_error, error.exceptions)) + "]"
    if type(error) in REFUSED:
        return "Refused"
    return type(error).__name__


class Frame:
    """What belongs to one run of a body."""

    def __init__(self):
        self.timeouts = []
        self.tokens = []


class Run:
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

    # ---- tasks and futures ----

    def Spawn(self, op):
        coroutine, name = self.make_body(op["body"])
        if coroutine is None:
            return "too many"
        if op["eager"]:
            task = self.make_task(self.loop, coroutine, eager=True)
        elif op["context"] is not None:
            task = self.loop.create_task(coroutine, context=self.contexts[op["context"]])
        else:
            task = self.loop.create_task(coroutine)
        self.register(task, name)
        self.slots[op["slot"]] = task
        return name

    def at(self, slot):
        future = self.slots[slot]
        self.keep_message(future)
        return future

    def NewFuture(self, op):
        return self.put_future(op["slot"], self.loop.create_future())

    def put_future(self, slot, future):
        self.slots[slot] = future
        return self.register(future, "F")

    async def Await(self, op, frame):
        future = self.at(op["slot"])
        if future is None:
            return "nothing"
        return await self.wait_on(future, future)

    async def wait_on(self, future, awaitable):
        me = asyncio.current_task()
        if self.reaches(future, me):
            return "circle"
        self.waits[id(me)] = [future]
        try:
            return show(await awaitable)
        except BaseException:
            if future.done():
                self.dropped.append(future)
            raise
        finally:
            del self.waits[id(me)]

    def reaches(self, future, task):
        """Whether a cancellation of the future would be passed on to the task."""
        return future is task or any(self.reaches(inner, task) for inner in self.waits.get(id(future), ()))

    def Result(self, op):
        future = self.at(op["slot"])
        return "nothing" if future is None else show(future.result())

    def Failure(self, op):
        future = self.at(op["slot"])
        return "nothing" if future is None else show(future.exception())

    def Look(self, op):
        future = self.at(op["slot"])
        if future is None:
            return "nothing"
        text = f"{self.name(future)} done {future.done()} cancelled {future.cancelled()}"
        return text + f" cancelling {future.cancelling()}" if isinstance(future, asyncio.Task) else text

    def SetResult(self, op):
        future = self.at(op["slot"])
        return "nothing" if future is None or self.is_settled_by_others(future) else future.set_result(op["value"])

    def SetException(self, op):
        future = self.at(op["slot"])
        return "nothing" if future is None or self.is_settled_by_others(future) else future.set_exception(Boom(op["message"]))

    def is_settled_by_others(self, future):
        """A gather's result cannot be set in asyncio4j; a shield's can, but CPython then reports an error later."""
        return isinstance(future, asyncio.tasks._GatheringFuture) or any(
            future is outer and future is not inner for inner, outer in self.shields
        )

    def Cancel(self, op):
        future = self.at(op["slot"])
        if future is None:
            return "nothing"
        return f"{self.name(future)} {cancel(future, op['message'])}"

    async def CancelCurrent(self, op, frame):
        return cancel(asyncio.current_task(), op["message"])

    async def Uncancel(self, op, frame):
        return asyncio.current_task().uncancel()

    def AddCallback(self, op):
        future = self.at(op["slot"])
        if future is None or not self.may_schedule():
            return "nothing"
        future.add_done_callback(self.callbacks[op["callback"]])

    def RemoveCallback(self, op):
        future = self.at(op["slot"])
        return "nothing" if future is None else future.remove_done_callback(self.callbacks[op["callback"]])

    # ---- waiting for several ----

    def futures(self, slots):
        return [self.at(slot) for slot in slots if self.slots[slot] is not None]

    def Gather(self, op):
        of = self.futures(op["of"])
        weight = sum(self.weights.get(id(future), 1) for future in of)
        if weight > GATHERED:
            return "too many"
        name = self.put_gather(op, of, of)
        if of:
            self.weights[id(self.slots[op["slot"]])] = weight
        return name

    def GatherBodies(self, op):
        children = []
        made = [self.make_body(body, children)[0] for body in op["bodies"]]
        return self.put_gather(op, [coroutine for coroutine in made if coroutine is not None], children)

    def put_gather(self, op, of, children):
        if not of:
            return "nothing"
        future = asyncio.gather(*of, return_exceptions=op["outcomes"])
        self.waits[id(future)] = children
        if op["outcomes"]:
            self.outcome_gathers.append((future, children))
        return self.put_future(op["slot"], future)

    async def Wait(self, op, frame):
        of = self.futures(op["of"])
        if not of:
            return "nothing"
        done, pending = await asyncio.wait(of, timeout=op["timeout"], return_when=op["until"])
        return f"done [{self.names_of(done)}] pending [{self.names_of(pending)}]"

    def names_of(self, futures):
        return ", ".join(map(self.name, futures))

    async def AsCompleted(self, op, frame):
        of = self.futures(op["of"])
        count = 0
        async for future in asyncio.as_completed(of, timeout=op["timeout"]):
            self.emit(f"completed {self.name(future)} {self.state(future)}")
            count += 1
            if count == op["limit"]:
                break
        return count

    def StartCompleted(self, op):
        self.iterators[op["iterator"]] = asyncio.as_completed(self.futures(op["of"]), timeout=op["timeout"])

    async def NextCompleted(self, op, frame):
        iterator = self.iterators[op["iterator"]]
        if iterator is None:
            return "nothing"
        future = await anext(iterator, None)
        return "nothing left" if future is None else f"{self.name(future)} {self.state(future)}"

    async def WaitFor(self, op, frame):
        future = self.at(op["slot"])
        if future is None:
            return "nothing"
        return await self.wait_on(future, asyncio.wait_for(future, op["timeout"]))

    async def WaitForBody(self, op, frame):
        if self.tasks_made >= TASKS:
            return "too many"
        self.tasks_made += 1
        return show(await asyncio.wait_for(self.inner_body(op["body"]), op["timeout"]))

    async def inner_body(self, index):
        left = await self.block(self.program["bodies"][index], Frame())
        return index if left is None else left.value

    def Shield(self, op):
        inner = self.at(op["of"])
        if inner is None:
            return "nothing"
        outer = asyncio.shield(inner)
        self.shields.append((inner, outer))
        return self.put_future(op["slot"], outer)

    async def Timeout(self, op, frame):
        return await self.in_timeout(asyncio.timeout(op["ms"]), op, frame)

    async def TimeoutAt(self, op, frame):
        return await self.in_timeout(asyncio.timeout_at(self.loop.time() + op["ms"]), op, frame)

    async def in_timeout(self, timeout, op, frame):
        frame.timeouts.append(timeout)
        try:
            async with timeout:
                left = await self.block(op["body"], frame)
        finally:
            frame.timeouts.pop()
        return f"expired {timeout.expired()}" if left is None else left

    async def Reschedule(self, op, frame):
        if not frame.timeouts:
            return "nothing"
        frame.timeouts[-1].reschedule(None if op["ms"] is None else self.loop.time() + op["ms"])

    async def Group(self, op, frame):
        async with asyncio.TaskGroup() as group:
            self.groups[op["group"]] = group
            return await self.block(op["body"], frame)

    def GroupSpawn(self, op):
        group = self.groups[op["group"]]
        if group is None:
            return "nothing"
        coroutine, name = self.make_body(op["body"])
        if coroutine is None:
            return "too many"
        try:
            task = group.create_task(coroutine)
        except RuntimeError:
            coroutine.close()
            raise
        self.register(task, name)
        self.slots[op["slot"]] = task
        return name

    def CancelGroup(self, op):
        group = self.groups[op["group"]]
        return "nothing" if group is None else group.cancel()

    # ---- synchronisation ----

    async def with_(self, lock, op, frame):
        # `async with`, but an error of the block wins over one of the release, as in Java
        await lock.__aenter__()
        try:
            self.emit(f"entered {state_of(lock)}")
            left = await self.block(op["body"], frame)
        except BaseException:
            with contextlib.suppress(RuntimeError, ValueError):
                await lock.__aexit__(*sys.exc_info())
            raise
        await lock.__aexit__(None, None, None)
        return state_of(lock) if left is None else left

    async def WithLock(self, op, frame):
        return await self.with_(self.locks[op["lock"]], op, frame)

    async def Acquire(self, op, frame):
        lock = self.locks[op["lock"]]
        await lock.acquire()
        return state_of(lock)

    def Release(self, op):
        lock = self.locks[op["lock"]]
        lock.release()
        return state_of(lock)

    def SetEvent(self, op):
        event = self.events[op["event"]]
        event.set()
        return state_of(event)

    def ClearEvent(self, op):
        event = self.events[op["event"]]
        event.clear()
        return state_of(event)

    async def WaitEvent(self, op, frame):
        event = self.events[op["event"]]
        await event.wait()
        return state_of(event)

    async def WithSemaphore(self, op, frame):
        return await self.with_(self.semaphores[op["semaphore"]], op, frame)

    async def AcquireSemaphore(self, op, frame):
        semaphore = self.semaphores[op["semaphore"]]
        await semaphore.acquire()
        return state_of(semaphore)

    def ReleaseSemaphore(self, op):
        semaphore = self.semaphores[op["semaphore"]]
        semaphore.release()
        return state_of(semaphore)

    async def WithCondition(self, op, frame):
        return await self.with_(self.conditions[op["condition"]], op, frame)

    async def AcquireCondition(self, op, frame):
        condition = self.conditions[op["condition"]]
        await condition.acquire()
        return state_of(condition)

    def ReleaseCondition(self, op):
        condition = self.conditions[op["condition"]]
        condition.release()
        return state_of(condition)

    async def WaitCondition(self, op, frame):
        condition = self.conditions[op["condition"]]
        await condition.wait()
        return state_of(condition)

    async def WaitConditionFor(self, op, frame):
        condition = self.conditions[op["condition"]]
        await condition.wait_for(lambda: self.counters[op["counter"]] >= op["atLeast"])
        return state_of(condition)

    def Notify(self, op):
        self.conditions[op["condition"]].notify(op["n"])

    def NotifyAll(self, op):
        self.conditions[op["condition"]].notify_all()

    def Count(self, op):
        self.counters[op["counter"]] += 1
        return self.counters[op["counter"]]

    async def WaitBarrier(self, op, frame):
        barrier = self.barriers[op["barrier"]]
        try:
            index = await barrier.wait()
        except asyncio.CancelledError:
            self.disturbed.add(barrier)
            raise
        # After a cancellation CPython may give an index twice (gh-155233), asyncio4j does not.
        return f"{'?' if barrier in self.disturbed else index} {state_of(barrier)}"

    async def ResetBarrier(self, op, frame):
        barrier = self.barriers[op["barrier"]]
        await barrier.reset()
        return state_of(barrier)

    async def AbortBarrier(self, op, frame):
        barrier = self.barriers[op["barrier"]]
        await barrier.abort()
        return state_of(barrier)

    # ---- queues ----

    async def Put(self, op, frame):
        queue = self.queues[op["queue"]]
        await queue.put(op["item"])
        return queue_state(queue)

    def PutNowait(self, op):
        queue = self.queues[op["queue"]]
        queue.put_nowait(op["item"])
        return queue_state(queue)

    async def Get(self, op, frame):
        queue = self.queues[op["queue"]]
        item = await queue.get()
        return f"{item} {queue_state(queue)}"

    def GetNowait(self, op):
        queue = self.queues[op["queue"]]
        item = queue.get_nowait()
        return f"{item} {queue_state(queue)}"

    def TaskDone(self, op):
        queue = self.queues[op["queue"]]
        queue.task_done()
        return queue_state(queue)

    async def Join(self, op, frame):
        queue = self.queues[op["queue"]]
        await queue.join()
        return queue_state(queue)

    def Shutdown(self, op):
        queue = self.queues[op["queue"]]
        queue.shutdown(op["immediate"])
        return queue_state(queue)

    # ---- callbacks ----

    def may_schedule(self):
        self.callbacks_scheduled += 1
        return self.callbacks_scheduled <= CALLBACKS

    def CallSoon(self, op):
        if not self.may_schedule():
            return "too many"
        self.handles[op["handle"]] = self.loop.call_soon(self.callbacks[op["callback"]])

    def CallLater(self, op):
        if not self.may_schedule():
            return "too many"
        self.handles[op["handle"]] = self.loop.call_later(op["ms"], self.callbacks[op["callback"]])

    def CallAt(self, op):
        if not self.may_schedule():
            return "too many"
        self.handles[op["handle"]] = self.loop.call_at(self.loop.time() + op["ms"], self.callbacks[op["callback"]])

    def CancelHandle(self, op):
        handle = self.handles[op["handle"]]
        return "nothing" if handle is None else handle.cancel()

    # ---- context variables ----

    def SetVar(self, op):
        self.variables[op["variable"]].set(op["value"])

    async def Bind(self, op, frame):
        variable = self.variables[op["variable"]]
        frame.tokens.append((variable, variable.set(op["value"])))

    def GetVar(self, op):
        return self.variables[op["variable"]].get()

    async def Unbind(self, op, frame):
        if not frame.tokens:
            return "nothing"
        variable, token = frame.tokens.pop()
        variable.reset(token)
        return variable.get()

    # ---- asynchronous generators ----

    def NewGenerator(self, op):
        cell = []  # for the generator itself, which is to tell the loop when it starts
        cell.append(self.generator(op["body"], cell))
        self.open_generators[op["generator"]] = cell[0]

    async def Iterate(self, op, frame):
        generator = self.open_generators[op["generator"]]
        if generator is None:
            return "nothing"
        count = 0
        async for value in generator:
            self.emit(f"element {value}")
            count += 1
            left = await self.block(op["body"], frame)
            if left is not None:
                return left
            if count == op["limit"]:
                break
        return count

    async def Send(self, op, frame):
        generator = self.open_generators[op["generator"]]
        return "nothing" if generator is None else await generator.asend(op["value"])

    async def Throw(self, op, frame):
        generator = self.open_generators[op["generator"]]
        if generator is None:
            return "nothing"
        if inspect.getasyncgenstate(generator) == inspect.AGEN_CLOSED:
            # CPython drops the error and gives None; here, as with other generators, nothing is lost
            raise Boom(op["message"])
        return show(await generator.athrow(Boom(op["message"])))

    async def CloseGenerator(self, op, frame):
        generator = self.open_generators[op["generator"]]
        return "nothing" if generator is None else await generator.aclose()


def cancelled(message):
    return asyncio.CancelledError() if message is None else asyncio.CancelledError(message)


def cancel(future, message):
    return future.cancel() if message is None else future.cancel(message)


def state_of(it):
    """What stands in the brackets of its repr."""
    text = repr(it)
    return text[text.rindex("[") :].rstrip(">")


def queue_state(queue):
    """What its repr says; a priority queue's items are sorted, and many are only counted."""
    text, items = queue._format(), list(queue._queue)
    shown = sorted(items) if isinstance(queue, asyncio.PriorityQueue) else items
    return text.replace(repr(items), repr(shown) if len(items) <= 10 else f"<{len(items)} items>")


PLAIN, SUSPENDING = {}, {}
for _name, _method in list(vars(Run).items()):
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
