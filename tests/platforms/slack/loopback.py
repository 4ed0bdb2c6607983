"""A small Slack on the loopback: Web API, Socket Mode, response_url, history; it judges every payload it gets."""

import asyncio
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.platforms.slack.manifest import SCOPES
from tests.platforms.slack import judge

TEAM, BOT, BOT_USER, CHANNEL, USER, DIRECT = "T1", "B1", "UBOT", "C1", "U1", "D1"
BOT_TOKEN, APP_TOKEN = "xoxb-secret-bot-token", "xapp-1-secret-app-token"

Json = dict[str, Any]

_WORD = re.compile(r"\.|(?<=[a-z])(?=[A-Z])|(?<=URL)(?=E)")


@dataclass
class Fault:
    """What the next call of a method meets instead of an answer."""

    status: int = 200
    error: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    stored: bool = False
    passes: bool = False
    delay: float = 0
    page: str | None = None


def member(user: str, **more: Any) -> Json:
    name = f"name-{user}"
    return {
        "id": user,
        "team_id": TEAM,
        "name": name,
        "profile": {"display_name": name},
        "tz": "Europe/Madrid",
        "locale": "es-ES",
        **more,
    }


class Slack:
    """Slack, as far as the bot sees it."""

    def __init__(self) -> None:
        self.messages: dict[str, list[Json]] = defaultdict(list)
        self.ephemeral: list[Json] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.complaints: list[str] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.members: dict[str, Json] = {USER: member(USER)}
        self.groups: dict[str, list[str]] = {}
        self.channels: dict[str, Json] = {
            CHANNEL: {"id": CHANNEL, "is_channel": True, "is_member": True},
            DIRECT: {"id": DIRECT, "is_im": True, "user": USER},
        }
        self.scopes = set(SCOPES)
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, bytes] = {}
        self.valid = {BOT_TOKEN, APP_TOKEN}
        self.responses: dict[str, list[Json]] = defaultdict(list)
        self.expired: set[str] = set()
        self.connections = 0
        self.tickets: set[str] = set()
        self.stale = 0
        self.changed = asyncio.Condition()
        self._count = itertools.count(1)
        self._acknowledged: dict[str, asyncio.Future[Json]] = {}
        self._socket: web.WebSocketResponse | None = None
        self._connected = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.address = ""

    # The server

    async def start(self) -> None:
        """Listen; at the same address again after `stop`."""
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/{kind:commands|actions}/{id}", self._respond)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files-pri/{file}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", int(self.address.partition(":")[2] or 0))
        await site.start()
        server = site._server
        assert isinstance(server, asyncio.Server)
        self.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://{self.address}/api/"

    # What people do

    async def slash(self, command: str, text: str = "", **more: Any) -> Json:
        """Type a slash command; what came back with the acknowledgement."""
        return await self.deliver("slash_commands", self.slash_payload(command, text, **more))

    def slash_payload(self, command: str, text: str = "", **more: Any) -> Json:
        return {
            "token": "verification",
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": USER,
            "user_name": "ana",
            "command": command,
            "text": text,
            "response_url": self.response_url("commands"),
            "trigger_id": self.trigger(),
            "is_enterprise_install": "false",
            **more,
        }

    async def event(self, event: Json, event_id: str | None = None) -> Json:
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": event_id or f"Ev{next(self._count)}",
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }
        return await self.deliver("events_api", payload)

    async def mention(self, text: str, *, thread: str | None = None, event_id: str | None = None, **more: Any) -> Json:
        event = {"type": "app_mention", "user": USER, "channel": CHANNEL, "ts": self.ts(), "text": text, **more}
        return await self.event({**event, **({"thread_ts": thread} if thread else {})}, event_id)

    async def tell(self, text: str) -> Json:
        event = {
            "type": "message",
            "channel_type": "im",
            "user": USER,
            "channel": DIRECT,
            "ts": self.ts(),
            "text": text,
        }
        return await self.event(event)

    async def press(self, block: Json, element: Json, **where: Any) -> Json:
        """Press a button, or choose an option of a select: `element` is what was shown, with the option in it."""
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block.get("block_id", "b1"),
            **({"value": element["value"]} if "value" in element else {}),
            **({"selected_option": element["chosen"]} if "chosen" in element else {}),
        }
        return await self.deliver("interactive", self.interaction("block_actions", actions=[action], **where))

    def interaction(self, kind: str, **more: Any) -> Json:
        payload = {
            "type": kind,
            "team": {"id": TEAM, "domain": "d"},
            "user": {"id": USER, "username": "ana", "name": "ana", "team_id": TEAM},
            "trigger_id": self.trigger(),
            "api_app_id": "A1",
        }
        if not more.get("view"):
            payload |= {
                "channel": {"id": CHANNEL, "name": "news"},
                "container": {"type": "message", "message_ts": "1.0", "channel_id": CHANNEL},
                "response_url": self.response_url("actions"),
            }
        return {**payload, **more}

    async def deliver(self, kind: str, payload: Json) -> Json:
        """Send a payload over the open connection and wait for its acknowledgement, three seconds as Slack does."""
        await asyncio.wait_for(self._connected.wait(), 10)
        envelope = f"e{next(self._count)}"
        future = self._acknowledged[envelope] = asyncio.get_running_loop().create_future()
        assert self._socket
        await self._socket.send_json(
            {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        )
        return await asyncio.wait_for(future, 3)

    async def disconnect(self) -> None:
        """Ask the bot to connect anew, as Slack does every few hours."""
        assert self._socket
        self._connected.clear()
        await self._socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def lose(self) -> None:
        """Lose the connection without a word, and every address that was given for another."""
        assert self._socket
        self._connected.clear()
        self.tickets.clear()
        await self._socket.close()

    def stopped(self) -> None:
        """The bot has stopped: what is delivered now waits for another one."""
        self._connected.clear()

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until something is so, which changes with what the bot sends."""
        async with asyncio.timeout(5), self.changed:
            return await self.changed.wait_for(condition)

    def ts(self) -> str:
        return f"17000{next(self._count):05d}.000100"

    def trigger(self) -> str:
        return f"trigger.{next(self._count)}"

    def response_url(self, kind: str) -> str:
        return f"http://{self.address}/{kind}/{next(self._count)}"

    # What the bot does

    async def _changed(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _body(request)
        token = str(body.pop("token", "")) or request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, body))
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault:
            await asyncio.sleep(fault.delay)
        if fault and fault.passes:
            fault = None
        if fault and not fault.stored:
            return await self._fail(request, fault)
        if token not in self.valid and method != "oauth.v2.access":
            answer: Json = {"ok": False, "error": "invalid_auth" if token else "not_authed"}
        else:
            answer = await self._answer(method, body)
        await self._changed()
        if fault:
            return await self._fail(request, fault)
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self.scopes))})

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.drop:
            assert request.transport
            request.transport.close()
        if fault.page is not None:
            return web.Response(text=fault.page, status=fault.status, content_type="text/html")
        return web.json_response({"ok": False, "error": fault.error or "x"}, status=fault.status, headers=fault.headers)

    async def _answer(self, method: str, body: Json) -> Json:
        handler: Callable[[Json], Awaitable[Json]] = getattr(self, "_" + _WORD.sub("_", method).lower())
        return await handler(body)

    async def _auth_test(self, body: Json) -> Json:
        return {"ok": True, "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "url": "https://d.slack.com/"}

    async def _apps_connections_open(self, body: Json) -> Json:
        ticket = f"secret-ticket-{next(self._count)}"
        if self.stale:
            self.stale -= 1
        else:
            self.tickets.add(ticket)
        return {"ok": True, "url": f"ws://{self.address}/link?ticket={ticket}"}

    def _refusal(self, body: Json, reading: bool = False) -> Json | None:
        """Why the bot may not post or read in a channel. It is always let into the conversation with a person."""
        channel = body["channel"]
        found = {} if channel.startswith("U") else self.channels.get(channel)
        if found is None or (found.get("is_private") and not found.get("is_member")):
            return {"ok": False, "error": "channel_not_found"}
        if found.get("is_archived") and not reading:
            return {"ok": False, "error": "is_archived"}
        outside = found.get("is_channel") and not found.get("is_member")
        if outside and (reading or "chat:write.public" not in self.scopes):
            return {"ok": False, "error": "not_in_channel"}
        return None

    async def _chat_post_message(self, body: Json) -> Json:
        self.complaints += judge.complaints(body)
        if refusal := self._refusal(body):
            return refusal
        ts = self.ts()
        self.messages[body["channel"]].append({**body, "ts": ts, "user": BOT_USER})
        return {"ok": True, "channel": body["channel"], "ts": ts}

    async def _chat_post_ephemeral(self, body: Json) -> Json:
        self.complaints += judge.complaints(body)
        self.ephemeral.append(body)
        return {"ok": True, "message_ts": self.ts()}

    async def _chat_update(self, body: Json) -> Json:
        self.complaints += judge.complaints(body)
        for message in self.messages[body["channel"]]:
            if message["ts"] == body["ts"]:
                message.update(body)
                return {"ok": True, "ts": body["ts"]}
        return {"ok": False, "error": "message_not_found"}

    async def _chat_delete(self, body: Json) -> Json:
        self.messages[body["channel"]] = [one for one in self.messages[body["channel"]] if one["ts"] != body["ts"]]
        return {"ok": True}

    async def _conversations_history(self, body: Json) -> Json:
        if refusal := self._refusal(body, reading=True):
            return refusal
        return self._page([one for one in self.messages[body["channel"]] if "thread_ts" not in one], body)

    async def _conversations_replies(self, body: Json) -> Json:
        if refusal := self._refusal(body, reading=True):
            return refusal
        thread = body["ts"]
        if not any(one["ts"] == thread for one in self.messages[body["channel"]]):
            return {"ok": False, "error": "thread_not_found"}
        return self._page(
            [one for one in self.messages[body["channel"]] if thread in (one["ts"], one.get("thread_ts"))], body
        )

    def _page(self, messages: list[Json], body: Json) -> Json:
        low, high = float(body.get("oldest", 0)), float(body.get("latest", "inf"))
        found = sorted((one for one in messages if low <= float(one["ts"]) <= high), key=lambda one: -float(one["ts"]))
        start = int(body.get("cursor") or 0)
        part = found[start : start + 2]
        if not body.get("include_all_metadata"):
            part = [{key: value for key, value in one.items() if key != "metadata"} for one in part]
        more = {"next_cursor": str(start + 2)} if start + 2 < len(found) else {"next_cursor": ""}
        return {"ok": True, "messages": part, "response_metadata": more}

    async def _conversations_info(self, body: Json) -> Json:
        found = self.channels.get(body["channel"])
        if found is None or (found.get("is_private") and not found.get("is_member")):
            return {"ok": False, "error": "channel_not_found"}
        return {"ok": True, "channel": found}

    async def _conversations_join(self, body: Json) -> Json:
        self.channels[body["channel"]]["is_member"] = True
        return {"ok": True, "channel": self.channels[body["channel"]]}

    async def _views_open(self, body: Json) -> Json:
        view = f"V{next(self._count)}"
        return self._viewed(view, body)

    async def _views_update(self, body: Json) -> Json:
        return self._viewed(body["view_id"], body)

    def _viewed(self, view: str, body: Json) -> Json:
        shown = _json(body["view"])
        self.complaints += judge.in_view(shown)
        self.views[view] = {**shown, "id": view}
        return {"ok": True, "view": self.views[view]}

    async def _views_publish(self, body: Json) -> Json:
        shown = _json(body["view"])
        self.complaints += judge.in_view(shown)
        self.homes[body["user_id"]] = shown
        return {"ok": True}

    async def _users_info(self, body: Json) -> Json:
        found = self.members.get(body["user"])
        return {"ok": True, "user": found} if found else {"ok": False, "error": "user_not_found"}

    async def _usergroups_users_list(self, body: Json) -> Json:
        return {"ok": True, "users": self.groups.get(body["usergroup"], [])}

    async def _files_get_upload_url_external(self, body: Json) -> Json:
        file = f"F{next(self._count):09d}"
        return {"ok": True, "file_id": file, "upload_url": f"http://{self.address}/upload/{file}"}

    async def _files_complete_upload_external(self, body: Json) -> Json:
        return {"ok": True, "files": _json(body["files"])}

    async def _files_info(self, body: Json) -> Json:
        if body["file"] == "F1":
            return {"ok": True, "file": self.shared_file(*next(iter(self.files.items())))}
        asked = sum(method == "files.info" for method, _ in self.calls)
        return {"ok": True, "file": {"id": body["file"], "mimetype": "image/png" if asked > 1 else ""}}

    async def _oauth_v2_access(self, body: Json) -> Json:
        if body.get("code") != "good-code":
            return {"ok": False, "error": "invalid_code"}
        return {
            "ok": True,
            "app_id": "A1",
            "access_token": BOT_TOKEN,
            "token_type": "bot",
            "scope": "commands",
            "bot_user_id": BOT_USER,
            "team": {"id": TEAM, "name": "Team"},
            "enterprise": None,
            "authed_user": {"id": USER},
            "is_enterprise_install": False,
        }

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            raise web.HTTPFound("/signin")
        data = self.files.get(request.match_info["file"])
        if data is None:
            raise web.HTTPFound(f"http://localhost:{self.address.rpartition(':')[2]}/stolen")
        return web.Response(body=data)

    def shared_file(self, name: str, data: bytes, **more: Any) -> Json:
        """A file that somebody uploaded, as payloads describe it."""
        self.files[name] = data
        return {
            "id": "F1",
            "name": name,
            "size": len(data),
            "url_private": f"http://{self.address}/files-pri/{name}",
            **more,
        }

    async def _respond(self, request: web.Request) -> web.Response:
        url = f"http://{self.address}{request.path}"
        body = await request.json()
        if url in self.expired or len(self.responses[url]) >= 5:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if not body.get("delete_original"):
            self.complaints += judge.complaints(body)
        self.responses[url].append(body)
        await self._changed()
        return web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query["ticket"]
        if ticket not in self.tickets:
            raise web.HTTPForbidden
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.connections += 1
        self._socket = socket
        self._connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                body = json.loads(message.data)
                future = self._acknowledged.pop(body.get("envelope_id", ""), None)
                if future and not future.done():
                    self._judge_acknowledgement(body.get("payload") or {})
                    future.set_result(body.get("payload") or {})
        return socket

    def _judge_acknowledgement(self, body: Json) -> None:
        if "blocks" in body:
            self.complaints += judge.complaints(body)
        if "view" in body:
            self.complaints += judge.in_view(body["view"])

    def every_response(self) -> list[Json]:
        """What was posted to any response_url, in order."""
        return [one for posted in self.responses.values() for one in posted]


async def _body(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
