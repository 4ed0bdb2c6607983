"""Leave to post is asked for at the last moment: after every wait, before a byte is written."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat.delivery import Withheld
from bot.platforms.wire import asking, trace


async def test_leave_is_asked_for_when_a_connection_is_there() -> None:
    seen: list[str] = []
    go_on = asyncio.Event()
    leave = True

    async def answer(request: web.Request) -> web.Response:
        seen.append(await request.text())
        await go_on.wait()
        return web.Response()

    def ask() -> None:
        if not leave:
            raise Withheld

    app = web.Application()
    app.router.add_post("/", answer)
    async with TestServer(app) as server:
        connector = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(server.make_url("/"), connector=connector, trace_configs=[trace()]) as session:

            async def post(text: str) -> int:
                with asking(ask):
                    async with session.post("", data=text) as response:
                        return response.status

            first = asyncio.create_task(post("first"))
            while not seen:
                await asyncio.sleep(0.01)
            second = asyncio.create_task(post("second"))
            await asyncio.sleep(0.05)
            leave = False
            go_on.set()
            assert await first == 200
            with pytest.raises(Withheld):
                await second
            leave = True
            assert await post("third") == 200
            leave = False
            async with session.post("", data="fourth") as response:
                assert response.status == 200, "nobody asked for leave"
    assert seen == ["first", "third", "fourth"]
