"""Forms and buttons when things have changed since they were opened: nothing typed is lost, nothing is done twice."""

from pathlib import Path

import pytest

from tests.stories.both import both
from tests.stories.ports import added, begun, mended, written

platforms = pytest.mark.parametrize("platform", ["discord", "slack"])

ACTOR = {"name": "Ana Ruiz", "kind": "person"}


@platforms
async def test_what_was_typed_wrong_is_kept_and_mended(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, _ = bot.people(platform)
        typed = {
            "topic": "ports",
            "title": "Two *ports* & <more>",
            "summary": "The country sells two ports.",
            "source": "Ports for sale",
            "publisher": "The Paper",
        }
        form = await ann.ask("briefing new")
        refused = await ann.fill(form, **typed, published="yesterday", text="Two ports are sold.")
        assert refused.wrong is not None
        assert "date" in refused.wrong
        again = await ann.reopen(refused)
        assert again.form is not None
        assert {name: again.form[name] for name in typed} == typed
        begun_now = await ann.fill(again, published="2019-04-04")
        assert begun_now.words.startswith("Draft begun: Two *ports* & <more>"), begun_now.words
        assert "Its text is kept: 4 words." in begun_now, "what is in the part of the form that was right stayed too"

        form = await ann.ask("briefing add-figure", topic="ports")
        figure = {"label": "Ports", "amount": "a lot", "by": "paper", "passage": "Two ports are sold"}
        refused = await ann.fill(form, **figure)
        assert refused.wrong is not None
        assert "can't be read" in refused.wrong
        again = await ann.reopen(refused)
        assert again.form is not None
        assert {name: again.form[name] for name in figure if name in again.form} == {
            name: value for name, value in figure.items() if name in again.form
        }
        refused = await ann.fill(again, amount="2 ports", passage="Three ports are sold")
        assert refused.wrong is not None
        assert "is not in the text of Ports for sale" in refused.wrong
        assert "Two ports are sold" in refused.wrong or "Two ports are sold." in refused.buttons
        await added(ann, await ann.fill(await ann.reopen(refused), passage="Two ports are sold"))


@platforms
async def test_what_was_typed_on_one_line_comes_back_in_a_form(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, _, _ = bot.people(platform)
        begin = {"title": "The ports", "summary": "Sold.", "source": "Sale", "publisher": "The Paper"}
        refused = await ann.ask("briefing new", topic="ports", **begin, published="soon", text="Two ports are sold.")
        assert "The published can't be “soon”." in refused
        done = await ann.fill(await ann.press(refused, "Try again"), published="2019-04-04")
        assert done.words.startswith("Draft begun: The ports"), done.words
        assert "Its text is kept: 4 words." in done

        figure = {"label": "Ports", "amount": "a lot", "by": "paper", "passage": "Two ports are sold"}
        refused = await ann.ask("briefing add-figure", topic="ports", **figure)
        assert "can't be read" in refused
        again = await ann.press(refused, "Try again")
        assert again.form is not None
        await added(ann, await ann.fill(again, amount="2 ports"))
        near = await ann.ask("briefing add-figure", topic="ports", **{**figure, "amount": "2 ports", "by": "papper"})
        assert "has no “papper”" in near
        assert len(near.buttons) > 1, "what was nearly meant is offered beside it"


async def test_a_form_in_parts_opens_again_where_it_is_wrong_or_from_its_first_part(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann = bot.discord["ann"]
        form = await ann.ask("briefing new")
        first = form.shown.modal["components"][0]
        assert (first["label"], first["description"]) == ("A short name", "a-z, 0-9 and hyphens, like venezuela")
        typed = {"topic": "ports", "title": "The ports", "summary": "Sold.", "source": "Sale", "publisher": "The Paper"}
        refused = await ann.fill(form, **typed, published="soon")
        assert refused.buttons == ["Try again", "From its first part"]
        wrong = await ann.press(refused, "Try again")
        assert wrong.form is not None
        assert wrong.form["published"] == "soon"
        begins = await ann.press(refused, "From its first part")
        assert begins.form == typed
        done = await ann.fill(wrong, published="2019-04-04")
        assert done.words.startswith("Draft begun: The ports")


@platforms
async def test_a_button_is_pressed_twice_and_by_two(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, _ = bot.people(platform)
        await begun(ann, "The ports", "The country sells ports.")
        readback = await ann.ask("briefing add-actor", topic="ports", **ACTOR)
        await added(ann, readback)
        assert "It is in the draft already. Nothing was added a second time." in " ".join(
            (await ann.press(readback, "Add it")).words.splitlines()
        )
        submitted = await ann.ask("briefing submit", topic="ports")
        waiting = await bob.ask("briefing review")
        assert (await bob.press(waiting, "Approve")).words.startswith("Published: ")
        for person, seen in ((bob, waiting), (ann, submitted)):
            again = await person.press(seen, "Approve")
            assert "was published already by" in again
            assert again.private
        back = await bob.press(waiting, "Send back")
        assert back.form is not None
        refused = await bob.fill(back, why="Too late")
        assert "was published already by" in refused


@platforms
async def test_a_form_comes_back_after_its_draft_was_discarded(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, _ = bot.people(platform)
        await begun(ann)
        form = await ann.ask("briefing add-actor", topic="ports")
        part = await ann.ask("briefing edit", topic="ports", part="summary")
        readback = await ann.ask("briefing add-actor", topic="ports", **ACTOR)
        assert (await bob.ask("briefing discard", topic="ports", why="A double")).words.startswith("Discarded: ")
        refused = await ann.fill(form, **ACTOR)
        assert "There is no briefing “ports” here." in refused
        kept = (await ann.reopen(refused)).form
        assert kept is not None
        assert kept["name"] == "Ana Ruiz", "it can be handed in again once there is a draft"
        assert part.form is not None
        changed = part.form["text"].replace("Two ports", "The two ports")
        assert "There is no briefing “ports” here." in await ann.fill(part, text=changed)
        assert "There is no briefing “ports” here." in await ann.press(readback, "Add it")
        assert "No longer" not in await ann.ask("briefing review")


@platforms
async def test_what_was_changed_meanwhile_is_not_approved(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, eve = bot.people(platform)
        await written(ann)
        await mended(ann)
        waiting = await bob.ask("briefing review")
        await ann.ask("briefing remove", topic="ports", item="events.dock-workers-will-strike")
        refused = await bob.press(waiting, "Approve")
        assert "Published" not in refused, refused.words
        assert "Ann" in refused or "UANN" in refused, "it says who was faster"
        assert "is not covered" in await eve.ask("brief", topic="ports"), "nothing was published"
        await ann.ask("briefing submit", topic="ports")
        assert (await bob.press(await bob.ask("briefing review"), "Approve")).words.startswith("Published: ")
        assert "strike in May" not in await eve.ask("timeline", topic="ports")


@platforms
async def test_a_moderator_who_lost_the_role_can_not_finish(
    platform: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with both(sqlite_url, tmp_path, monkeypatch) as bot:
        ann, bob, _ = bot.people(platform)
        await begun(ann)
        form = await bob.ask("briefing add-actor", topic="ports")
        readback = await bob.ask("briefing add-actor", topic="ports", **ACTOR)
        await ann.ask("briefing submit", topic="ports")
        waiting = await bob.ask("briefing review")
        bot.dismiss(bob)
        for refused in (
            await bob.fill(form, **ACTOR),
            await bob.press(readback, "Add it"),
            await bob.press(waiting, "Approve"),
        ):
            assert "is for moderators" in refused, refused.words
            assert refused.private
        shown = await ann.ask("briefing show", topic="ports")
        assert "Ana Ruiz" not in shown
        assert "1 for approval" in await ann.ask("briefing review")
