"""HTTP by aiohttp. As a server prints "port N"; as a client ("web.py client PORT") what clients print. uvloop with "uvloop" first."""

import asyncio
import sys
import time

import aiohttp
from aiohttp import web

CALLS = 20000
AT_ONCE = 100
HELLO = "Hello, World!"


async def plaintext(request):
    return web.Response(text=HELLO)


async def order(request):
    variables = request.match_info
    return web.json_response({"user": variables["user"], "order": int(variables["order"]), "message": HELLO})


async def serve():
    app = web.Application()
    app.router.add_get("/plaintext", plaintext)
    app.router.add_get("/users/{user}/orders/{order}", order)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    print("port", site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


async def repeat(session, url, seconds):
    start = time.perf_counter()
    done = 0
    while time.perf_counter() - start < seconds:
        left = CALLS

        async def caller():
            nonlocal left
            while left > 0:
                left -= 1
                async with session.get(url) as response:
                    assert await response.text() == HELLO

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
        done += CALLS
    return done / (time.perf_counter() - start)


async def call(port):
    url = f"http://127.0.0.1:{port}/plaintext"
    async with aiohttp.ClientSession() as session:
        await repeat(session, url, 2)
        print("begin", flush=True)
        print("rate %.1f" % await repeat(session, url, 4), flush=True)


arguments = sys.argv[1:]
if arguments[:1] == ["uvloop"]:
    import uvloop

    uvloop.install()
    arguments = arguments[1:]
asyncio.run(call(arguments[1]) if arguments else serve())
