"""A briefing from its first word in a form to a digest, a correction and a file, in Discord and in Slack."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.both import Both, both
from tests.stories.people import Seen
from tests.stories.ports import SHARED, TEXT, corrected, mended, written

WAS, NOW = "at least $2 billion", "at least $3 billion"


def checked(seen: Seen, folder: Path) -> str:
    """What `briefbot check` says of an exported file, as somebody copies it from the chat."""
    lines = seen.words.splitlines()
    assert lines[0] == "ports.yaml"
    file, source = folder / "ports.yaml", folder / "paper.txt"
    file.write_text("\n".join(lines[1:-1]) + "\n", "utf-8")
    source.write_text(TEXT, "utf-8")
    briefbot = Path(sys.executable).with_name("briefbot")
    done = subprocess.run(
        [briefbot, "check", file, "--source", f"paper={source}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


async def is_corrected_everywhere(bot: Both, count: int) -> None:
    """So many messages say what was wrong and when; nowhere else is the old amount left."""
    await bot.settle()
    told = [words for words in bot.everything() if WAS in words]
    edited = [words for words in told if "The digest above stated this wrongly." not in words]
    assert len(edited) == count
    for words in told:
        assert f"was {WAS}, now {NOW}. The paper mended its text." in words
        assert words.count(WAS) == 1, words
    for words in edited:
        assert "Corrected\n" in words
        assert "a time" in words or "2027 08:00 UTC" in words, "the time, in every reader's own zone"


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_briefing_of_a_workspace(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, eve = bot.people(platform)
        stranger = bot.people("slack" if platform == "discord" else "discord")[0]
        await ann.ask("digest add", when="daily 08:00", zone="UTC")
        await bob.ask("settings four-eyes", state="on")
        await written(ann)

        failed = await ann.ask("briefing check", topic="ports")
        assert "1 error" in failed
        assert "“about $3 billion”, but the passage says “two ports for at least $2 billion”" in failed
        too_early = await ann.ask("briefing submit", topic="ports")
        assert "can't be published yet: 1 error" in await bob.press(await bob.ask("briefing review"), "Approve")
        assert too_early.words.startswith("Submitted: ")
        sent_back = await bob.ask("briefing reject", topic="ports", why="The price is not what the paper says")
        assert sent_back.words.startswith("Sent back: ")
        submitted = await mended(ann)

        own = await ann.press(submitted, "Approve")
        assert "Somebody else has to approve what you wrote." in own
        assert "ports" not in (await eve.ask("topics")).words
        waiting = await bob.ask("briefing review")
        assert "1 for approval" in waiting
        assert WAS in await bob.press(waiting, "Show it")
        done = await bob.press(waiting, "Approve")
        assert done.words.startswith("Published: Two ports")

        answer = await eve.ask("brief", topic="ports")
        assert not answer.private
        assert WAS in answer
        shared = await eve.press(answer, "Figures")
        if shared.private:
            shared = await eve.press(shared, "Share to channel")
        assert not shared.private
        assert WAS in shared
        assert "is not covered" in await stranger.ask("brief", topic="ports"), "another workspace hears nothing of it"
        assert "There is no briefing “ports” here." in await stranger.ask("briefing show", topic="ports")

        await bot.next_digest(platform)
        assert "This digest begins with 1 topic" in bot.digests(platform)[-1]
        assert WAS in bot.threads(platform)[-1]

        proposed = await corrected(bob, await bob.ask("figure", words="price"))
        assert "It waits for another moderator." in await bob.press(proposed, "Propose it")
        assert not any(NOW in words for words in bot.everything())
        await ann.press(await ann.ask("briefing review"), "Approve")
        # The answer, what was shared of it, the moderator's own answer, the detail in the digest's thread.
        await is_corrected_everywhere(bot, 4)
        assert "The digest above stated this wrongly." in bot.threads(platform)[-1]
        told = await ann.ask("briefing corrections")
        ephemeral = ", 1 can’t be edited" if platform == "slack" else ""
        assert f"edited 4 of {5 if ephemeral else 4}{ephemeral}" in told

        await bot.next_digest(platform)
        latest = bot.digests(platform)[-1]
        assert "Since the last digest here: 1 corrected." in latest
        assert f"Was {WAS}, now {NOW}" in latest
        assert checked(await ann.ask("briefing export", topic="ports"), tmp_path) == "1 briefing checked: 0 findings.\n"


async def test_a_shared_briefing(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moderator in Discord proposes a correction of what is shared, an owner in Slack approves it, and every message
    in both is edited."""
    (tmp_path / "briefings").mkdir()
    (tmp_path / "briefings" / "ports.yaml").write_text(SHARED, "utf-8")
    async with both(database_url, tmp_path, monkeypatch) as bot:
        ann, owner = bot.discord["ann"], bot.in_slack["owner"]
        for person in (ann, bot.in_slack["ann"]):
            await person.ask("digest add", when="daily 08:00", zone="UTC")
        for person in (bot.discord["eve"], bot.in_slack["eve"]):
            assert WAS in await person.ask("brief", topic="ports")
        await bot.next_digest("discord", "slack")
        for platform in ("discord", "slack"):
            assert WAS in bot.threads(platform)[-1]

        proposed = await corrected(ann, await ann.ask("figure", words="price"))
        assert "It will wait for the owners of this bot" in proposed
        assert "It waits for the owners of this bot" in await ann.press(proposed, "Propose it")
        assert "Only the owners of this bot publish what is shared." in await ann.ask(
            "briefing approve", topic="shared/ports"
        )
        assert not any(NOW in words for words in bot.everything())
        approved = await owner.press(await owner.ask("briefing review"), "Approve")
        assert approved.words.startswith("Published: Two ports"), approved.words
        # On each platform the answer and the detail in the digest's thread; in Discord Ann's answer too.
        await is_corrected_everywhere(bot, 5)
        for platform in ("discord", "slack"):
            assert "The digest above stated this wrongly." in bot.threads(platform)[-1]
        assert "edited 5 of 5" in await owner.ask("briefing corrections")
        await bot.next_digest("discord", "slack")
        for platform in ("discord", "slack"):
            assert f"Was {WAS}, now {NOW}" in bot.digests(platform)[-1]
