"""What each operation does; Operations.java has the same ones in the same order."""

import contextlib
import inspect
import sys

import reference  # noqa: F401, must come before asyncio
import asyncio
from show import Boom, queue_state, show, state_of

TASKS = 40  # a program makes no more tasks, and
CALLBACKS = 60  # schedules no more callbacks
GATHERED = 50  # a gather collects no more, gathers in it taken apart: who cancels it cancels all of them


def cancelled(message):
    return asyncio.CancelledError() if message is None else asyncio.CancelledError(message)


def cancel(future, message):
    return future.cancel() if message is None else future.cancel(message)


class Operations:
    """Those that are no control statements, as methods of a run."""

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
