"""An echo server on asyncio: "echo.py streams" or "echo.py protocol"; "echo.py uvloop ..." on that loop. Prints "port N"."""

import asyncio
import sys

HOST = "127.0.0.1"
BACKLOG = 4096


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def main(api):
    if api == "streams":
        server = await asyncio.start_server(echo, HOST, 0, backlog=BACKLOG)
    else:
        server = await asyncio.get_running_loop().create_server(Echo, HOST, 0, backlog=BACKLOG)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if "uvloop" in sys.argv:
    import uvloop

    uvloop.install()
asyncio.run(main(sys.argv[-1]))
