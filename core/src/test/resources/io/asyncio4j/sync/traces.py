"""Makes random programs of tasks that use asyncio's primitives and cancel each other, runs them on CPython, and prints
each program with its trace, turn by turn. SyncTraceTest runs the same programs and expects the same traces.

    python3.13 traces.py 1 100 > traces.txt

A program is a line: tasks, separated by ' | ', each a sequence of operations, separated by ', ' (with a mark: if it is
cancelled, the task ends). The trace follows, one line for each turn in which something happened: what the tasks noted,
then the states of the primitives that have changed.
"""

import asyncio
import random
import sys
from asyncio import CancelledError, sleep

TURNS = 20

FAMILIES = (('lock 0', 'lock 1', 'lock 2', 'lock 3', 'unlock'),
            ('permit 0', 'permit 1', 'permit 2', 'permit 3', 'release'),
            ('event', 'event', 'set', 'setclear', 'clear'),
            ('wait 0', 'wait 1', 'wait 2', 'signal 1', 'signal 1', 'signal 2', 'signalall'),
            ('waitfor 1', 'waitfor 2', 'waitfor 3', 'count', 'count', 'signal 1'),
            (*('barrier',) * 11, 'reset', 'reset', 'abort'))


def program(seed):
    """Tasks that do much with one or two of the primitives."""
    r = random.Random(seed)
    tasks = r.randrange(3, 9)
    kinds = [kind for family in r.sample(FAMILIES, r.choice((1, 1, 2))) for kind in family]
    others = ['turns 1', 'turns 2', 'turns 3'] + [f'cancel {r.randrange(tasks)}' for _ in range(3)]

    def operation():
        return r.choice(kinds if r.random() < 0.7 else others) + r.choice(('', '', '!'))

    return ' | '.join(', '.join(operation() for _ in range(r.randrange(1, 8))) for _ in range(tasks))


class Run:
    def __init__(self, text):
        self.programs = [task.split(', ') for task in text.split(' | ')]
        self.lock, self.semaphore, self.event = asyncio.Lock(), asyncio.Semaphore(2), asyncio.Event()
        self.condition, self.barrier = asyncio.Condition(), asyncio.Barrier(3)
        self.count = 0
        self.noted, self.trace, self.turn, self.states = [], [], 0, None

    def note(self, event):
        self.noted.append(event)

    def tick(self):
        states = [repr(p)[repr(p).index('['):-1]
                  for p in (self.lock, self.semaphore, self.event, self.condition, self.barrier)]
        changed = [state for state, before in zip(states, self.states or [None] * 5) if state != before]
        if self.noted or changed:
            self.trace.append(f'{self.turn}: {"; ".join(self.noted)} {" ".join(changed)}'.rstrip())
        self.noted, self.states = [], states
        self.turn += 1
        asyncio.get_running_loop().call_soon(self.tick)

    async def turns(self, n):
        for _ in range(n):
            await sleep(0)

    async def perform(self, me, kind, n):
        if kind == 'lock':
            async with self.lock:
                self.note(f'{me} has lock')
                await self.turns(n)
        elif kind == 'unlock':
            self.lock.release()
        elif kind == 'permit':
            async with self.semaphore:
                self.note(f'{me} has permit')
                await self.turns(n)
        elif kind == 'release':
            self.semaphore.release()
        elif kind == 'wait':
            async with self.condition:
                try:
                    await self.condition.wait()
                finally:
                    self.note(f'{me} woken')
                    await self.turns(n)
        elif kind == 'waitfor':
            async with self.condition:
                await self.condition.wait_for(lambda: self.count >= n)
        elif kind == 'count':
            async with self.condition:
                self.count += 1
                self.condition.notify_all()
        elif kind == 'signal':
            async with self.condition:
                self.condition.notify(n)
        elif kind == 'signalall':
            async with self.condition:
                self.condition.notify_all()
        elif kind == 'event':
            await self.event.wait()
        elif kind == 'set':
            self.event.set()
        elif kind == 'clear':
            self.event.clear()
        elif kind == 'setclear':
            self.event.set()
            self.event.clear()
        elif kind == 'barrier':
            await self.barrier.wait()
        elif kind == 'reset':
            await self.barrier.reset()
        elif kind == 'abort':
            await self.barrier.abort()
        elif kind == 'cancel':
            self.tasks[n].cancel()
        elif kind == 'turns':
            await self.turns(n)
        else:
            raise AssertionError(kind)

    async def task(self, me):
        for operation in self.programs[me]:
            kind, _, n = operation.rstrip('!').partition(' ')
            try:
                await self.perform(me, kind, int(n or 0))
                self.note(f'{me} {kind}')
            except CancelledError:
                self.note(f'{me} {kind} cancelled')
                if operation.endswith('!'):
                    raise
            except asyncio.BrokenBarrierError:
                self.note(f'{me} {kind} broken')
            except RuntimeError:
                self.note(f'{me} {kind} refused')

    async def main(self):
        self.tasks = [asyncio.create_task(self.task(i)) for i in range(len(self.programs))]
        asyncio.get_running_loop().call_soon(self.tick)
        for _ in range(8):
            await self.turns(TURNS)
            for task in self.tasks:
                task.cancel()
        self.trace.append('done ' + ''.join('y' if task.done() else 'n' for task in self.tasks))


if __name__ == '__main__':
    for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        text = program(seed)
        run = Run(text)
        asyncio.run(run.main())
        print(text, *run.trace, '', sep='\n')
