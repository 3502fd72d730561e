"""What tasks, callbacks and timers of asyncio cost: core.py [uvloop] NAME [COUNT].

Warms up and prints a line "ns N" for each sample: the mean for one operation. "rate N" is the number in a second, "bytes N" what
one sleeper holds, "cold N" and "warm N" what it costs to wake one, in ns.
"""

import asyncio
import os
import sys
import threading
import time

WARM_UP = 2
SAMPLE = 0.2
SAMPLES = 12

SWITCHES = 100_000
CALLBACKS = 100_000
ROUNDS = 20_000
POSTS = 100_000


async def repeat(least, operations, body):
    """Runs the body for some time and returns the seconds that one of its operations took."""
    runs = 0
    start = time.perf_counter()
    while (elapsed := time.perf_counter() - start) < least:
        await body()
        runs += 1
    return elapsed / (runs * operations)


async def measure(operations, body, line=lambda seconds: "ns %.2f" % (seconds * 1e9)):
    await repeat(WARM_UP, operations, body)
    for _ in range(SAMPLES):
        print(line(await repeat(SAMPLE, operations, body)))


async def measure_rate(operations, body):
    await measure(operations, body, lambda seconds: "rate %.1f" % (1 / seconds))


async def switch(tasks):
    async def sleep_often():
        for _ in range(SWITCHES // tasks):
            await asyncio.sleep(0)

    started = [asyncio.create_task(sleep_often()) for _ in range(tasks)]
    for task in started:
        await task


async def spawn(tasks):
    async def empty():
        pass

    started = [asyncio.create_task(empty()) for _ in range(tasks)]
    for task in started:
        await task


async def chains(count):
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    left = CALLBACKS

    def callback():
        nonlocal left
        left -= 1
        if left >= count:
            loop.call_soon(callback)
        elif left == 0:
            ended.set_result(None)

    for _ in range(count):
        loop.call_soon(callback)
    await ended


async def queue():
    there = asyncio.Queue(1)
    back = asyncio.Queue(1)

    async def answer():
        for _ in range(ROUNDS):
            await back.put(await there.get())

    answering = asyncio.create_task(answer())
    for i in range(ROUNDS):
        await there.put(i)
        await back.get()
    await answering


async def gather(count):
    await asyncio.gather(*(asyncio.sleep(0) for _ in range(count)))


async def flood():
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    left = POSTS

    def callback():
        nonlocal left
        left -= 1
        if left == 0:
            ended.set()

    def post():
        for _ in range(POSTS):
            loop.call_soon_threadsafe(callback)

    await asyncio.gather(asyncio.to_thread(post), ended.wait())


async def ping():
    loop = asyncio.get_running_loop()
    answered = threading.Lock()
    answered.acquire()

    def post():
        for _ in range(ROUNDS):
            loop.call_soon_threadsafe(answered.release)
            answered.acquire()

    await asyncio.to_thread(post)


async def timers(count):
    """Schedules them over a second, cancels nine in ten and lets the others fire. Waits outside of the loop, which is not counted."""
    loop = asyncio.get_running_loop()
    for i in range(4):
        ended = loop.create_future()
        fired = 0

        def callback():
            nonlocal fired
            fired += 1
            if fired == (count + 9) // 10:
                ended.set_result(None)

        start = time.process_time()
        handles = [
            loop.call_later((i * 0x9E3779B97F4A7C15 % 2**64 >> 34) / 1e9, callback) for i in range(count)
        ]
        for i, handle in enumerate(handles):
            if i % 10:
                handle.cancel()
        time.sleep(1.1)
        await ended
        print("ns %.2f" % ((time.process_time() - start) / count * 1e9))


def resident():
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * os.sysconf("SC_PAGESIZE")


async def memory(count):
    before = resident()
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(count)]
    await asyncio.sleep(0)  # now all of them sleep
    print("bytes %.1f" % ((resident() - before) / len(tasks)), flush=True)
    os._exit(0)


async def wake(count):
    """From the moment at which all sleepers are due until all have ended. What is compiled beforehand is as fast at once as later."""
    loop = asyncio.get_running_loop()
    for name in "cold", "warm":
        deadline = loop.time() + count * 40e-6

        async def sleep_until():
            await asyncio.sleep(deadline - loop.time())

        tasks = [asyncio.create_task(sleep_until()) for _ in range(count)]
        await asyncio.sleep(0)
        assert loop.time() < deadline, "it took too long to make them"
        for task in tasks:
            await task
        print("%s %.1f" % (name, (loop.time() - deadline) / count * 1e9), flush=True)


async def main(name, count=0):
    if name == "switch":
        await measure(SWITCHES, lambda: switch(count))
    elif name == "spawn":
        await measure(count, lambda: spawn(count))
    elif name == "callsoon":
        await measure(CALLBACKS, lambda: chains(count))
    elif name == "queue":
        await measure(ROUNDS, queue)
    elif name == "gather":
        await measure(count, lambda: gather(count))
    elif name == "flood":
        await measure_rate(POSTS, flood)
    elif name == "ping":
        await measure_rate(ROUNDS, ping)
    elif name == "timers":
        await timers(count)
    elif name == "memory":
        await memory(count)
    elif name == "wake":
        await wake(count)
    else:
        sys.exit("no benchmark " + name)


arguments = sys.argv[1:]
if arguments[0] == "uvloop":
    import uvloop

    uvloop.install()
    arguments = arguments[1:]
asyncio.run(main(arguments[0], *map(int, arguments[1:])))
