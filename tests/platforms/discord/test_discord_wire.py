"""The bot on a real connection, with a Discord on this machine that goes wrong."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import msgspec
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.adapter import Refused
from bot.chat.delivery import Gone, Later, Message, Receipt, Rejected, Unknown, Withheld
from bot.chat.document import Button, Document, Image, Text
from bot.chat.invocation import Invocation
from bot.chat.request import Place
from bot.platforms.discord import history
from bot.platforms.discord.adapter import DiscordAdapter
from tests.platforms.discord import openapi, table
from tests.platforms.discord.loopback import TOKEN, Loopback, interaction

HERE = Place("discord", "30", "40")


@pytest.fixture(autouse=True)
def _addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py keeps its addresses on its classes."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def wire() -> AsyncIterator[Loopback]:
    async with Loopback() as server:
        yield server
    if openapi.DESCRIPTION.is_file():
        bodies = [sent for sent in server.sent if sent.body is not None]
        wrong = [problem for sent in bodies for problem in openapi.judge(sent.method, sent.path, sent.body)]
        assert not wrong, "\n".join(wrong)


def adapter(server: Loopback, token: str = TOKEN, **settings: Any) -> DiscordAdapter:
    where = {"api_base": server.api, "gateway_url": server.gateway}
    return DiscordAdapter(token, table.Memory(), **{**where, "patience": 0.2, "retry": 0.05, **settings})


@asynccontextmanager
async def running(server: Loopback, **settings: Any) -> AsyncIterator[DiscordAdapter]:
    """The bot, connected."""
    bot = adapter(server, **settings)
    task = asyncio.create_task(bot.run(table.dispatcher()))
    try:
        await server.until(lambda: any(said["op"] == 2 for said in server.heard))
        yield bot
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def message(id_: str = "d-1", words: str = "What is new.", **more) -> Message:
    return Message(id_, HERE, Document("Digest", (Text(words),)), **more)


async def test_a_command_over_the_wire(wire: Loopback):
    async with running(wire):
        await wire.dispatch("INTERACTION_CREATE", interaction("brief", topic="venezuela"))
        await wire.until(lambda: wire.requests("POST", "/interactions/*"))
    (answer,) = wire.requests("POST", "/interactions/*")
    assert answer.headers["Content-Type"] == "application/json"
    assert "Authorization" not in answer.headers
    assert answer.body["data"]["embeds"][0]["title"] == "Russia in Venezuela"
    assert wire.heard[-1]["op"] != 6
    assert [said["d"]["intents"] for said in wire.heard if said["op"] == 2] == [1]


async def test_a_message_is_posted_with_its_nonce_and_mentions_nobody(wire: Loopback):
    async with running(wire) as bot:
        receipt = await bot.send(message(buttons=(Button("More", Invocation("brief", {"topic": "venezuela"})),)))
    (posted,) = wire.messages["40"]
    assert receipt == Receipt(HERE, posted["id"])
    (sent,) = wire.requests("POST", "/channels/40/messages")
    assert sent.headers["Content-Type"] == "application/json"
    assert (sent.body["nonce"], sent.body["enforce_nonce"]) == ("d-1", True)
    assert sent.body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert sent.body["flags"] == 1 << 12, "quiet: no sound, no notification"
    assert "content" not in sent.body, "what is not in an embed could unfurl"
    assert sent.body["embeds"][0]["footer"]["text"] == "Delivery d-1"
    assert sent.body["components"][0]["components"][0]["custom_id"] == "brief?topic=venezuela"


async def test_a_broken_connection_never_makes_two_messages(wire: Loopback):
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", drop=True, done=True, times=2)
        receipt = await bot.send(message())
    assert [posted["id"] for posted in wire.messages["40"]] == [receipt.id]


async def test_what_became_of_a_message_is_unknown_when_the_connection_keeps_breaking(wire: Loopback):
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", drop=True, done=True, times=9)
        with pytest.raises(Unknown):
            await bot.send(message())
        wire.faults.clear()
        found = await bot.find(message())
        assert found is not None
        assert found.id == wire.messages["40"][0]["id"]
        assert await bot.find(message("d-2")) is None


async def test_a_long_message_is_several_and_what_is_missing_of_it_is_posted(wire: Loopback):
    long = message("d-3", " ".join(f"Sentence {n} says something new." for n in range(300)))
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", status=403, body={"code": 50013}, times=0)
        receipt = await bot.send(long)
        assert len(receipt.id.split()) == len(wire.messages["40"]) == 3
        del wire.messages["40"][1:]
        wire.forget()
        again = await bot.find(long)
        assert again is not None
        assert len(wire.messages["40"]) == 3
        shorter = await bot.edit(again, Document("Digest", (Text("Corrected: shorter now."),)))
        (left,) = wire.messages["40"]
        assert shorter == Receipt(HERE, left["id"])
        assert left["embeds"][0]["description"] == "Corrected: shorter now."
        longer = await bot.edit(shorter, long.document)
        assert longer.id.split() == [posted["id"] for posted in wire.messages["40"]]
        assert len(wire.messages["40"]) == 3
        assert [sent.body["flags"] for sent in wire.requests("POST", "/channels/40/messages")] == [1 << 12] * 7
        await bot.edit(longer, Document("Digest", (Text("Corrected once more."),)))
        assert len(wire.messages["40"]) == 1, "nothing that was corrected stays behind"


@pytest.mark.parametrize(
    ("status", "body", "headers", "expected"),
    [
        (403, {"code": 50013, "message": "Missing Permissions"}, {}, Gone),
        (404, {"code": 10003, "message": "Unknown Channel"}, {}, Gone),
        (400, {"code": 50083, "message": "Thread is archived"}, {}, Gone),
        (400, {"code": 50035, "message": "Invalid Form Body"}, {}, Rejected),
        (401, {"code": 0, "message": "401: Unauthorized"}, {}, Later),
        (429, {"message": "banned"}, {"Retry-After": "77"}, Later),
        (429, {"message": "slow", "retry_after": 99.0}, {"Via": "1.1 x"}, Later),
    ],
)
async def test_a_refusal_says_whether_to_try_again(wire: Loopback, status, body, headers, expected):
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", status=status, body=body, headers=headers)
        with pytest.raises(expected) as error:
            await bot.send(message())
        assert len(wire.requests("POST", "/channels/40/messages")) == 1
    if status == 429:
        assert error.value.after == (99.0 if "Via" in headers else 77.0)
        assert error.value.everywhere == ("Via" not in headers), "Discord itself says it of one kind of call"


async def test_short_limits_and_servers_that_stumble_are_waited_out(wire: Loopback):
    async with running(wire) as bot:
        body = {"message": "slow", "retry_after": 0.1}
        wire.fail("POST", "/channels/40/messages", status=429, body=body, headers={"Via": "1.1 x"})
        wire.fail("POST", "/channels/40/messages", status=500)
        await bot.send(message())
    assert len(wire.messages["40"]) == 1


async def test_a_503_may_be_tried_again(wire: Loopback):
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", status=503)
        with pytest.raises(Exception, match="503"):
            await bot.send(message())
        await bot.send(message())
    assert len(wire.messages["40"]) == 1


async def test_one_person_alone_is_written_to_in_their_direct_messages(wire: Loopback):
    direct = msgspec.structs.replace(message(), place=HERE.direct("55"))
    async with running(wire) as bot:
        receipt = await bot.send(direct)
        assert receipt.place == Place("discord", "@me", "755")
        assert [posted["id"] for posted in wire.messages["755"]] == [receipt.id]
        assert await bot.find(direct) == receipt
        with pytest.raises(Gone):
            await bot.send(msgspec.structs.replace(direct, place=HERE.direct("somebody")))
        wire.fail("POST", "/users/@me/channels", status=400, body={"code": 50033, "message": "Invalid Recipient(s)"})
        with pytest.raises(Rejected):
            await bot.send(direct)
        wire.fail("POST", "/channels/755/messages", status=403, body={"code": 50007, "message": "Cannot send"})
        with pytest.raises(Gone, match="Cannot send"):
            await bot.send(direct)
        wire.fail("POST", "/users/@me/channels", drop=True)
        with pytest.raises(Later):
            await bot.send(direct)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 50035, Rejected),
        (400, 50006, Rejected),
        (413, 40005, Rejected),
        (403, 50005, Gone),
        (404, 10008, Gone),
        (400, 50083, Gone),
        (401, 0, Later),
    ],
)
async def test_an_edit_that_is_refused_says_whether_to_try_again(wire: Loopback, status, code, expected):
    async with running(wire) as bot:
        receipt = await bot.send(message())
        patched = "/channels/40/messages/*"
        wire.fail("PATCH", patched, status=status, body={"message": "no", "code": code}, times=9)
        wire.fail("PATCH", "/channels/40", status=403, body={"message": "no", "code": 50013})
        with pytest.raises(expected):
            await bot.edit(receipt, Document("Corrected"))
        assert len(wire.requests("PATCH", patched)) == 1


@pytest.mark.parametrize("retry_after", [{}, {"retry_after": 120.0}])
async def test_editing_what_is_old_backs_off(wire: Loopback, retry_after):
    async with running(wire) as bot:
        receipt = await bot.send(message())
        body = {"message": "Maximum number of edits to messages older than 1 hour", "code": 30046, **retry_after}
        wire.fail("PATCH", "/channels/40/messages/*", status=429, body=body, headers={"Via": "1.1 x"})
        with pytest.raises(Later):
            await bot.edit(receipt, Document("Corrected"))
        await bot.edit(receipt, Document("Corrected"))
        wire.fail("PATCH", "/channels/40/messages/*", drop=True)
        with pytest.raises(Later):
            await bot.edit(receipt, Document("Corrected again"))
    assert wire.messages["40"][0]["embeds"][0]["title"] == "Corrected"


async def test_many_messages_at_once_are_never_too_many_for_discord():
    async with Loopback(rate=50) as server:
        server.jitter = 0.15
        async with running(server) as bot:
            began = asyncio.get_running_loop().time()
            places = [Place("discord", "30", str(number)) for number in range(100, 220)]
            await asyncio.gather(*(bot.send(Message(f"d-{p.channel}", p, Document("Digest"))) for p in places))
            took = asyncio.get_running_loop().time() - began
        assert server.limited == 0
        assert sum(len(server.messages[place.channel]) for place in places) == 120
        assert took < 4, "neither is time wasted"


async def test_pictures_are_sent_with_their_words(wire: Loopback):
    picture = Image("loans.png", "Bars of what is owed", table.PNG)
    async with running(wire) as bot:
        await bot.send(Message("d-4", HERE, Document("Chart", (picture,))))
    (sent,) = wire.requests("POST", "/channels/40/messages")
    assert sent.headers["Content-Type"].startswith("multipart/form-data")
    assert sent.files == {"loans-1.png": table.PNG}
    assert sent.body["attachments"] == [{"id": 0, "filename": "loans-1.png", "description": "Bars of what is owed"}]
    assert sent.body["embeds"][0]["image"]["url"] == "attachment://loans-1.png"


async def test_a_message_is_found_far_back_in_a_busy_channel(wire: Loopback):
    long = message("d-6", " ".join(f"Sentence {n} says something new." for n in range(300)))
    async with running(wire) as bot:
        receipt = await bot.send(long)
        for _ in range(98):
            wire._post("40", {"embeds": []})
        found = await bot.find(long)
        assert found == receipt
        assert len(wire.requests("GET", "/channels/40/messages")) == 2, "its pages are on both sides of a hundred"
        assert await bot.find(message("d-7")) is None


async def test_what_may_not_be_posted_any_more_is_not_and_half_of_it_is_unknown(wire: Loopback):
    long = message("d-6", " ".join(f"Sentence {n} says something new." for n in range(300)))
    turns = iter((True, False))
    async with running(wire) as bot:
        with pytest.raises(Withheld):
            await bot.send(message(still=lambda: False))
        assert not wire.requests("POST", "/channels/40/messages")
        with pytest.raises(Unknown, match="page 2 of 3"):
            await bot.send(msgspec.structs.replace(long, still=lambda: next(turns)))
        assert len(wire.messages["40"]) == 1


async def test_a_message_is_looked_for_until_it_can_not_have_been_posted_yet(wire: Loopback, monkeypatch):
    now = time.time()
    wire.chat("40", 1000, now - 3 * 3600)
    async with running(wire) as bot:
        receipt = await bot.send(message(since=int(now)))
        wire.chat("40", 1000)
        assert await bot.find(message(since=int(now))) == receipt
        assert await bot.find(message("d-2", since=int(now))) is None
        assert len(wire.requests("GET", "/channels/40/messages")) == 11 + 11, "what is older isn't looked at"
        monkeypatch.setattr(history, "MOST", 500)
        with pytest.raises(Unknown, match="500 messages were posted there since"):
            await bot.find(message(since=int(now)))


async def test_a_message_belongs_in_the_thread_of_another(wire: Loopback):
    async with running(wire) as bot:
        parent = await bot.send(message("d-1"))
        detail = message("d-2", under=parent)
        first = await bot.send(detail)
        thread = Place("discord", "30", "40", parent.id)
        assert first == Receipt(thread, wire.messages[parent.id][0]["id"])
        (begun,) = wire.requests("POST", f"/channels/40/messages/{parent.id}/threads")
        assert begun.body["name"] == "Digest"
        exists = {"code": 160004, "message": "A thread has already been created for this message"}
        wire.fail("POST", "/channels/40/messages/*/threads", status=400, body=exists)
        assert await bot.send(detail) == first, "sending it again makes nothing new"
        assert await bot.find(detail) == first
        assert len(wire.messages[parent.id]) == 1


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (400, 50024), (404, 10008), (400, 160006)], ids=str)
async def test_where_there_can_be_no_thread_it_follows_in_the_channel(wire: Loopback, status, code):
    async with running(wire) as bot:
        parent = await bot.send(message("d-1"))
        wire.fail("POST", "/channels/40/messages/*/threads", status=status, body={"code": code, "message": "no"})
        wire.fail("GET", f"/channels/{parent.id}/messages", status=404, body={"code": 10003, "message": "no"})
        receipt = await bot.send(message("d-2", under=parent))
        assert receipt == Receipt(HERE, wire.messages["40"][1]["id"])
        assert await bot.find(message("d-2", under=parent)) == receipt


async def test_a_thread_that_takes_no_messages_is_left_for_the_channel(wire: Loopback):
    async with running(wire) as bot:
        parent = await bot.send(message("d-1"))
        wire.fail("POST", f"/channels/{parent.id}/messages", status=403, body={"code": 50013, "message": "no"})
        receipt = await bot.send(message("d-2", under=parent))
        assert receipt == Receipt(HERE, wire.messages["40"][1]["id"])


@pytest.mark.parametrize("place", [Place("discord", "@me", "41"), Place("discord", "30", "40", "41")], ids=str)
async def test_direct_messages_and_threads_have_no_threads(wire: Loopback, place):
    async with running(wire) as bot:
        parent = await bot.send(Message("d-1", place, Document("Digest")))
        receipt = await bot.send(Message("d-2", place, Document("Details"), under=parent))
        assert receipt == Receipt(place, wire.messages["41"][1]["id"])
        assert not wire.requests("POST", "*/threads")


async def test_a_thread_that_cannot_be_begun_now_is_begun_later(wire: Loopback):
    async with running(wire) as bot:
        parent = await bot.send(message("d-1"))
        wire.fail("POST", "/channels/40/messages/*/threads", drop=True)
        with pytest.raises(Later):
            await bot.send(message("d-2", under=parent))
        wire.fail("POST", "/channels/40/messages/*/threads", status=503)
        with pytest.raises(Exception, match="503"):
            await bot.send(message("d-2", under=parent))
        assert len(wire.messages["40"]) == 1


async def test_what_stands_in_an_archived_thread_is_corrected_too(wire: Loopback):
    async with running(wire) as bot:
        parent = await bot.send(message("d-1"))
        detail = await bot.send(message("d-2", under=parent))
        wire.fail("PATCH", f"/channels/{parent.id}/messages/*", status=400, body={"code": 50083, "message": "archived"})
        await bot.edit(detail, Document("Corrected"))
        (opened,) = wire.requests("PATCH", f"/channels/{parent.id}")
        assert opened.body == {"archived": False}
        assert wire.messages[parent.id][0]["embeds"][0]["title"] == "Corrected"
        wire.fail("PATCH", f"/channels/{parent.id}/messages/*", status=400, body={"code": 50083, "message": "archived"})
        wire.fail("PATCH", f"/channels/{parent.id}", status=403, body={"code": 50013, "message": "locked"})
        with pytest.raises(Gone):
            await bot.edit(detail, Document("Corrected"))


async def test_what_cannot_be_read_back_is_unknown(wire: Loopback):
    everyone = wire.server["roles"][0]
    everyone["permissions"] = str(int(everyone["permissions"]) & ~(1 << 16))
    async with running(wire) as bot:
        with pytest.raises(Unknown, match="Read Message History"):
            await bot.find(message())


async def test_a_file_is_read_when_the_command_wants_it(wire: Loopback):
    def attached(name: str, size: int, url: str) -> dict[str, dict[str, object]]:
        return {"9": {"id": "9", "filename": name, "size": size, "url": url, "proxy_url": url}}

    async def said(files: dict[str, dict[str, object]]) -> str:
        before = len(wire.requests("POST", "/interactions/*"))
        await wire.dispatch("INTERACTION_CREATE", interaction("upload", f"t{before}", resolved=files, file="9"))
        await wire.until(lambda: len(wire.requests("POST", "/interactions/*")) > before)
        return json.dumps(wire.requests("POST", "/interactions/*")[-1].body)

    async with running(wire):
        url = wire.attach("facts.txt", b"It still owes $6 billion.")
        assert "It still owes $6 billion." in await said(attached("facts.txt", 25, url))
        (read,) = wire.requests("GET", "/attachments/*")
        assert "Authorization" not in read.headers
        assert "too large" in await said(attached("facts.txt", 1001, url))
        assert len(wire.requests("GET", "/attachments/*")) == 1, "what is said to be too large is not read"
        assert "too large" in await said(attached("lie.txt", 10, wire.attach("lie.txt", b"x" * 2**20)))
        assert "can't be read" in await said(attached("gone.txt", 10, f"{url}.gone"))
        elsewhere = ("http://169.254.169.254/latest", "https://cdn.discordapp.com.evil.example/x", "file:///etc/passwd")
        for address in (*elsewhere, "http://cdn.discordapp.com/x", "http://[", "//x", ""):
            assert "can't be read" in await said(attached("evil.txt", 10, address))


async def test_where_only_a_person_installed_the_bot_nothing_can_be_edited_later(wire: Loopback):
    record = table.Record()
    async with running(wire, record=record):
        for server in ("30", "31"):
            await wire.dispatch("INTERACTION_CREATE", interaction("topics", server, server=server))
        await wire.until(lambda: len(wire.requests("POST", "/interactions/*")) == 2)
    known, foreign = sorted(record.all, key=lambda shown: shown.place.workspace)
    assert known.id is not None
    assert foreign.id is None


async def test_messages_go_into_threads(wire: Loopback):
    async with running(wire) as bot:
        await bot.send(Message("d-5", Place("discord", "30", "40", "41"), Document("Digest")))
    assert list(wire.messages) == ["41"]


async def test_a_bot_in_no_server_says_how_to_invite_it(wire: Loopback, caplog):
    wire.invited = False
    async with running(wire):
        await wire.dispatch("INTERACTION_CREATE", interaction("topics"))
        await wire.until(lambda: wire.requests("POST", "/interactions/*"))
        async with asyncio.timeout(5):
            while "invite it" not in caplog.text:
                await asyncio.sleep(0.05)
    link = next(word for word in caplog.text.split() if word.startswith("https://discord.com/oauth2/authorize"))
    asked = parse_qs(urlsplit(link).query)
    assert asked["client_id"] == ["900"]
    assert asked["scope"] == ["bot applications.commands"]
    assert discord.Permissions(int(asked["permissions"][0])) == discord.Permissions(
        view_channel=True,
        send_messages=True,
        embed_links=True,
        attach_files=True,
        read_message_history=True,
        create_public_threads=True,
        send_messages_in_threads=True,
    )


class Presences:
    """Where the bot was said to be, and to be no more."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.said: list[str] = []

    async def gone(self, workspace: str, /) -> None:
        self.there.discard(workspace)
        self.said.append(f"gone {workspace}")

    async def back(self, *workspaces: str) -> None:
        self.there.update(workspaces)
        self.said += [f"back {workspace}" for workspace in workspaces]

    async def until(self, times: int) -> None:
        async with asyncio.timeout(10):
            while len(self.said) < times:
                await asyncio.sleep(0.02)


async def test_it_is_told_where_the_bot_is_but_not_of_servers_that_are_out_of_order(wire: Loopback):
    presences = Presences()
    async with running(wire, presence=presences):
        await presences.until(1)
        (server,) = presences.there
        await wire.dispatch("GUILD_DELETE", {"id": server, "unavailable": True})
        await wire.dispatch("GUILD_DELETE", {"id": server})
        await presences.until(2)
        await wire.dispatch("GUILD_CREATE", {key: value for key, value in wire.server.items() if key != "unavailable"})
        await presences.until(3)
    assert presences.said == [f"back {server}", f"gone {server}", f"back {server}"]


async def test_without_a_connection_a_message_waits(wire: Loopback):
    with pytest.raises(Later):
        await adapter(wire).send(message())


async def test_a_dropped_gateway_is_resumed_and_an_invalid_session_begun_anew(wire: Loopback):
    async with running(wire):
        await wire.sockets[-1].close(code=4000)
        await wire.until(lambda: any(said["op"] == 6 for said in wire.heard))
        resumed = next(said["d"] for said in wire.heard if said["op"] == 6)
        assert resumed["session_id"] == "session-1"
        await wire.dispatch("INTERACTION_CREATE", interaction("topics"))
        await wire.until(lambda: wire.requests("POST", "/interactions/*"))
        wire.refuse_resume = True
        await wire.sockets[-1].close(code=4009)
        await wire.until(lambda: sum(said["op"] == 2 for said in wire.heard) == 2)
        await wire.dispatch("INTERACTION_CREATE", interaction("topics", token="u"))
        await wire.until(lambda: len(wire.requests("POST", "/interactions/*")) == 2)


async def test_a_refused_first_connection_and_a_503_are_survived(wire: Loopback):
    await wire.close()
    bot = adapter(wire)
    task = asyncio.create_task(bot.run(table.dispatcher()))
    await asyncio.sleep(0.3)
    wire.fail("GET", "/users/@me", status=503)
    wire.fail("GET", "/applications/*/commands", status=503)
    await wire.open()
    await wire.until(lambda: wire.heard)
    await wire.dispatch("INTERACTION_CREATE", interaction("topics"))
    await wire.until(lambda: wire.requests("POST", "/interactions/*"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_start_that_discord_slows_down_waits_as_long_as_it_asks(wire: Loopback):
    wire.fail("GET", "/users/@me", status=429, body={"message": "banned"}, headers={"Retry-After": "1"})
    async with running(wire):
        first, second = wire.requests("GET", "/users/@me")
    assert second.at - first.at > 0.7, "the first pause would be 0.05 s"


@pytest.mark.parametrize(("settings", "shards"), [({}, [[0, 1]]), ({"shard_count": 3, "shard_ids": (2,)}, [[2, 3]])])
async def test_the_shards_of_this_process_are_those_of_the_settings(wire: Loopback, settings, shards):
    async with running(wire, **settings):
        assert [said["d"]["shard"] for said in wire.heard if said["op"] == 2] == shards
    assert bool(wire.requests("GET", "/gateway/bot")) is not bool(settings)


async def test_a_refused_first_gateway_connection_is_survived(wire: Loopback):
    gateway = Loopback()
    await gateway.open()
    await gateway.close()
    bot = DiscordAdapter(TOKEN, table.Memory(), api_base=wire.api, gateway_url=gateway.gateway)
    task = asyncio.create_task(bot.run(table.dispatcher()))
    await wire.until(lambda: wire.requests("PUT", "/applications/*/commands"))
    await asyncio.sleep(0.2)
    await gateway.open()
    await gateway.until(lambda: gateway.heard)
    await gateway.dispatch("INTERACTION_CREATE", interaction("topics"))
    await wire.until(lambda: wire.requests("POST", "/interactions/*"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await gateway.close()


@pytest.mark.parametrize("token", ["another.token", "a token", "a\ntoken"])
async def test_a_wrong_token_ends_it_with_one_line(wire: Loopback, token, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Refused) as error:
        await asyncio.wait_for(adapter(wire, token).run(table.dispatcher()), 5)
    assert "DISCORD_TOKEN" in str(error.value)
    assert "\n" not in str(error.value)
    assert token not in f"{error.value!r}{caplog.text}"


@pytest.mark.parametrize(("code", "said"), [(4004, "token"), (4013, "Update"), (4014, "privileged"), (4011, "SHARD")])
async def test_a_gateway_that_will_not_have_the_bot_ends_it(wire: Loopback, code, said):
    wire.refusal = code
    task = asyncio.create_task(adapter(wire).run(table.dispatcher()))
    with pytest.raises(Refused, match=said):
        await asyncio.wait_for(task, 5)


async def test_the_token_is_in_no_log(wire: Loopback, caplog):
    caplog.set_level(logging.DEBUG)
    async with running(wire) as bot:
        wire.fail("POST", "/channels/40/messages", status=503)
        with pytest.raises(Exception, match="503") as error:
            await bot.send(message())
        await wire.dispatch("INTERACTION_CREATE", interaction("topics"))
        await wire.until(lambda: wire.requests("POST", "/interactions/*"))
    assert TOKEN not in f"{caplog.text}{error.value!r}"


async def test_stopping_finishes_what_was_accepted(wire: Loopback):
    began = asyncio.get_running_loop().time()
    async with running(wire):
        await wire.dispatch("INTERACTION_CREATE", interaction("pause"))
        await wire.until(lambda: wire.requests("POST", "/interactions/*"))
    (announced,) = wire.requests("POST", "/interactions/*")
    assert announced.body["type"] == 5
    (answer,) = wire.requests("PATCH", "/webhooks/*")
    assert answer.body["embeds"][0]["title"] == "Done"
    assert asyncio.get_running_loop().time() - began < 10
    assert wire.sockets[-1].closed
