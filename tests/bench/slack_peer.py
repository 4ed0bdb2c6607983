"""Slack for measurements, in a process of its own: answers the Web API, and sends signed commands when told to.

`python -m tests.bench.slack_peer` prints the port of the Web API. Then it reads one `Load` a line, sends it over one
connection, and prints the `Sent`. Under /free it takes every message; under /limited it does as Slack does: one
message a second in a channel, and 600 a minute, of which 20 may come at once.
"""

import asyncio
import hashlib
import hmac
import sys
import time

import msgspec
from aiohttp import web

SECOND = 1.0
RATE = 10.0
BURST = 20.0


class Load(msgspec.Struct, frozen=True):
    """So many requests with the same body, one after the other, to the bot at a port."""

    port: int
    count: int
    body: str
    secret: str


class Sent(msgspec.Struct, frozen=True):
    """The milliseconds until each answer, and the last answer."""

    milliseconds: list[float]
    answer: str


class Limits:
    """What Slack takes: tokens that come back with time, and the moment a channel is free again."""

    def __init__(self) -> None:
        self._tokens, self._at = BURST, time.monotonic()
        self._channels: dict[str, float] = {}

    def takes(self, channel: str) -> bool:
        """Whether a message may come in now."""
        now = time.monotonic()
        self._tokens, self._at = min(BURST, self._tokens + (now - self._at) * RATE), now
        if self._tokens < 1 or now < self._channels.get(channel, 0.0):
            return False
        self._tokens -= 1
        self._channels[channel] = now + SECOND
        return True


class WebApi:
    """The methods that the bot calls while it is measured."""

    def __init__(self) -> None:
        self._limits = Limits()
        self._count = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a call."""
        method = request.match_info["method"]
        if method == "auth.test":
            return web.json_response(
                {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "url": "https://d.slack.com/"}
            )
        if method == "users.info":
            return web.json_response({"ok": True, "user": {"id": "U1", "team_id": "T1", "name": "ana"}})
        body = await request.json()
        if request.match_info["kind"] == "limited" and not self._limits.takes(body["channel"]):
            headers = {"Retry-After": "1"}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        self._count += 1
        return web.json_response({"ok": True, "channel": body["channel"], "ts": f"1700000000.{self._count:06d}"})


async def send(load: Load) -> Sent:
    """Send a load."""
    reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
    body, took, answer = load.body.encode(), [], b""
    for _ in range(load.count):
        moment = str(int(time.time()))
        digest = hmac.new(load.secret.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: bot.example.org\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Slack-Request-Timestamp: {moment}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
        )
        start = time.perf_counter()
        writer.write(head.encode() + body)
        reply = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert b" 200 " in reply.split(b"\r\n", 1)[0], reply
        answer = await reader.readexactly(int(reply.partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
        took.append((time.perf_counter() - start) * 1000)
    writer.close()
    await writer.wait_closed()
    return Sent(took, answer.decode())


async def main() -> None:
    """Serve until the input ends."""
    app = web.Application()
    app.router.add_route("*", "/{kind}/api/{method}", WebApi().answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server = site._server
    assert isinstance(server, asyncio.Server)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        sent = await send(msgspec.json.decode(line, type=Load))
        sys.stdout.write(msgspec.json.encode(sent).decode() + "\n")
        sys.stdout.flush()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
