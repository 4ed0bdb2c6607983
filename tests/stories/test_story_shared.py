"""What is shared is withdrawn or corrected by an owner in Slack: both platforms hear of it, and what only one person
saw is counted."""

from pathlib import Path

import pytest

from tests.stories.both import both
from tests.stories.ports import SHARED, corrected

WHY = "The Paper took the article back."


def shelve(folder: Path) -> None:
    """Put the shared briefing on the shelf, as a file."""
    (folder / "briefings").mkdir()
    (folder / "briefings" / "ports.yaml").write_text(SHARED, "utf-8")


async def test_what_only_one_person_saw_is_counted(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path)
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        owner, there, here = bot.in_slack["owner"], bot.discord["eve"], bot.in_slack["eve"]
        assert not (await there.ask("brief", topic="ports")).private
        missed = await there.ask("brief", topic="portal")
        assert missed.private
        answer = await here.ask("brief", topic="ports")
        assert not answer.private
        for alone in (await there.press(missed, "Two ports"), await here.press(answer, "Figures")):
            assert alone.private
            assert "at least $2 billion" in alone
        shown = await corrected(owner, await owner.ask("figure", words="price"))
        done = await owner.press(shown, "Correct it")
        assert done.words.startswith("Corrected: "), done.words
        await bot.settle()
        told = await owner.ask("briefing corrections")
        assert "edited 3 of 5, 2 can’t be edited" in told, told.words


async def test_a_shared_briefing_is_withdrawn_everywhere(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(tmp_path)
    async with both(database_url, tmp_path, monkeypatch) as bot:
        owner, ann = bot.in_slack["owner"], bot.discord["ann"]
        for person in (ann, bot.in_slack["ann"]):
            await person.ask("digest add", when="daily 08:00", zone="UTC")
        for person in (bot.discord["eve"], bot.in_slack["eve"]):
            await person.ask("brief", topic="ports")
        await bot.next_digest("discord", "slack")
        asked = await owner.ask("briefing withdraw", topic="ports", why=WHY)
        assert "Nothing has been withdrawn yet." in asked
        done = await owner.press(asked, "Withdraw it")
        assert done.words.startswith("Withdrawn: Two ports"), done.words
        await bot.settle()
        told = [words for words in bot.everything() if WHY in words]
        # On each platform the answer, the digest, and the detail in its thread.
        assert len(told) >= 6
        for words in bot.everything():
            assert "$2 billion" not in words, words
        for person in (bot.discord["eve"], bot.in_slack["eve"]):
            assert "withdrawn" in (await person.ask("brief", topic="ports")).words
        assert "edited 6 of 6" in await owner.ask("briefing corrections")
        await bot.next_digest("discord", "slack")
        for platform in ("discord", "slack"):
            assert "ithdrawn" in bot.digests(platform)[-1]
