"""Makes random programs of tasks that use a queue and cancel each other, runs them on CPython, and prints each program
with its trace, turn by turn. QueueProgramsTest runs the same programs and expects the same traces.

    python3.13 traces.py 1 170 > traces.txt

A program is a line: the kind of queue and its size, then tasks, separated by ' | ', each a sequence of operations, separated
by ', ' (with a mark: if it is cancelled, the task ends). The trace follows, one line for each turn in which something
happened: what the tasks noted, then the queue, if it has changed.
"""

import asyncio
import random
import re
import sys
from asyncio import CancelledError, QueueEmpty, QueueFull, QueueShutDown, sleep

TURNS = 20

STYLES = ('put get turns',                              # producers and consumers
          'put get get get turns cancel cancel',        # many wait for items
          'put put put get turns cancel cancel putnow', # many wait for room
          'put get getnow putnow turns cancel done join')


def program(seed):
    r = random.Random(seed)
    kind = r.choice(('Queue', 'Queue', 'PriorityQueue', 'LifoQueue'))
    tasks = r.randrange(3, 8)
    style = r.choice(STYLES).split()
    shutdowns = r.choice((0, 0.03))

    def operation():
        name = r.choice(('shutdown', 'shutdown', 'shutdownnow')) if r.random() < shutdowns else r.choice(style)
        if name in ('put', 'putnow'):
            name += f' {r.randrange(100)}'
        if name == 'turns':
            name += f' {r.randrange(1, 4)}'
        if name == 'cancel':
            name += f' {r.randrange(tasks)}'
        return name + r.choice(('', '', '!'))

    texts = [', '.join(operation() for _ in range(r.randrange(1, 10))) for _ in range(tasks)]
    return f'{kind} {r.choice((0, 1, 1, 1, 2))}: {" | ".join(texts)}'


class Run:
    def __init__(self, text):
        head, tasks = text.split(': ')
        kind, maxsize = head.split()
        self.programs = [task.split(', ') for task in tasks.split(' | ')]
        self.queue = getattr(asyncio, kind)(int(maxsize))
        self.noted, self.trace, self.turn, self.state, self.longest = [], [], 0, '', 0

    def describe(self):
        """With the items of a heap in order: how it keeps them is nobody's business."""
        text = str(self.queue)
        if isinstance(self.queue, asyncio.PriorityQueue):
            text = re.sub(r'\[(.*?, .*?)]', lambda m: str(sorted(map(int, m[1].split(', ')))), text)
        return text

    def tick(self):
        state = self.describe()
        self.longest = max(self.longest, self.queue.qsize())
        if self.noted or state != self.state:
            changed = [state] if state != self.state else []
            self.trace.append(f'{self.turn}: ' + '; '.join(self.noted + changed))
        self.noted, self.state = [], state
        self.turn += 1
        asyncio.get_running_loop().call_soon(self.tick)

    async def perform(self, kind, n):
        if kind == 'put':
            await self.queue.put(n)
        elif kind == 'putnow':
            self.queue.put_nowait(n)
        elif kind == 'get':
            return f'get -> {await self.queue.get()}'
        elif kind == 'getnow':
            return f'getnow -> {self.queue.get_nowait()}'
        elif kind == 'done':
            self.queue.task_done()
        elif kind == 'join':
            await self.queue.join()
        elif kind == 'shutdown':
            self.queue.shutdown()
        elif kind == 'shutdownnow':
            self.queue.shutdown(immediate=True)
        elif kind == 'turns':
            for _ in range(n):
                await sleep(0)
        elif kind == 'cancel':
            self.tasks[n].cancel()
        return kind

    async def task(self, me):
        for operation in self.programs[me]:
            kind, *n = operation.rstrip('!').split()
            try:
                event = await self.perform(kind, int(n[0]) if n else 0)
            except CancelledError:
                self.noted.append(f'{me} {kind} cancelled')
                if operation.endswith('!'):
                    raise
                continue
            except QueueFull:
                event = kind + ' full'
            except QueueEmpty:
                event = kind + ' empty'
            except QueueShutDown:
                event = kind + ' shut down'
            except ValueError:
                event = kind + ' refused'
            self.noted.append(f'{me} {event}')

    async def main(self):
        self.tasks = [asyncio.create_task(self.task(me)) for me in range(len(self.programs))]
        asyncio.get_running_loop().call_soon(self.tick)
        for _ in range(8):
            for _ in range(TURNS):
                await sleep(0)
            for task in self.tasks:
                task.cancel()
        self.trace.append('done ' + ''.join('y' if task.done() else 'n' for task in self.tasks))


if __name__ == '__main__':
    for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        text = program(seed)
        run = Run(text)
        asyncio.run(run.main())
        if run.longest <= 10:  # as many items are shown there
            print(text, *run.trace, '', sep='\n')
