"""The Home tab in Slack: moderators see what waits for them, and decide on it there; nobody else does."""

from pathlib import Path

import pytest

from tests.stories.both import both
from tests.stories.ports import written


async def test_what_waits_is_on_the_home_tab_of_moderators(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, eve = bot.in_slack["ann"], bot.in_slack["bob"], bot.in_slack["eve"]
        assert "Nothing waits for approval" in await bob.home()
        await written(ann, "at least $2bn")
        await ann.ask("briefing submit", topic="ports")
        hers = await eve.home()
        for words in ("Two ports", "approval", "Approve", "Discard"):
            assert words not in hers
            assert words not in hers.buttons
        waiting = await bob.home()
        assert "1 for approval, 0 being written: Two ports" in waiting
        assert "at least $2 billion" in await bob.press(waiting, "Show it")
        done = await bob.press(waiting, "Approve")
        assert done.words.startswith("Published: Two ports"), done.words
        assert done.shown["type"] == "modal", "the answer comes over the Home tab, not in a channel"
        after = await bob.home()
        assert "Nothing waits for approval" in after
        assert "Two ports" in after, "among the topics"
        assert "Two ports" in await eve.home()
        bob.become()
        assert "approval" not in await bob.home(), "who is no moderator any more sees nothing of it at once"


async def test_a_long_review_has_its_first_page_there(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob = bot.in_slack["ann"], bot.in_slack["bob"]
        what = "Workers walk out. " * 20
        items = "".join(f"  e{n}: {{when: May, what: {what}, unverified: true}}\n" for n in range(90))
        text = (
            "title: Strikes\nas_of: 2019-04-04\nsummary: Workers walk out.\n"
            "sources: {p: {title: T, publisher: P, published: 2019-04-04}}\n"
        )
        for _ in range(2):
            form = await ann.ask("briefing upload")
            seen = await ann.fill(form, file=("strikes.yaml", f"{text}events:\n{items}".encode()))
            assert seen.words.startswith("Saved: "), seen.words
            items = items.replace("walk out", "strike")
        await ann.ask("briefing submit", topic="strikes")
        tab = await bob.home()
        assert "1 for approval" in tab
        assert "Approve" in tab.buttons
