"""Connections: those that say nothing, or too little, are ended; one address has only so many."""

import asyncio
import socket
from collections import Counter
from dataclasses import replace
from typing import ClassVar

import uvicorn

from sim.app.connection import Connection
from sim.app.limits import Limits

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Hasty(Connection):
    """A connection with little patience."""

    limits = replace(Limits(), slow_seconds=0.2, connections_of_address=3)
    open: ClassVar[Counter[str]] = Counter()


LARGE = 8_000_000
"""Bytes of an answer that the system's buffers do not hold."""


async def page(scope, receive, send):
    body = b"x" * LARGE if scope["path"] == "/large" else b"ok"
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


def served(test):
    """Run a test with the port of a server of one page."""

    async def running():
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            page, http=Hasty, ws="none", lifespan="off", log_level="error", timeout_keep_alive=2
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve([listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            await test(listening.getsockname()[1])
        finally:
            server.should_exit = True
            await serving
        assert Hasty.open == Counter()

    asyncio.run(running())


async def connected(port):
    return await asyncio.open_connection("127.0.0.1", port)


async def answered(reader):
    """Return whether an answer comes; False if the connection is ended instead."""
    try:
        return (await asyncio.wait_for(reader.read(2000), 5.0)).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        return False


def test_a_connection_that_says_nothing_is_ended():
    async def test(port):
        reader, writer = await connected(port)
        assert not await answered(reader)
        writer.close()

    served(test)


def test_headers_that_never_end_are_given_up_also_on_a_connection_that_was_good_before():
    async def test(port):
        reader, writer = await connected(port)
        writer.write(REQUEST)
        assert await answered(reader)
        writer.write(REQUEST[:20])
        assert not await answered(reader)
        writer.close()

    served(test)


def test_a_connection_may_rest_between_requests_for_longer_than_headers_may_take():
    async def test(port):
        reader, writer = await connected(port)
        for _ in range(2):
            writer.write(REQUEST)
            assert await answered(reader)
            await asyncio.sleep(0.5)
        writer.close()

    served(test)


def test_one_address_has_only_so_many_connections():
    async def test(port):
        first = [await connected(port) for _ in range(3)]
        reader, writer = await connected(port)
        assert not await answered(reader)
        writer.close()
        first[0][1].close()
        await asyncio.sleep(0.05)
        reader, another = await connected(port)
        another.write(REQUEST)
        assert await answered(reader)
        for _, writer in first:
            writer.close()
        another.close()

    served(test)


def test_who_does_not_take_an_answer_is_not_waited_for():
    async def test(port):
        with socket.create_connection(("127.0.0.1", port)) as silent:
            silent.sendall(REQUEST.replace(b"/ ", b"/large ", 1))
            async with asyncio.timeout(5.0):
                while not Hasty.open:
                    await asyncio.sleep(0.01)
                while Hasty.open:
                    await asyncio.sleep(0.05)

    served(test)


def test_who_takes_a_large_answer_slowly_gets_it_all():
    async def test(port):
        reader, writer = await connected(port)
        writer.write(REQUEST.replace(b"/ ", b"/large ", 1))
        had = 0
        while part := await reader.read(500_000):
            had += len(part)
            await asyncio.sleep(0.005)
            if had >= LARGE:
                break
        writer.close()
        assert had >= LARGE

    served(test)
