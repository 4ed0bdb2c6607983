"""Files handed over in Discord and in Slack: a briefing as YAML, and everything that is none. A clear private answer
each, and nothing lost."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.both import Both, both
from tests.stories.people import OnSlack, Person, Seen
from tests.stories.ports import SHARED, begun

LARGEST = 10 * 2**20


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ports.yaml", b"\0" * 50_000_000)
    return data.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "“ports.yaml” is a PDF, not text."),
    "a zip bomb": (bomb, "“ports.yaml” is a zip archive, not text."),
    "more than 10 MB": (lambda: b"#" * (LARGEST + 1), "too large"),
    "not UTF-8": (lambda: SHARED.replace("Ruiz", "Ruíz").encode("latin-1"), "UTF-8"),
    "broken": (lambda: SHARED.replace("as_of: 2019-04-04", "as_of: soon").encode(), "Line 3, column 8"),
    "empty": (lambda: b" \n", "“ports.yaml” is empty."),
}


async def uploaded(person: Person, name: str, data: bytes) -> Seen:
    """Hand a file over as the platform has it: with the command, or in its dialog."""
    if isinstance(person, OnSlack):
        return await person.fill(await person.ask("briefing upload"), file=(name, data))
    return await person.ask("briefing upload", file=(name, data))


async def drafts(bot: Both, platform: str) -> str:
    return (await bot.people(platform)[0].ask("briefing history", topic="ports")).words


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_what_is_no_briefing_is_refused_and_what_is_there_stays(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, eve = bot.people(platform)
        await begun(ann)
        before = await drafts(bot, platform)
        for kind, (made, words) in BAD.items():
            refused = await uploaded(ann, "ports.yaml", made())
            assert words in refused, (kind, refused.words)
            assert refused.private, kind
            assert await drafts(bot, platform) == before, kind
        done = await uploaded(ann, "ports.yaml", SHARED.encode())
        assert done.words.startswith("Saved: Two ports"), done.words
        assert "at least $2 billion" in await ann.ask("briefing show", topic="ports")
        assert "is not covered" in await eve.ask("brief", topic="ports"), "it is a draft"


@pytest.mark.parametrize("way", ["on a message", "with a mention"])
async def test_a_file_that_somebody_shared_in_slack(
    way: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, eve = bot.in_slack["ann"], bot.in_slack["eve"]

        async def hand_over(person: OnSlack, *file: tuple[str, bytes]) -> Seen:
            if way == "on a message":
                return await person.choose_on("briefing upload", *file)
            return await person.tell("briefing upload", *file)

        refused = await hand_over(eve, ("ports.yaml", SHARED.encode()))
        assert "/briefing upload is for moderators." in refused
        refused = await hand_over(ann, ("ports.yaml", b"%PDF-1.7"))
        assert "is a PDF, not text." in refused
        assert refused.private
        done = await hand_over(ann, ("ports.yaml", SHARED.encode()))
        assert done.words.startswith("Saved: Two ports"), done.words
        assert done.private


async def test_a_file_on_a_message_in_discord(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann = bot.discord["ann"]
        assert (await ann.choose_on("Briefing upload", ("ports.yaml", b"%PDF-1.7"))).private
        done = await ann.choose_on("Briefing upload", ("ports.yaml", SHARED.encode()))
        assert done.words.startswith("Saved: Two ports"), done.words
        form = await ann.choose_on("Briefing upload")
        assert form.form is not None
        assert "file" in form.form, "where there is none, it is asked for"


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_the_text_of_a_source_is_attached(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, _ = bot.people(platform)
        typed = {
            "topic": "ports", "title": "The ports", "summary": "The country sells ports.", "source": "Ports for sale",
            "publisher": "The Paper", "published": "2019-04-04",
        }  # fmt: skip
        form = await ann.ask("briefing new")
        refused = await ann.fill(form, **typed, file=("paper.txt", b"%PDF-1.7"))
        assert refused.wrong is not None
        assert "is a PDF, not text." in refused.wrong
        again = await ann.reopen(refused)
        assert again.form is not None
        assert again.form["title"] == "The ports"
        done = await ann.fill(again, file=("paper.txt", "\ufeffTwo ports are sold.".encode()))
        assert "Its text is kept: 4 words." in done, done.words


LEAVES = "leaves the first port."
LONG = f"{SHARED.lstrip()}events:\n" + "".join(
    f"  ship-{number}: {{when: 2019-04-0{number % 9 + 1}, what: Ship {number} {LEAVES}, unverified: true}}\n"
    for number in range(120)
)
"""More than one form holds."""


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_what_is_wrong_in_a_file_is_mended_in_a_form(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, _ = bot.people(platform)
        broken = SHARED.lstrip().replace("as_of: 2019-04-04", "as_of: soon").replace("kind: person", "kind: ship")
        refused = await uploaded(ann, "ports.yaml", broken.encode())
        assert "Line 2, column 8" in refused
        form = await ann.reopen(refused)
        assert form.form == {"text": broken}, "what was handed over is in it"
        half = await ann.fill(form, text=broken.replace("soon", "2019-04-04"))
        assert "Line 5, column 43" in half, "the next error"
        again = await ann.reopen(half)
        assert again.form is not None
        assert "as_of: 2019-04-04" in again.form["text"], "and what was mended stays so"
        done = await ann.fill(again, text=again.form["text"].replace("kind: ship", "kind: person"))
        assert done.words.startswith("Saved: Two ports"), done.words


@pytest.mark.parametrize("platform", ["discord", "slack"])
async def test_a_file_that_no_form_holds_is_mended_a_piece_at_a_time(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, _ = bot.people(platform)
        broken = LONG.replace("kind: person", "kind: ship").replace(f"Ship 100 {LEAVES}", "[Ship, 100]")
        refused = await uploaded(ann, "ports.yaml", broken.encode())
        assert "Line 5, column 43" in refused
        form = await ann.reopen(refused)
        assert form.form is not None
        assert len(form.form["text"]) <= 3000
        assert "title: Two ports" in form.form["text"]
        half = await ann.fill(form, text=form.form["text"].replace("kind: ship", "kind: person"))
        assert "Line 115" in half, half.words
        again = await ann.reopen(half)
        assert again.form is not None
        assert "[Ship, 100]" in again.form["text"], "the lines around the next error"
        assert "title" not in again.form["text"]
        done = await ann.fill(again, text=again.form["text"].replace("[Ship, 100]", f"Ship 100 {LEAVES}"))
        assert done.words.startswith("Saved: Two ports"), done.words
        shown = await ann.ask("briefing show", topic="ports")
        for words in ("Ana Ruiz", "at least $2 billion"):
            assert words in shown, "nothing of it is lost"
        exported = await ann.ask("briefing history", topic="ports")
        assert exported.words.count("Two ports") >= 1
