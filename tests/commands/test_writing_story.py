"""A briefing from its first word to what readers see: written, checked, mended, submitted, approved, changed again."""

from datetime import date
from pathlib import Path

import pytest

from bot.briefing.check import check
from bot.briefing.yaml import parse
from bot.chat.document import Bullets, Quotation, Text
from bot.chat.reply import FieldKind
from bot.chat.request import Role
from bot.store.database import Database
from bot.store.saved import State
from tests.commands.newsroom import read
from tests.commands.writers import ACTOR, FIGURE, NEW, STORY, TEXT, Room


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    (tmp_path / "briefings").mkdir()
    return Room(database, tmp_path / "briefings")


async def test_a_story_from_new_to_published(room: Room) -> None:
    begun = await room.do("ann", NEW)
    assert "22:00" not in read(begun.document)
    await room.do("ann", ACTOR)
    wrong = FIGURE.replace("at least $2bn", "about $3bn")
    await room.do("ann", wrong)
    found = await room.do("ann", "check ports")
    assert "1 error" in found.document.title
    assert "figures.price" in read(found.document)
    await room.do("ann", "submit ports")
    refused = await room.refused("bob", "approve ports", "can't be published yet")
    assert "check" in refused.buttons[0].run.command
    assert "ports" not in await room.shown("eve", "/topics")
    await room.do("ann", "remove ports price", FIGURE)
    assert "no errors" in (await room.do("ann", "check ports")).document.title
    await room.do("ann", "submit ports")
    await room.do("bob", "approve ports")
    told = await room.shown("eve", "/brief ports")
    assert "at least $2 billion" in told
    assert "Ana Ruiz" in told
    assert [entry.what for entry in await room.entries()] == [
        "approve", "submit", "add-figure", "remove", "submit", "add-figure", "add-actor", "new",
    ]  # fmt: skip
    assert {entry.who.id for entry in await room.entries()} == {"ann", "bob"}
    assert all(entry.place is not None and entry.place.channel == "news" for entry in await room.entries())
    assert "Bob" in read((await room.do("ann", "/audit")).document)


async def test_readers_write_nothing(room: Room) -> None:
    for line in (*STORY, "check ports", "review", "history ports", "export ports", "/audit", "/settings four-eyes on"):
        await room.refused("eve", line, "moderators", role=Role.READER)


async def test_an_item_is_read_back_and_its_passage_marked(room: Room) -> None:
    await room.do("ann", NEW, ACTOR)
    preview = await room.do("ann", FIGURE.replace(" confirm=yes", "").replace("two ports for", "two  ports for"))
    assert "Nothing is saved yet" in read(preview.document)
    assert "at least $2 billion" in read(preview.document)
    quoted = next(block for block in preview.document.blocks if isinstance(block, Quotation))
    assert quoted.mark is not None
    assert quoted.words[slice(*quoted.mark)] == "two  ports for at least $2 billion"
    head = await room.head()
    assert head is not None
    assert head.number == 2
    assert (await room.press("ann", preview.buttons[0])).ok
    second = await room.press("ann", preview.buttons[0])
    assert not second.ok
    assert "already" in second.document.title
    assert len(await room.every()) == 3


async def test_a_passage_that_is_not_there_brings_the_nearest(room: Room) -> None:
    await room.do("ann", NEW, ACTOR)
    line = FIGURE.replace("two ports for at least $2 billion", "two ports for at least $3 billion")
    reply = await room.refused("ann", line, "is not in the text")
    assert any("$2 billion" in button.label for button in reply.buttons)
    added = await room.press("ann", reply.buttons[0])
    assert added.ok, read(added.document)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (FIGURE.replace("at least $2bn", "a lot"), "can't be read"),
        (FIGURE.replace("at least $2bn", "12"), "no unit"),
        (FIGURE.replace("by=ana-ruiz", "by=nobody"), "has no"),
        (FIGURE.replace('passage="two ports for at least $2 billion" ', ""), "passage is missing"),
        (NEW.replace("2019-04-04", "yesterday"), "a date"),
        (NEW.replace("topic=ports", "topic=Pört/s"), "no short name"),
        (NEW.replace("topic=ports", "topic=docks") + " link=http://127.0.0.1/a", "leads nowhere"),
        (NEW.replace("topic=ports", "topic=docks") + " link=https://intranet/a", "leads nowhere"),
        (NEW.replace("topic=ports", "topic=docks") + " link=javascript:alert(1)", "leads nowhere"),
        (NEW, "already"),
        ("check nothing", "no briefing"),
        ("approve ports", "not submitted"),
        ("reject ports why", "not submitted"),
        ("show ports 99", "no revision"),
        ("restore ports zzz", "no revision"),
        ("edit ports nonsense", "no part"),
        ("remove ports nonsense", "no item"),
    ],
)
async def test_what_can_not_be_done_is_said_and_changes_nothing(room: Room, line: str, words: str) -> None:
    await room.do("ann", NEW, ACTOR)
    await room.refused("ann", line, words)


async def test_a_form_asks_for_what_is_missing_and_for_what_may_be_left_out(room: Room) -> None:
    await room.do("ann", NEW)
    reply = await room.say("ann", "add-figure ports")
    assert reply.form is not None
    kinds = {field.name: (field.kind, field.required) for field in reply.form.fields}
    assert kinds["amount"] == (FieldKind.LINE, True)
    assert kinds["passage"] == (FieldKind.PARAGRAPH, False)
    assert kinds["unverified"] == (FieldKind.CHOICE, False)
    assert "confirm" not in kinds
    assert reply.form.submit.values == {"topic": "ports"}


async def test_all_kinds_of_items(room: Room) -> None:
    await room.do(
        "ann",
        NEW,
        ACTOR,
        'add-actor ports name="Dock workers" kind=group confirm=yes',
        'add-quote ports by="Ana Ruiz" said="We sell at a loss." confirm=yes',
        'add-event ports when=Monday what="The minister says that the sale is a loss." '
        'passage="Ana Ruiz, said on Monday: We sell at a loss" confirm=yes',
        'add-claim ports question="What does the sale cost?" by="Dock workers" '
        'says="It costs 300 jobs a year." passage="the sale costs 300 jobs a year" confirm=yes',
        'add-claim ports question="What does the sale cost?" by=ana-ruiz says="It is made at a loss." '
        'passage="We sell at a loss" confirm=yes',
        FIGURE,
        'add-card ports question="What are the ports sold for?" answer="At least $2 billion." shows=price confirm=yes',
        'add-source ports title="Strike" publisher="The Wire" published=2019-04-05 text="They will strike."',
    )
    told = await room.do("bob", "show ports")
    for words in ("We sell at a loss", "300 jobs", "At least $2 billion", "Dock workers", "Contested"):
        assert words in read(told.document)
    title = (await room.do("ann", "check ports")).document.title
    assert title == "Two ports: 1 warning", "the text has no quotation marks"


async def test_what_is_unverified_says_so_everywhere(room: Room) -> None:
    line = 'add-figure ports label="Jobs" amount="500 jobs" by=ana-ruiz unverified=yes confirm=yes'
    await room.do("ann", NEW, ACTOR, FIGURE)
    await room.do("ann", line)
    await room.do("ann", 'add-event ports when=Tuesday what="Workers walk out." unverified=yes confirm=yes')
    await room.do("ann", 'add-quote ports by=ana-ruiz said="Never again." unverified=yes confirm=yes')
    await room.do("ann", 'add-claim ports question="Is it legal?" by=ana-ruiz says="It is." unverified=yes confirm=yes')
    await room.do("ann", 'add-card ports question="Why now?" answer="Nobody knows." unverified=yes confirm=yes')
    await room.do("ann", "submit ports")
    await room.do("bob", "approve ports")
    answers = (
        "/brief ports full", "/figures ports", "/figure Jobs", "/timeline ports", "/quotes ports", "/claims ports",
        "/card ports why now", "/actor Ana Ruiz", "/evidence ports jobs",
    )  # fmt: skip
    for answer in answers:
        assert "nverified" in await room.shown("eve", answer), answer


async def test_four_eyes_is_the_default_where_two_are_at_work(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    assert (await room.say("ann", "approve ports")).ok, "alone, the author may approve"
    await room.do("ann", 'edit ports summary text="{title: Two ports, as_of: 2019-04-04, summary: Ports are sold.}"')
    await room.do("bob", "/settings zone UTC", "check ports")
    await room.do("ann", "submit ports", "/settings four-eyes on")
    await room.refused("ann", "approve ports", "Somebody else")
    await room.do("ann", "/settings four-eyes off")
    await room.do("ann", "approve ports")


async def test_somebody_else_at_work_makes_four_eyes_the_default(room: Room) -> None:
    await room.do("bob", NEW, "discard ports no")
    await room.do("ann", *STORY, "submit ports")
    await room.refused("ann", "approve ports", "Somebody else")
    await room.do("bob", "approve ports")


async def test_sent_back_discarded_and_restored(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", 'reject ports "The price is not in the summary"')
    told = read((await room.do("ann", "history ports")).document)
    assert "The price is not in the summary" in told
    discarded = await room.do("ann", "discard ports")
    await room.refused("ann", "submit ports", "no briefing")
    assert await room.head() is None
    assert not (await room.press("carl@b", discarded.buttons[0])).ok
    assert (await room.press("ann", discarded.buttons[0])).ok
    head = await room.head()
    assert head is not None
    assert head.state is State.DRAFT
    assert "at least $2 billion" in read((await room.do("ann", "show ports")).document)


async def test_an_earlier_state_is_taken_up_again(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", "approve ports")
    summary = "edit ports summary text='{title: Ports for sale, as_of: 2019-04-04, summary: The country sells ports.}'"
    await room.do("ann", summary.replace("'", '"'), "submit ports")
    await room.do("bob", "approve ports")
    assert (await room.shown("eve", "/brief ports")).startswith("Ports for sale")
    await room.do("ann", "restore ports 3", "submit ports")
    await room.do("bob", "approve ports")
    assert "Two ports" in await room.shown("eve", "/brief ports")
    assert [one.state for one in await room.every()] == [State.PUBLISHED, *[State.SUPERSEDED] * 4]


async def test_an_exported_briefing_passes_the_check(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    await room.do("bob", "approve ports")
    reply = await room.do("ann", "export ports")
    assert reply.document.title == "ports.yaml"
    block = reply.document.blocks[0]
    assert isinstance(block, Text)
    checked = check(block.text.encode(), "ports.yaml", {"paper": TEXT})
    assert checked.publishable, checked.findings
    published = room.library.view("board/a").get("ports")
    assert published is not None
    assert checked.briefing == published.briefing
    assert published.briefing.sources["paper"].published == date(2019, 4, 4)
    again = parse(" ".join(block.text.split("\n    ")).encode(), "ports.yaml")
    assert again.briefing == checked.briefing


async def test_differences_and_review(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    reply = await room.do("bob", "review")
    assert "1 for approval" in reply.document.title
    assert "No errors" in read(reply.document)
    approve = next(button for button in reply.buttons if button.label == "Approve")
    assert (await room.press("bob", approve)).ok
    again = await room.press("bob", approve)
    assert not again.ok
    assert "published already by Bob" in again.document.title
    await room.do("ann", "remove ports price")
    assert "No longer stated" in read((await room.do("bob", "diff ports")).document)
    assert "Nothing waits" not in (await room.do("bob", "review")).document.title


async def test_what_is_long_is_read_back_as_all_is_and_can_be_taken_out(room: Room) -> None:
    await room.do("ann", NEW, ACTOR)
    says = " ".join(["It is a loss for the country."] * 60)
    asked = await room.do(
        "ann", f'add-claim ports question="Is it a loss?" by=ana-ruiz says="{says}" passage="We sell at a loss"'
    )
    assert asked.document.title == "Add this claim?"
    assert "We sell at a loss" in read(asked.document)
    added = await room.press("ann", next(button for button in asked.buttons if button.label == "Add it"))
    assert added.document.title == "Added: claim"
    out = next(button for button in added.buttons if button.label == "Take it out")
    assert (await room.press("ann", out)).ok
    assert "Is it a loss" not in read((await room.do("ann", "show ports")).document)


async def test_a_part_is_shown_so_that_it_can_be_copied_and_given_back(room: Room) -> None:
    await room.do("ann", *STORY)
    for part in ("price", "figures", "summary", "all"):
        reply = await room.do("ann", f"edit ports {part}")
        text = reply.document.blocks[0]
        assert isinstance(text, Text)
        assert reply.form is not None
        assert reply.form.fields[0].value != text.text
        copied = "\n".join(line.strip() for line in text.text.splitlines())
        values = {**reply.form.submit.values, "text": copied}
        same = await room.ask("ann", "briefing edit", values)
        assert same.document.title == "That is what it says already.", (part, read(same.document))


@pytest.mark.parametrize("words", ["Ports are sold.", "Ports: sold, and: at a loss", "“Ports” - all\nof them"])
async def test_plain_words_for_a_summary_are_shown_as_the_part_takes_them(room: Room, words: str) -> None:
    await room.do("ann", *STORY)
    form = (await room.do("ann", "edit ports summary")).form
    assert form is not None
    refused = await room.ask("ann", "briefing edit", {**form.submit.values, "text": words})
    assert not refused.ok
    assert "title, aliases, as_of and summary" in read(refused.document)
    assert refused.form is not None
    assert refused.form.fields[0].value == words
    lines = refused.document.blocks[0]
    assert isinstance(lines, Bullets)
    told = lines.items[0].text
    given = {**form.submit.values, "text": told[told.index("{") :]}
    assert (await room.ask("ann", "briefing edit", given)).ok, "what was suggested is what it takes"
    assert " ".join(words.split()) in read((await room.do("ann", "show ports")).document)


async def test_plain_words_for_an_item_are_answered_with_what_it_looks_like(room: Room) -> None:
    await room.do("ann", *STORY)
    refused = await room.say("ann", 'edit ports price text="about 3 billion"')
    assert "words alone" in read(refused.document)
    assert '{label: "Price of the ports"' in read(refused.document)


async def test_a_source_with_quotation_marks_is_typed_as_it_is(room: Room) -> None:
    said = TEXT.replace("We sell at a loss.", "“We sell at a loss.”")
    await room.do("ann", NEW.replace(TEXT, said), *STORY[1:])
    passage = 'passage="said on Monday: “We sell at a loss.”"'
    await room.do("ann", f'add-quote ports by=ana-ruiz said="We sell at a loss." {passage} confirm=yes')
    assert "no errors" in (await room.do("ann", "check ports")).document.title


async def test_a_title_is_corrected_by_that_word_and_what_was_withdrawn_is_restored(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports", "approve ports")
    await room.do("ann", 'correct ports title now="Ports for sale" why="Clearer." confirm=yes')
    assert (await room.shown("eve", "/brief ports")).startswith("Ports for sale")
    done = await room.do("ann", 'withdraw ports "All wrong." confirm=yes')
    assert "was withdrawn on" in await room.shown("eve", "/brief ports")
    assert "All wrong." in await room.shown("eve", "/brief Ports for sale")
    restore = next(button for button in done.buttons if button.label == "Restore it")
    assert (await room.press("ann", restore)).ok
    await room.do("ann", "submit ports", "approve ports")
    assert (await room.shown("eve", "/brief ports")).startswith("Ports for sale")


async def test_briefing_alone_offers_what_comes_first(room: Room) -> None:
    reply = await room.ask("ann", "briefing", {})
    words = read(reply.document)
    steps = ("new", "add-source", "add-actor", "add-figure", "add-card", "check", "submit", "review", "approve")
    places = [words.index(f"/briefing {word}") for word in (*steps, "correct", "corrections", "withdraw")]
    assert places == sorted(places)
    assert reply.buttons[0].run.command == "briefing new"
    assert "For example: /briefing new topic=chad" in words
    alone = read((await room.say("ann", "new")).document)
    example = alone.partition("For example: /briefing ")[2].replace("\n", " ")
    assert (await room.do("ann", " ".join(example.split()))).document.title == "Draft begun: Chad votes"


async def test_a_review_of_a_new_briefing_says_how_much_there_is_in_it(room: Room) -> None:
    await room.do("ann", *STORY, "submit ports")
    told = read((await room.do("bob", "review")).document)
    assert "It holds 1 source, 1 actor, 1 figure." in told
    await room.do("bob", "approve ports")
    await room.do("ann", 'edit ports summary text="{title: Ports, as_of: 2019-04-04, summary: Ports are sold.}"')
    assert "It holds" not in read((await room.do("bob", "review")).document)
