# test
import asyncio

event0 = asyncio.Event()


class Boom(Exception):
    pass


async def body0():
    global g0, group0, t1
    loop = asyncio.get_running_loop()
    g0 = generator0()
    async with asyncio.timeout_at(loop.time() + 0.005):
        async with asyncio.TaskGroup() as group0:
            t1 = group0.create_task(body1())
            count = 0
            async for value in g0:
                print("body0: element", value)
                print("body0: g0 gave", await g0.athrow(Boom("b1")))
                count += 1
                if count == 2:
                    break
        return 4
    async with asyncio.timeout(None) as timeout:
        timeout.reschedule(loop.time() + 0.003)
        print("body0: t1 =", await asyncio.wait_for(t1, 0.01))
    print("body0: expired", timeout.expired())
    return 0


async def body1():
    async for future in asyncio.as_completed([t1]):
        try:
            print("body1: completed", future.result())
        except BaseException as e:
            print("body1: completed", repr(e))
    raise Boom("b1")


async def generator0():
    try:
        yield 1
        for _ in range(2):
            await asyncio.sleep(0)
    except Boom as e:
        print("generator0: caught", repr(e))
        raise Boom("b2")
    finally:
        event0.set()


print("body0 =", asyncio.run(body0()))
