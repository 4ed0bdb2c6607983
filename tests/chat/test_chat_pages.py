"""Documents are cut into as few pages as fit, with every word kept, in order: any document, any limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.chat.document import (
    Block,
    Bullets,
    Button,
    Citation,
    Document,
    Fact,
    Facts,
    Positions,
    Sources,
    Stance,
    Text,
)
from bot.chat.flow import Flow, Stop
from bot.chat.invocation import Invocation
from bot.chat.pages import REPEATED as LONGEST
from bot.chat.pages import _Book, pages, view
from bot.chat.reply import Menu, Reply
from tests.chat.documents import REPEATED, documents, every_block, fields, refs

TURN = re.compile(r"(?: · )?Page \d+ of \d+$")
Payload = tuple[Document, tuple[Button, ...], Menu | None]


@dataclass(frozen=True)
class Limited:
    """A renderer that sends documents as they are and has the limits that platforms have."""

    characters: int = 10_000
    blocks: int = 1_000
    items: int = 1_000
    title: int = 1_000
    field: int = 10_000

    def render(self, document: Document, buttons: tuple[Button, ...] = (), menu: Menu | None = None) -> Payload:
        return document, buttons, menu

    def fits(self, payload: Payload) -> bool:
        document, buttons, menu = payload
        found = list(fields(document))
        pressed = sum(len(button.label) for button in (*buttons, *(menu.options if menu else ())))
        return (
            sum(len(text) for _, text in found) + pressed <= self.characters
            and len(document.title) <= self.title
            and len(document.blocks) <= self.blocks
            and all(len(items(block)) <= self.items for block in document.blocks)
            and all(len(text) <= self.field for _, text in found)
        )


def items(block: Any) -> Sequence[Any]:
    match block:
        case Bullets():
            return block.items
        case Facts():
            return block.facts
        case Positions():
            return block.stances
        case Sources():
            return block.citations
    return ()


LIMITS = st.builds(
    Limited,
    characters=st.one_of(st.integers(12, 60), st.integers(60, 400), st.integers(400, 3000)),
    blocks=st.integers(1, 8),
    items=st.integers(1, 5),
    title=st.integers(0, 200),
    field=st.integers(12, 500),
)


def told(cut: Sequence[Document], whole: Document) -> tuple[str, list[tuple[str, str]]]:
    """All letters of the prose in order, and the short fields, which pages repeat, in the order they come first."""
    short = {(name, text) for name, text in fields(whole) if name in REPEATED and len(text) <= LONGEST}
    numbered = len(cut) > 1 and all(TURN.search(page.note or "") for page in cut)
    prose, names = [], []
    for number, page in enumerate(cut):
        for name, text in fields(page):
            if numbered and (name == "title" and number):
                continue
            if name != "title" and (name, text) in short and (numbered or len(cut) == 1):
                names.append((name, text))
            else:
                prose.append(TURN.sub("", text) if numbered and name == "note" else text)
    if len(cut) > 1 and not numbered:
        return letters(" ".join(prose)), []
    return letters(" ".join(prose)), list(dict.fromkeys(names))


def sourced(cut: Sequence[Document], whole: Document) -> bool:
    """Whether what the document rests on stands under each of its pages."""
    last = whole.blocks[-1:]
    return len(cut) > 1 and bool(last) and isinstance(last[0], Sources) and all(one.blocks[-1:] == last for one in cut)


def unsourced(document: Document) -> Document:
    return msgspec.structs.replace(document, blocks=document.blocks[:-1])


def letters(text: str) -> str:
    return "".join(text.split())


@given(documents(), LIMITS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_word_is_kept_in_order_and_every_page_fits(document: Document, renderer: Limited):
    cut = pages(document, renderer)
    assert all(renderer.fits(page) for page in cut)
    shown = [page[0] for page in cut]
    if sourced(shown, document):
        shown, document = [unsourced(page) for page in shown], unsourced(document)
    if len(cut) > 1 and not TURN.search(shown[0].note or ""):
        assert told(shown, document)[0] == letters(" ".join(text for _, text in fields(document)))
    else:
        assert told(shown, document) == told([document], document)


@given(documents(most=6), LIMITS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@example(Document("", (Facts((Fact("a0", "a1", "a a a a 👩‍👩‍👧‍👦"),)),)), Limited(20, 1, 1, 0, 12))
def test_no_other_way_makes_fewer_pages(document: Document, renderer: Limited):
    """Compared with a plain search: each page takes word after word as long as it fits, and letters of a word, or
    code points of a letter, only when no page of its own holds it."""
    cut = pages(document, renderer)
    if len(cut) == 1:
        return
    under: tuple[Block, ...] = ()
    if sourced([page[0] for page in cut], document):
        document, under = unsourced(document), document.blocks[-1:]
    fewest = next(count for most in (9, 99, 999, 9_999, None) if (count := plain(document, renderer, most, under)))
    assert len(cut) == fewest


def plain(document: Document, renderer: Limited, most: int | None, under: tuple[Block, ...] = ()) -> int:
    """How many pages with these blocks under each a search without any shortcut makes; 0 when it can't or they are more
    than `most`."""

    def fits(page: Document) -> bool:
        return renderer.fits(renderer.render(msgspec.structs.replace(page, blocks=(*page.blocks, *under))))

    book = _Book(document, fits, most)
    end, number = 0, 0
    while end < book._flow.length:
        number += 1
        start = end
        for level in (Stop.WORDS, Stop.CHARACTERS, Stop.CODE_POINTS):
            blocked = False
            for stop in book._flow.stops(level, end, book._flow.length):
                if not book._holds(start, stop, number):
                    blocked = book._holds(end, stop, 2)
                    break
                end = stop
            else:
                break
            if blocked:
                break
        if end == start and not (number == 1 and book._title):
            return 0
        if most and number > most:
            return 0
    return number


@given(documents(), st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_flow_gives_back_what_lies_between_two_positions(document: Document, first: int, second: int):
    flow = Flow(document, 0)
    ends = sorted({0, min(first, flow.length), min(second, flow.length), flow.length})
    parts = [flow.between(start, end) for start, end in pairwise(ends)]
    said = [text for blocks, note in parts for _, text in fields(Document("", blocks, note=note))]
    whole = [text for name, text in fields(document) if name != "title"]
    assert letters(" ".join(said)) == letters(" ".join(whole))
    assert flow.between(0, flow.length) == (document.blocks, document.note or None)


def test_every_page_ends_with_what_the_answer_rests_on_where_that_costs_little():
    sources = Sources((Citation("Ports for sale", "The Paper", date(2019, 4, 4)),), date(2019, 4, 5))
    document = Document("Ports", (Text("They are sold. " * 100), sources), note="Told in full")
    cut = [page[0] for page in pages(document, Limited(characters=600))]
    assert len(cut) > 2
    assert sourced(cut, document)
    assert [page.note for page in cut][-1] == f"Told in full · Page {len(cut)} of {len(cut)}"
    tight = [page[0] for page in pages(document, Limited(characters=70))]
    assert not sourced(tight, document), "a page would have hardly a word"
    assert tight[-1].blocks[-1:] == (sources,)


def test_what_fits_is_left_as_it_is():
    renderer = Limited()
    assert pages(every_block(), renderer) == [renderer.render(every_block())]


def test_cuts_are_between_blocks_where_they_can_be():
    document = Document(
        "Title", tuple(Text(f"Sentence one of {n}. Sentence two of {n}.", f"Heading {n}") for n in range(6))
    )
    cut = pages(document, Limited(characters=200))
    assert [len(page[0].blocks) for page in cut] == [4, 2]
    assert all(block in document.blocks for page in cut for block in page[0].blocks)


def test_else_they_are_between_sentences():
    document = Document("Title", (Text("One two three. " * 20),))
    for page in pages(document, Limited(characters=100)):
        for _, text in fields(Document("", page[0].blocks)):
            assert text.endswith("three.")
            assert text.startswith("One")


def test_a_heading_is_never_left_behind_and_an_amount_never_halved():
    facts = tuple(Fact(f"Owed by number {n}", "about $6 billion", "as of 2019, says the bank") for n in range(12))
    document = Document(
        "Debts", (Text("Short."), Facts(facts, "Key figures"), Positions("Who?", (Stance("A", "b " * 90),)))
    )
    for page, _, _ in pages(document, Limited(characters=160)):
        for block in page.blocks:
            if isinstance(block, Facts):
                assert block.heading == "Key figures"
                assert all(fact.value == "about $6 billion" for fact in block.facts)
            if isinstance(block, Positions):
                assert block.question == "Who?"
                assert [stance.by for stance in block.stances] == ["A"]


def test_references_stay_with_their_pieces():
    document = every_block()
    cut = pages(document, Limited(characters=150))
    assert len(cut) > 2
    assert {found for page, _, _ in cut for found in refs(page)} == set(refs(document))


def test_a_renderer_that_takes_nothing_is_told():
    with pytest.raises(ValueError, match="too small to show even one character"):
        pages(Document("Title", (Text("text"),)), Limited(characters=0))


def test_every_page_has_the_buttons_and_the_menu():
    run = Invocation("help")
    buttons, menu = (Button("Help", run),), Menu("Choose", (Button("One", run),))
    cut = pages(Document("Title", (Text("word " * 200),)), Limited(characters=200), buttons, menu)
    assert len(cut) > 3
    assert all(page[1:] == (buttons, menu) for page in cut)


@pytest.mark.parametrize(
    ("asked", "page", "turns"),
    [
        (1, 1, [("Next", 2)]),
        (0, 1, [("Next", 2)]),
        (-5, 1, [("Next", 2)]),
        (2, 2, [("Previous", 1), ("Next", 3)]),
        (10**9, None, [("Previous", None)]),
    ],
)
def test_a_view_is_one_page_with_buttons_to_its_neighbours(asked: int, page: int | None, turns: list[tuple[str, Any]]):
    run = Invocation("brief", {"topic": "venezuela"})
    reply = Reply(Document("Title", (Text("word " * 300),)), buttons=(Button("Money", run),), request=run, page=asked)
    found = view(reply, Limited(characters=300))
    last = found.pages
    assert last > 4
    assert found.page == (page or last)
    assert [(button.label, button.run.page) for button in found.turns] == [
        (label, to or last - 1) for label, to in turns
    ]
    assert found.payload[1] == (*found.turns, *reply.buttons)
    assert found.document.note == f"Page {found.page} of {last}"


def test_the_pages_of_a_reply_are_the_same_whichever_is_asked_for():
    run = Invocation("brief", {"topic": "venezuela"})
    reply = Reply(Document("Title", (Text(" ".join(f"w{n}" for n in range(400))),)), request=run)
    shown = [view(msgspec.structs.replace(reply, page=page), Limited(characters=300)) for page in range(1, 12)]
    count = shown[0].pages
    text = " ".join(text for found in shown[:count] for name, text in fields(found.document) if name == "text")
    assert text.split() == [f"w{n}" for n in range(400)]
    assert {found.pages for found in shown} == {count}


def test_a_reply_that_cannot_be_asked_again_has_no_buttons_to_turn():
    reply = Reply(Document("Title", (Text("word " * 300),)))
    assert view(reply, Limited(characters=300)).turns == ()
