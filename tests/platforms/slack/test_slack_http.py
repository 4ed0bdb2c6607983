"""HTTP mode through the real server: what is let in, what is refused, and installing into many workspaces."""

import asyncio
import hashlib
import hmac
import json
import re
import socket
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet

from bot.chat.adapter import Refused
from bot.chat.delivery import Gone, Message
from bot.chat.document import Document
from bot.chat.request import Place
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.http import LARGEST, Http
from bot.platforms.slack.oauth import Install, ManyWorkspaces
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspaces import OneWorkspace
from bot.store.database import Database
from bot.store.installations import InstallationStore
from tests.platforms.slack import sample
from tests.platforms.slack.conftest import Running
from tests.platforms.slack.loopback import APP_TOKEN, BOT_TOKEN, CHANNEL, TEAM, Fault, Slack
from tests.platforms.slack.reading import said
from tests.platforms.tokens import Memory

SECRET = "a-signing-secret"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def signed(body: bytes, secret: str = SECRET, age: float = 0, content_type: str = FORM) -> dict[str, str]:
    """The headers Slack sends with a body."""
    moment = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={digest}",
    }


class Front:
    """The bot's own address, as Slack and browsers use it."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._session = session

    async def post(self, body: bytes, headers: dict[str, str], path: str = "/slack/events") -> tuple[int, str]:
        async with self._session.post(self.address + path, data=body, headers=headers) as response:
            return response.status, await response.text()

    async def get(self, path: str, cookie: str = "") -> aiohttp.ClientResponse:
        headers = {"Cookie": cookie} if cookie else {}
        async with self._session.get(self.address + path, headers=headers, allow_redirects=False) as response:
            await response.read()
            return response

    async def ready(self) -> None:
        while True:
            try:
                await self.get("/")
            except aiohttp.ClientConnectorError:
                continue
            return


@pytest.fixture
async def front(running: Running) -> AsyncIterator[Front]:
    """A bot of one workspace in HTTP mode."""
    port = free_port()
    async with running(door=Http(SECRET, "127.0.0.1", port)), aiohttp.ClientSession() as session:
        front = Front(port, session)
        await front.ready()
        yield front


def command(slack: Slack, text: str = "venezuela", **more: Any) -> bytes:
    return urlencode(slack.slash_payload("/brief", text, **more)).encode()


async def test_a_signed_command_is_answered(slack: Slack, front: Front) -> None:
    body = command(slack)
    status, text = await front.post(body, signed(body))
    answer = json.loads(text)
    assert (status, answer["response_type"]) == (200, "in_channel")
    assert "Russia in Venezuela" in said(answer)


async def test_a_signed_press_and_a_signed_event_are_answered(slack: Slack, front: Front) -> None:
    action = {"type": "button", "action_id": "run:0", "block_id": "b", "value": "claims?topic=chad"}
    body = urlencode({"payload": json.dumps(slack.interaction("block_actions", actions=[action]))}).encode()
    assert await front.post(body, signed(body)) == (200, "")
    assert "who says what" in said((await slack.until(slack.every_response))[0])
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", "text": "brief chad"}
    payload = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event}
    body = json.dumps(payload).encode()
    assert await front.post(body, signed(body, content_type=JSON)) == (200, "")
    await slack.until(lambda: slack.messages["D1"])


async def test_a_body_that_changed_after_it_was_signed_is_refused(
    slack: Slack, front: Front, world: sample.World
) -> None:
    body = command(slack)
    for headers in (
        signed(body + b"x"),
        signed(body, secret="another"),
        signed(body, age=310),
        signed(body, age=-310),
        {**signed(body), "X-Slack-Request-Timestamp": "yesterday"},
        {**signed(body), "X-Slack-Signature": "v0=ü"},
        {"Content-Type": FORM},
    ):
        assert (await front.post(body, headers))[0] == 401
    assert world.asked == []


async def test_a_request_that_is_replayed_in_time_is_only_slack_trying_again(
    slack: Slack, front: Front, world: sample.World
) -> None:
    event = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "ts": "1.1", "text": "brief chad"}
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev7", "event": event}).encode()
    headers = signed(body, content_type=JSON)
    assert [(await front.post(body, headers))[0] for _ in range(3)] == [200, 200, 200]
    await slack.until(lambda: slack.messages["D1"])
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"<xml/>", "application/xml", 415),
        (b"command=%2Fbrief", "multipart/form-data; boundary=x", 415),
        (b"{}", "", 415),
        (b"{not json", JSON, 400),
        (b"payload=%7Bnot", FORM, 400),
        (b'["a", "list"]', JSON, 400),
        (b"\xff\xfe", FORM, 400),
        (b"[" * 100_000, JSON, 400),
    ],
    ids=["xml", "multipart", "untyped", "json", "payload", "list", "binary", "deep"],
)
async def test_what_can_not_be_slack_is_refused_before_it_is_read(
    front: Front, body: bytes, content_type: str, status: int
) -> None:
    assert (await front.post(body, signed(body, content_type=content_type)))[0] == status


async def test_a_body_that_is_announced_too_large_is_not_waited_for(front: Front) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(front.address).port)
    head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
    writer.write(head.encode())
    assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_body_without_end_is_cut_off(front: Front) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 65_536 + 2):
            yield b"x" * 65_536

    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(
                f"{front.address}/slack/events", data=chunks(), headers={"Content-Type": FORM}
            ) as response:
                assert response.status == 413
        except aiohttp.ClientConnectionError:
            pass


async def test_slack_may_check_the_address(front: Front) -> None:
    assert await front.post(b"ssl_check=1&token=x", {"Content-Type": FORM}) == (200, "")
    body = json.dumps({"type": "url_verification", "token": "x", "challenge": "abc"}).encode()
    status, text = await front.post(body, signed(body, content_type=JSON))
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})


async def test_there_is_nothing_else(front: Front) -> None:
    assert (await front.get("/slack/events")).status == 405
    assert (await front.get("/slack/install")).status == 404


@pytest.fixture
def store(database: Database) -> InstallationStore:
    return InstallationStore(database, [Fernet.generate_key().decode()])


@pytest.fixture
async def many(running: Running, store: InstallationStore) -> AsyncIterator[tuple[Front, SlackAdapter, list[str]]]:
    """A bot of many workspaces, and those it was told are gone."""
    port, gone = free_port(), list[str]()

    async def on_gone(workspace: str) -> None:
        gone.append(workspace)

    async def on_back(workspace: str) -> None:
        gone[:] = [one for one in gone if one != workspace]

    workspaces = ManyWorkspaces(store, on_back)

    door = Http(SECRET, "127.0.0.1", port, Install("id", "client-secret", store, workspaces))
    async with (
        running(door=door, workspaces=workspaces, on_gone=on_gone) as adapter,
        aiohttp.ClientSession() as session,
    ):
        front = Front(port, session)
        await front.ready()
        yield front, adapter, gone


async def install(front: Front, code: str = "good-code") -> int:
    page = await front.get("/slack/install")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    state = cookie.partition("=")[2]
    return (await front.get(f"/slack/oauth_redirect?code={code}&state={state}", cookie)).status


async def test_installed_used_and_removed(
    slack: Slack, many: tuple[Front, SlackAdapter, list[str]], store: InstallationStore
) -> None:
    front, adapter, gone = many
    body = command(slack)
    assert "not installed here" in (await front.post(body, signed(body)))[1] + json.dumps(slack.every_response())
    assert await install(front) == 200
    kept = await store.read(TEAM)
    assert kept
    assert BOT_TOKEN.encode() in kept
    # The workspace was asked for before: it is looked up again as soon as it is installed.
    answer = json.loads((await front.post(body, signed(body)))[1])
    assert "Russia in Venezuela" in said(answer)
    message = Message("d-1", Place("slack", TEAM, CHANNEL), Document("Digest"))
    await adapter.send(message)
    for number, event in enumerate(
        ({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}, {"type": "app_uninstalled"})
    ):
        payload = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number}", "event": event}
        body = json.dumps(payload).encode()
        assert await front.post(body, signed(body, content_type=JSON)) == (200, "")
    while not gone:
        await front.get("/")
    assert await store.read(TEAM) is None
    with pytest.raises(Gone):
        await adapter.send(message)
    assert gone == [TEAM]
    assert await install(front) == 200
    assert gone == [], "it came back"
    await adapter.send(message)


async def test_the_revoked_token_of_a_person_changes_nothing(
    many: tuple[Front, SlackAdapter, list[str]], store: InstallationStore
) -> None:
    front, _, gone = many
    await install(front)
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event}).encode()
    await front.post(body, signed(body, content_type=JSON))
    assert await store.read(TEAM)
    assert gone == []


async def test_an_installation_needs_its_own_browser_and_a_good_code(
    many: tuple[Front, SlackAdapter, list[str]], store: InstallationStore, caplog: pytest.LogCaptureFixture
) -> None:
    front, _, _ = many
    assert await install(front, code="stolen-code") == 401
    page = await front.get("/slack/install")
    state = page.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    assert (await front.get(f"/slack/oauth_redirect?code=good-code&state={state}")).status == 400
    forged = "slack-app-oauth-state=forged"
    assert (await front.get("/slack/oauth_redirect?code=good-code&state=forged", forged)).status == 401
    assert (await front.get("/slack/oauth_redirect?error=access_denied")).status == 200
    assert await store.read(TEAM) is None
    assert "stolen-code" not in caplog.text


async def test_the_installation_asks_for_what_the_manifest_declares(
    slack: Slack, many: tuple[Front, SlackAdapter, list[str]]
) -> None:
    front, _, _ = many
    text = await (await front._session.get(f"{front.address}/slack/install")).text()
    found = re.search(r"http://[^/]+/oauth/v2/authorize\?[^\"']+", text)
    assert found
    assert urlsplit(found[0]).netloc == slack.address, "GovSlack and others have their own"
    query = parse_qs(urlsplit(found[0].replace("&amp;", "&")).query)
    assert query["client_id"] == ["id"]
    assert "chat:write" in query["scope"][0].split(",")


@pytest.mark.parametrize(
    ("method", "setting"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_a_token_that_is_none_stops_the_start(slack: Slack, method: str, setting: str) -> None:
    slack.faults[method] = [Fault(error="invalid_auth")]
    adapter = SlackAdapter(OneWorkspace(BOT_TOKEN), SocketMode(APP_TOKEN), Memory(), api=slack.api)
    with pytest.raises(Refused, match=setting) as raised:
        await adapter.run(sample.dispatcher(sample.World()))
    assert BOT_TOKEN not in str(raised.value)
    assert APP_TOKEN not in str(raised.value)
