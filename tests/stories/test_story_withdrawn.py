"""A briefing is taken back: every message that showed anything of it says so, and why, and states nothing of it."""

from pathlib import Path

import pytest

from tests.stories.both import both
from tests.stories.ports import published

WHY = "The Paper took the article back."


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_every_message_says_that_it_was_withdrawn(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, eve = bot.people(platform)
        await ann.ask("digest add", when="daily 08:00", zone="UTC")
        await published(ann, bob)
        for asked in ({"command": "brief"}, {"command": "figures"}, {"command": "claims"}):
            assert not (await eve.ask(asked["command"], topic="ports")).private
        await bot.next_digest(platform)
        theirs = await bob.ask("briefing withdraw", topic="ports", why=WHY)
        bot.dismiss(bob)
        for _ in range(2):
            assert "for moderators" in await bob.press(theirs, "Withdraw it"), "the role was lost meanwhile"
        assert "two ports" in (await eve.ask("brief", topic="ports")).words
        asked_first = await ann.ask("briefing withdraw", topic="ports", why=WHY)
        assert "Nothing has been withdrawn yet." in asked_first
        done = await ann.press(asked_first, "Withdraw it")
        assert done.words.startswith("Withdrawn: Two ports"), done.words
        await bot.settle()
        # Four answers, the digest, and the detail in its thread.
        told = [words for words in bot.everything() if "Withdrawn" in words]
        assert sum(WHY in words for words in told) >= 6
        for words in bot.everything():
            for fact in ("$2 billion", "300 jobs", "We sell at a loss"):
                assert fact not in words, words
        assert "edited 6 of 6" in await ann.ask("briefing corrections")
        again = await ann.press(asked_first, "Withdraw it")
        assert "is not published" in again
        assert "withdrawn" in (await eve.ask("brief", topic="ports")).words
        await bot.next_digest(platform)
        latest = bot.digests(platform)[-1]
        assert "Two ports" in latest
        assert "ithdrawn" in latest, latest.words
