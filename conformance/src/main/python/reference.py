"""CPython's own asyncio, made reproducible.

Nothing of it is replaced but what CPython leaves open:

- The clock is virtual: it stands still while anything runs and jumps to the next timer. It counts milliseconds, as integers.
- Timers with equal deadlines run in the order in which they were scheduled. CPython keeps them in a heap, which orders them by
  chance; here a timer's place in time is its deadline, then its number.
- Sets of futures keep the order of insertion. CPython's are ordered by memory addresses. `tasks.py` and `taskgroups.py` are
  compiled as they are, but for `set(...)` and set comprehensions, which make an `OrderedSet`; so does the loop's set of
  asynchronous generators.
- A loop with nothing left to do stops, and says so in `idle`. CPython's waits for ever.

And where asyncio4j differs on purpose (see docs/differences.md) or follows a later CPython, this is so here, too, whatever the
version:

- `TaskGroup.create_task` counts a task that is done at once as one that gets done later (gh-128550, 3.13.2).
- `TaskGroup.cancel` is there (3.15), and what belongs to it: a cancellation from outside that comes while the group waits is
  not lost (gh-155433), and an eager task that has cancelled its group is one of it (gh-155418).
- Who is cancelled while it waits for the next one of `as_completed` has not taken it.
- A cancelled gather's message is that of who cancelled it; CPython's is that of its last child.
- A shield around what was cancelled has the same message; CPython's has none.
- `shutdown_asyncgens` does not close what has ended, or has never started, which takes turns in CPython.
"""

import ast
import importlib.abc
import importlib.machinery
import inspect
import sys


class OrderedSet(dict):
    """What asyncio uses of a set, in order of insertion."""

    def __init__(self, items=()):
        super().__init__((item, None) for item in items)

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)

    def remove(self, item):
        del self[item]


class _Changes(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "set":
            node.func.id = "OrderedSet"
        return node

    def visit_SetComp(self, node):
        self.generic_visit(node)
        items = ast.GeneratorExp(node.elt, node.generators)
        return ast.Call(ast.Name("OrderedSet", ast.Load()), [items], [])

    def visit_If(self, node):
        self.generic_visit(node)
        test = ast.unparse(node.test)
        if test == "task.done()" and "self._on_task_done(task)" in ast.unparse(node.body[0]):
            return node.orelse + ast.parse("if self._aborting and not task.done(): task.cancel()").body
        if test == "self._parent_task.uncancel() == 0" and not node.orelse:
            node.orelse = ast.parse("if exc is None: propagate_cancellation_error = latest").body
        if test == "outer._cancel_requested":
            node.body[0] = ast.parse("exc = outer._requested_error()").body[0]
        if test == "inner.cancelled()":
            node.body[0] = ast.parse("outer.cancel(inner._cancel_message)").body[0]
        return node

    # what a task group needs to end without an error when it is cancelled, and to notice who else cancels

    def visit_While(self, node):
        self.generic_visit(node)
        if ast.unparse(node.test) != "self._tasks":
            return node
        return ast.parse("latest = None").body + [node]

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        if ast.unparse(node.body[0]).startswith("if not self._aborting:"):
            node.body[:0] = ast.parse("latest = ex").body
        return node

    def visit_AsyncFunctionDef(self, node):
        self.generic_visit(node)
        if node.name in ("__aexit__", "_aexit"):  # the latter from 3.14 on
            node.body += ast.parse("return True").body
        return node


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):
        path = self.get_filename(fullname)
        tree = _Changes().visit(ast.parse(self.get_data(path), path))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    def exec_module(self, module):
        module.OrderedSet = OrderedSet
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname not in ("asyncio.tasks", "asyncio.taskgroups"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        spec.loader = _Loader(fullname, spec.origin)
        return spec


if "asyncio" in sys.modules:
    raise ImportError("reference must be imported before asyncio")
sys.meta_path.insert(0, _Finder())

import asyncio  # noqa: E402
from asyncio import base_events, events  # noqa: E402


class _Timer(events.TimerHandle):
    """Ordered by deadline, then by number."""

    __slots__ = ("_number",)

    def __init__(self, number, *args):
        super().__init__(*args)
        self._number = number

    def __lt__(self, other):
        return (self._when, self._number) < (other._when, other._number)


def _cancel_gather(self, msg=None, cancel=asyncio.tasks._GatheringFuture.cancel):
    cancelled = cancel(self, msg=msg)
    if cancelled:
        self._requested_message = msg
    return cancelled


def _requested_error(self):
    message = self._requested_message
    return asyncio.CancelledError() if message is None else asyncio.CancelledError(message)


def _cancel_group(self):
    if self._aborting or (self._exiting and not self._tasks):
        return
    self._abort()
    self._parent_cancel_requested = True
    self._parent_task.cancel()


async def _next_completed(self, following=asyncio.tasks._AsCompletedIterator.__anext__):
    try:
        return await following(self)
    except asyncio.CancelledError:
        self._todo_left += 1
        raise


if not hasattr(asyncio.TaskGroup, "cancel"):
    asyncio.TaskGroup.cancel = _cancel_group
asyncio.tasks._AsCompletedIterator.__anext__ = _next_completed
asyncio.tasks._GatheringFuture.cancel = _cancel_gather
asyncio.tasks._GatheringFuture._requested_error = _requested_error


class VirtualLoop(base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._clock_resolution = 1
        self._now = 0
        self._timers_made = 0
        self._selector = self
        self._asyncgens = OrderedSet()
        self.idle = False

    def time(self):
        return self._now

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        self._timers_made += 1
        timer = _Timer(self._timers_made, when, callback, args, self, context)
        base_events.heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    # what BaseEventLoop asks its selector and its subclass for

    def select(self, timeout):
        if timeout is None:
            self.idle = True
            self.stop()
        else:
            self._now += timeout
        return ()

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass

    def close_after_others(self, generator):
        """Called when a generator starts: CPython counts it as started already when its first value sent is refused."""
        self._asyncgens.discard(generator)
        self._asyncgens.add(generator)

    async def shutdown_asyncgens(self):
        for generator in list(self._asyncgens):
            if inspect.getasyncgenstate(generator) in (inspect.AGEN_CREATED, inspect.AGEN_CLOSED):
                self._asyncgens.discard(generator)
        await super().shutdown_asyncgens()

    def run_forever(self):
        self.idle = False
        super().run_forever()


def version():
    """For instance 3.13.0."""
    return ".".join(map(str, sys.version_info[:3]))
