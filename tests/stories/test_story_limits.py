"""A correction of what is as long as a message can be, of a further page, and of what only a digest's thread shows: all
of it stays, and says what was corrected."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.briefing.revision import Revision
from bot.briefing.yaml import parse
from bot.chat.adapter import Renderer
from bot.chat.pages import view
from bot.chat.reply import Reply
from bot.platforms.discord.components import Components
from bot.platforms.discord.ids import Ids
from bot.platforms.discord.renderer import DiscordRenderer
from bot.platforms.slack.renderer import SlackRenderer
from bot.present.brief import full
from tests.platforms.tokens import Memory
from tests.stories.both import Both, both
from tests.stories.people import Seen
from tests.stories.ports import SHARED

WAS, NOW, WHY = "at least $2 billion", "at least $3 billion", "The paper mended its text."

RENDERERS: dict[str, Renderer[Any]] = {
    "discord": DiscordRenderer(Components(Ids(Memory()), None)),
    "slack": SlackRenderer(),
}

PASSAGE = "it gets at least $3 billion for the two ports"

MARK = re.compile(r"w\d{4}")


def ports(words: int, last: int = 0) -> str:
    """The shared briefing with so many words in the answers of its cards, each of them once, and some more letters."""
    marks = [f"w{number:04}" for number in range(words)]
    answers = [" ".join(marks[at : at + 300]) for at in range(0, words, 300)]
    cards = "".join(
        f"  c{number}: {{question: Question {number}?, answer: '{answer}', unverified: true}}\n"
        for number, answer in enumerate(answers)
    )
    return f"{SHARED}cards:\n{cards}  last: {{question: The last?, answer: '{'x' * (last + 1)}', unverified: true}}\n"


def page_count(text: str, platform: str) -> int:
    """How many pages everything about it takes."""
    briefing = parse(text.encode(), "ports.yaml").briefing
    assert briefing is not None
    return view(Reply(full(Revision("ports", "r" * 12, briefing))), RENDERERS[platform]).pages


def at_the_limit(platform: str) -> str:
    """The longest one that is a single message there."""
    words = next(count for count in range(100, 3000, 20) if page_count(ports(count + 20), platform) > 1)
    return ports(words, next(more for more in range(400) if page_count(ports(words, more + 1), platform) > 1))


def shelve(folder: Path, text: str) -> None:
    (folder / "briefings").mkdir()
    (folder / "briefings" / "ports.yaml").write_text(text, "utf-8")


async def correct(bot: Both) -> None:
    """An owner corrects the price."""
    done = await bot.in_slack["owner"].ask(
        "briefing correct", topic="ports", item="price", now=NOW, why=WHY, passage=PASSAGE, confirm="yes"
    )
    assert done.words.startswith("Corrected: "), done.words
    await bot.settle()


def holding(bot: Both, platform: str, words: str) -> list[Seen]:
    return [one for one in bot.messages(platform) if words in one]


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_what_is_as_long_as_a_message_can_be_stays_whole(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = at_the_limit(platform)
    shelve(tmp_path, text)
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        *_, eve = bot.people(platform)
        answer = await eve.ask("brief", topic="ports", depth="full")
        assert "Page 1 of" not in answer
        assert not answer.private
        assert WAS in answer
        marks = MARK.findall(text)
        assert MARK.findall(answer.words) == marks
        await correct(bot)
        first, *rest = pages = bot.messages(platform)
        together = "\n".join(one.words for one in pages)
        assert MARK.findall(together) == marks, "every word stays, once and in order"
        assert f"was {WAS}, now {NOW}. {WHY}" in first
        assert together.count(WAS) == 1
        assert together.count(NOW) == 2
        assert rest, "it takes one more message"
        assert "Page 1 of 2" in first
        assert "Page 2 of 2" in rest[-1]
        assert first.buttons == answer.buttons
        assert "edited 1 of 1" in await bot.in_slack["owner"].ask("briefing corrections")
        assert not (await eve.press(first, "Figures")).form


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_further_page_that_shows_it_is_edited_as_that_page(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path, ports(1600))
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        *_, eve = bot.people(platform)
        seen = await eve.ask("brief", topic="ports", depth="full")
        while WAS not in seen:
            seen = await eve.turn(seen, "Next")
        [before] = bot.messages(platform)
        assert "Page 1 of" not in before
        await correct(bot)
        [after] = bot.messages(platform)
        assert f"was {WAS}, now {NOW}. {WHY}" in after
        assert after.words.count(WAS) == 1
        assert MARK.findall(after.words) == MARK.findall(before.words)
        assert re.findall(r"Page \d of \d", after.words) == re.findall(r"Page \d of \d", before.words)
        assert after.buttons == before.buttons
        back = await eve.turn(after, "Previous")
        assert WAS not in back
        assert "edited 1 of 1" in await bot.in_slack["owner"].ask("briefing corrections")


async def test_what_was_shared_keeps_its_buttons_and_who_shared_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path, SHARED)
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        *_, eve = bot.people("slack")
        answer = await eve.ask("brief", topic="ports")
        alone = await eve.press(answer, "Figures")
        assert alone.private
        shared = await eve.press(alone, "Share to channel")
        assert not shared.private
        assert shared.buttons
        await correct(bot)
        after = bot.messages("slack")[-1]
        assert f"was {WAS}, now {NOW}. {WHY}" in after
        assert after.buttons == shared.buttons
        assert f"Shared by {eve.name}" in after


async def test_what_only_the_thread_of_a_digest_shows(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path, SHARED)
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        platforms = ("discord", "slack")
        for platform in platforms:
            await bot.people(platform)[0].ask("digest add", when="daily 08:00", zone="UTC")
        await bot.next_digest(*platforms)
        parents = {platform: bot.digests(platform)[-1].words for platform in platforms}
        assert not any(WAS in words for words in parents.values())
        await correct(bot)
        for platform in platforms:
            assert bot.digests(platform)[-1].words == parents[platform], "it does not state it"
            detail, *told = bot.threads(platform)
            assert f"was {WAS}, now {NOW}. {WHY}" in detail
            assert len(told) == 1
            assert "The digest above stated this wrongly." in told[0]
        told_of = await bot.in_slack["owner"].ask("briefing corrections")
        assert "edited 2 of 2" in told_of, told_of.words
