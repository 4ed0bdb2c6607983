"""A small Discord on this machine: its HTTP API and its gateway, as strict as the real one where it matters."""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from types import MappingProxyType
from typing import Any, Self

from aiohttp import BodyPartReader, WSCloseCode, WSMsgType, web

APPLICATION = "900"
BOT = "901"
TOKEN = "a.token.of-a-bot"

EPOCH = 1_420_070_400_000
"""Milliseconds from 1970 to where Discord's ids count from."""


@dataclass
class Sent:
    """One request as it arrived: `files` are the names and bytes of a multipart body."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]
    at: float
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Fault:
    """What happens to the next requests that match: an answer instead of the right one, or none, after `delay` seconds.
    `done`: the request is carried out all the same; `right`: and answered as it should be. A `page` is for browsers."""

    method: str
    path: str
    status: int = 500
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    done: bool = False
    right: bool = False
    delay: float = 0.0
    page: str | None = None
    times: int = 1


class Loopback:
    """The server. `rate` requests a second are taken from the bot, interactions apart; the rest gets 429. With
    `anonymous` messages are read back without their footers, so that none can be told by its delivery."""

    def __init__(self, rate: int | None = None, token: str = TOKEN) -> None:
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        self.faults: list[Fault] = []
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.commands: list[dict[str, Any]] = []
        self.threads: dict[str, dict[str, Any]] = {}
        self.attached: dict[str, bytes] = {}
        self.server = _server()
        self.invited = True
        self.sockets: list[web.WebSocketResponse] = []
        self.heard: list[dict[str, Any]] = []
        self.jitter = 0.0
        self.refuse_resume = False
        self.refusal: int | None = None
        self.listener: Callable[[Sent], None] | None = None
        self.limited = 0
        self._news = asyncio.Event()
        self._token = token
        self._rate = rate
        self._recent: deque[float] = deque()
        self._nonces: dict[tuple[str, str], dict[str, Any]] = {}
        self._last = 0
        self.anonymous = False
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def open(self, port: int = 0) -> None:
        """Listen; on the same port again after `close`."""
        application = web.Application(client_max_size=2**26)
        application.router.add_get("/gateway", self._gateway)
        application.router.add_get("/attachments/{name}", self._attachment)
        application.router.add_route("*", "/api/v10/{path:.*}", self._request)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Refuse connections, drop those there are."""
        for socket in self.sockets:
            await socket.close(code=WSCloseCode.GOING_AWAY)
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def fail(self, method: str, path: str, **how: Any) -> None:
        """Make the next matching requests go wrong."""
        self.faults.append(Fault(method, path, **how))

    def requests(self, method: str, path: str) -> list[Sent]:
        """The requests of one kind that arrived."""
        return [sent for sent in self.sent if sent.method == method and fnmatch(sent.path, path)]

    async def until(self, true: Callable[[], object], seconds: float = 10) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(seconds):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def dispatch(self, event: str, data: Mapping[str, Any]) -> None:
        """Send an event over the newest connection to the gateway."""
        await self._say(self.sockets[-1], 0, data, event)

    def attach(self, name: str, data: bytes) -> str:
        """Keep a file; its address."""
        self.attached[name] = data
        return f"http://127.0.0.1:{self.port}/attachments/{name}"

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        self.sent.append(Sent("GET", request.path, None, dict(request.headers), time.monotonic()))
        if request.match_info["name"] not in self.attached:
            raise web.HTTPNotFound
        response = web.StreamResponse()
        await response.prepare(request)
        data = self.attached[request.match_info["name"]]
        for start in range(0, len(data), 1 << 16):
            await response.write(data[start : start + (1 << 16)])
        return response

    async def _request(self, request: web.Request) -> web.StreamResponse:
        path = f"/{request.match_info['path']}"
        await asyncio.sleep(self.jitter * random.random())
        body, files = await _body(request)
        self.sent.append(Sent(request.method, path, body, dict(request.headers), time.monotonic(), files))
        if self.listener:
            self.listener(self.sent[-1])
        self._news.set()
        if not path.startswith(("/interactions", "/webhooks")):
            if request.headers.get("Authorization") != f"Bot {self._token}":
                return _json({"message": "401: Unauthorized", "code": 0}, 401)
            if self._rate and not self._take(self._rate):
                self.limited += 1
                return _json({"message": "slow down", "retry_after": 0.3, "global": True}, 429, {"Via": "1.1 x"})
        for fault in self.faults:
            if fault.times and fault.method == request.method and fnmatch(path, fault.path):
                fault.times -= 1
                await asyncio.sleep(fault.delay)
                if fault.right:
                    break
                if fault.done:
                    self._carry_out(request.method, path, body)
                if fault.drop:
                    assert request.transport is not None
                    request.transport.close()
                    return web.Response()
                if fault.page is not None:
                    return web.Response(text=fault.page, status=fault.status, content_type="text/html")
                return _json(fault.body, fault.status, fault.headers)
        answer = self._carry_out(request.method, path, body, request.query)
        self.answered.append(f"{request.method} {path}")
        return _json(answer) if answer is not None else web.Response(status=204)

    def _take(self, rate: int) -> bool:
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= rate:
            return False
        self._recent.append(now)
        return True

    def _carry_out(self, method: str, path: str, body: Any, query: Mapping[str, str] = MappingProxyType({})) -> Any:
        match method, path.strip("/").split("/"):
            case "GET", ["users", "@me"]:
                return {"id": BOT, "username": "briefbot", "discriminator": "0", "avatar": None, "bot": True}
            case "GET", ["oauth2", "applications", "@me"]:
                return _application()
            case "GET", ["gateway", "bot"]:
                limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
                return {"url": "wss://elsewhere.invalid", "shards": 1, "session_start_limit": limits}
            case "GET", ["applications", *_, "commands"]:
                return self.commands
            case "PUT", ["applications", *_, "commands"]:
                self.commands = [{**command, "id": str(n), "version": "1"} for n, command in enumerate(body)]
                return self.commands
            case "POST", ["users", "@me", "channels"]:
                return {"id": f"7{body['recipient_id']}", "type": 1, "recipients": [], "last_message_id": None}
            case "POST", ["channels", channel, "messages"]:
                return self._post(channel, body)
            case "GET", ["channels", channel, "messages"]:
                before = int(query.get("before", self._last + 1))
                older = [one for one in self.messages.get(channel, []) if int(one["id"]) < before]
                recent = older[::-1][: int(query.get("limit", 50))]
                return [{**one, "embeds": []} for one in recent] if self.anonymous else recent
            case "PATCH", ["channels", channel, "messages", message]:
                found = next(m for m in self.messages[channel] if m["id"] == message)
                found.update(body)
                return found
            case "DELETE", ["channels", channel, "messages", message]:
                self.messages[channel] = [m for m in self.messages[channel] if m["id"] != message]
                return None
            case "POST", ["channels", _, "messages", message, "threads"]:
                thread = {**_channel(message, 11), "parent_id": path.split("/")[2], "name": body["name"]}
                self.threads[message] = thread
                return thread
            case "PATCH", ["channels", thread] if thread in self.threads:
                self.threads[thread] |= body
                return self.threads[thread]
            case "POST", ["interactions", *_]:
                self._next()
                said = {"id": "1", "type": 2, "response_message_id": str(self._last)}
                return {"interaction": said if body["type"] == 4 else {"id": "1", "type": 2}}
            case "PATCH" | "POST", ["webhooks", *_]:
                return {"id": "1", **body}
            case _:
                return None

    def _post(self, channel: str, body: Mapping[str, Any]) -> dict[str, Any]:
        nonce = body.get("nonce")
        if nonce and body.get("enforce_nonce") and (channel, nonce) in self._nonces:
            return self._nonces[channel, nonce]
        author = {"id": BOT, "username": "briefbot", "discriminator": "0", "avatar": None, "bot": True}
        posted = {**_message(), **body, "id": str(self._next()), "channel_id": channel, "author": author}
        self.messages.setdefault(channel, []).append(posted)
        if nonce:
            self._nonces[channel, nonce] = posted
        return posted

    def chat(self, channel: str, count: int, at: float | None = None) -> None:
        """Let somebody say so many things in a channel, the first at a time (in seconds since 1970)."""
        author = {"id": "77", "username": "owner", "discriminator": "0", "avatar": None}
        self.messages.setdefault(channel, []).extend(
            {**_message(), "content": "Hi", "id": str(self._next(at)), "channel_id": channel, "author": author}
            for _ in range(count)
        )

    def forget(self) -> None:
        """Forget the nonces, as Discord does after some minutes."""
        self._nonces.clear()

    def _next(self, at: float | None = None) -> int:
        """The next id of a message, with its time in it as Discord's have."""
        self._last = max(self._last + 1, int((time.time() if at is None else at) * 1000) - EPOCH << 22)
        return self._last

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        self.sockets.append(socket)
        await self._say(socket, 10, {"heartbeat_interval": 41250})
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            self.heard.append(said)
            self._news.set()
            match said["op"]:
                case 1:
                    await self._say(socket, 11, None)
                case 2 if self.refusal or said["d"]["token"] != self._token:
                    await socket.close(code=self.refusal or 4004)
                case 2:
                    await self._say(socket, 0, self._ready(), "READY")
                case 6 if self.refuse_resume:
                    await self._say(socket, 9, False)
                case 6:
                    await self._say(socket, 0, {}, "RESUMED")
        return socket

    async def _say(self, socket: web.WebSocketResponse, op: int, data: Any, event: str | None = None) -> None:
        sequence = len(self.heard) + 1 if op == 0 else None
        await socket.send_str(json.dumps({"op": op, "d": data, "s": sequence, "t": event}))

    def _ready(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": self._carry_out("GET", "/users/@me", None),
            "guilds": [self.server] if self.invited else [],
            "session_id": f"session-{len(self.sockets)}",
            "resume_gateway_url": self.gateway,
            "application": {"id": APPLICATION, "flags": 0},
            "shard": [0, 1],
        }


async def _body(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    if request.content_type == "multipart/form-data":
        body: Any = None
        files: dict[str, bytes] = {}
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            if part.name == "payload_json":
                body = json.loads(await part.text())
            else:
                assert part.filename is not None
                files[part.filename] = bytes(await part.read())
        return body, files
    text = await request.text()
    return (json.loads(text) if text else None), {}


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only from exactly this type, and takes a 429 without `Via` for Cloudflare's."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=sent)


def _application() -> dict[str, Any]:
    owner = {"id": "77", "username": "owner", "discriminator": "0", "avatar": None}
    return {
        "id": APPLICATION,
        "name": "briefbot",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "summary": "",
        "verify_key": "0" * 64,
        "flags": 0,
        "team": None,
        "owner": owner,
    }


PERMITTED = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 31 | 1 << 35 | 1 << 38
"""What everybody may in the server: see, send, embed, read back, use commands, begin threads, send in threads."""


def _server() -> dict[str, Any]:
    bot = {"id": BOT, "username": "briefbot", "discriminator": "0", "avatar": None, "bot": True}
    return {
        "id": "30",
        "name": "Readers",
        "owner_id": "77",
        "roles": [{"id": "30", "name": "@everyone", "permissions": str(PERMITTED), "position": 0, "color": 0}],
        "channels": [_channel("40", 0), _channel("42", 15)],
        "members": [{"user": bot, "roles": [], "joined_at": "2020-01-01T00:00:00+00:00", "flags": 0}],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "member_count": 1,
        "verification_level": 0,
        "premium_tier": 0,
    }


def _channel(id_: str, type_: int) -> dict[str, Any]:
    metadata = {"archived": False, "locked": False, "auto_archive_duration": 1440, "archive_timestamp": None}
    return {
        "id": id_,
        "type": type_,
        "guild_id": "30",
        "name": "news",
        "position": 0,
        "permission_overwrites": [],
        **(
            {"thread_metadata": metadata, "owner_id": BOT, "member_count": 1, "message_count": 0} if type_ == 11 else {}
        ),
    }


def _message() -> dict[str, Any]:
    return {
        "content": "",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "components": [],
    }


def interaction(
    name: str, token: str = "t", user: str = "5", server: str = "30", resolved: Any = None, **options: str
) -> dict[str, Any]:
    """A command typed in a server; `resolved` are attachments by id, which are options too."""
    person = {"id": user, "username": "reader", "discriminator": "0", "avatar": None, "global_name": "Reader"}
    member = {
        "user": person,
        "roles": [],
        "joined_at": "2020-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    return {
        "id": str(abs(hash(token)) % 10**18 + 1),
        "application_id": APPLICATION,
        "type": 2,
        "token": token,
        "version": 1,
        "guild_id": server,
        "channel_id": "40",
        "channel": {**_channel("40", 0), "guild_id": server, "permissions": "0"},
        "member": {**member, "permissions": "2147483648"},
        "guild": {"id": server, "features": [], "locale": "en-US"},
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": str(PERMITTED),
        "entitlements": [],
        "authorizing_integration_owners": {"0": server},
        "context": 0,
        "attachment_size_limit": 10485760,
        "data": {
            "id": "7",
            "name": name,
            "type": 1,
            "options": [
                {"name": key, "type": 11 if resolved and value in resolved else 3, "value": value}
                for key, value in options.items()
            ],
            **({"resolved": {"attachments": resolved}} if resolved else {}),
        },
    }
