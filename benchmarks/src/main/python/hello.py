"""A small program whose start and end are measured: two tasks that sleep for a turn."""

import asyncio


async def main():
    hello = asyncio.create_task(asyncio.sleep(0, "Hello"))
    world = asyncio.create_task(asyncio.sleep(0, "world"))
    print(await hello + ", " + await world)


asyncio.run(main())
