# test
import asyncio
import contextvars

variable0 = contextvars.ContextVar("variable0", default=None)


async def body0():
    global handle0, t0, t1
    loop = asyncio.get_running_loop()
    tokens = []
    t0 = loop.create_future()
    tokens.append((variable0, variable0.set(1)))
    handle0 = loop.call_later(0.001, callback1)
    loop.call_soon(callback0)
    t0.add_done_callback(callback1)
    print("body0: callbacks removed", t0.remove_done_callback(callback1))
    t1 = asyncio.gather(t0, t0, return_exceptions=True)
    done, _ = await asyncio.wait([t0, t1], timeout=0.002, return_when=asyncio.FIRST_COMPLETED)
    print("body0: done", [future in done for future in [t0, t1]])
    variable, token = tokens.pop()
    variable.reset(token)
    print("body0: variable0 =", variable0.get())
    return 0


def callback0(*_):
    print("callback0 called")
    t0.set_result(3)
    handle0.cancel()


def callback1(*_):
    loop = asyncio.get_running_loop()
    print("callback1 called")
    loop.call_exception_handler({"message": "r1"})
    loop.stop()


with asyncio.Runner() as runner:
    loop = runner.get_loop()
    task = loop.create_task(body0())
    while not task.done():
        try:
            print("body0 =", loop.run_until_complete(task))
        except RuntimeError:
            if task.done():
                raise
            print("stopped")
