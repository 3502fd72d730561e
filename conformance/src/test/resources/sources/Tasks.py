# test
import asyncio

lock0 = asyncio.Lock()
queue1 = asyncio.PriorityQueue(2)
counter0 = 0


async def body0():
    global counter0, t0
    t0 = asyncio.create_task(body1())
    await asyncio.sleep(0.002)
    try:
        print("body0: cancel t0", t0.cancel("c1"))
        async with lock0:
            print("body0: lock0 acquired")
            print("body0: t0 =", await t0)
    except asyncio.CancelledError as e:
        print("body0: caught", repr(e))
        print("body0: t0 done, cancelled, cancelling", t0.done(), t0.cancelled(), t0.cancelling())
        raise
    finally:
        counter0 += 1
    return 0


async def body1():
    async with lock0:
        print("body1: lock0 acquired")
        try:
            await asyncio.sleep(1)
            return 7
        except TimeoutError as e:
            print("body1: caught", repr(e))
            await queue1.put(3)
            print("body1: queue1 took 3")
    return 1


print("body0 =", asyncio.run(body0()))
